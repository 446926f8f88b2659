package com.dumontcloud.sdk.agent.nvml;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Compares {@link NvmlBenchmark} with a loop in C over the same library in the same run:
 * {@code java -cp benchmarks/target/benchmarks.jar com.dumontcloud.sdk.agent.nvml.NvmlCost}, on Java 17 for JNA and on 25 for
 * Java's own calls, needs {@code cc} and half a minute. To hold: Java's own at most twice, JNA at most six times what C takes,
 * and no byte allocated; else it ends with 1.
 */
public final class NvmlCost {

    private static final double MOST_FFM = 2;
    private static final double MOST_JNA = 6;
    private static final int CALLS = 8 * 7;
    private static final int FIRST_WITH_FFM = 22;

    private NvmlCost() {}

    /** Runs both and prints what they took. */
    public static void main(String[] args) throws Exception {
        CSources sources = CSources.compile();
        double before = nanosFromC(sources);
        RunResult result = new Runner(new OptionsBuilder()
                        .include(NvmlBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .runSingle();
        double fromC = (before + nanosFromC(sources)) / 2; // the machine may have become slower meanwhile
        double fromJava = result.getPrimaryResult().getScore();
        Result<?> allocated =
                Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"));
        double bytes = allocated.getScore();
        double most = Runtime.version().feature() >= FIRST_WITH_FFM ? MOST_FFM : MOST_JNA;
        System.out.printf(
                Locale.ROOT,
                "%nJava %s: %.0f ns a sample, %.1f ns a call; from C %.0f ns, %.1f ns a call%n",
                Runtime.version(),
                fromJava,
                fromJava / CALLS,
                fromC,
                fromC / CALLS);
        System.out.printf(
                Locale.ROOT,
                "%.2f times as long as from C (at most %.0f), %.3f bytes%n",
                fromJava / fromC,
                most,
                bytes);
        if (fromJava > most * fromC || bytes >= 1) {
            System.exit(1);
        }
    }

    private static double nanosFromC(CSources sources) throws IOException, InterruptedException {
        Process loop = new ProcessBuilder(
                        sources.loop().toString(), sources.library().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(loop.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        if (loop.waitFor() != 0) {
            throw new IOException("the loop in C failed");
        }
        return Double.parseDouble(output.trim());
    }
}
