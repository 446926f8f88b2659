package com.dumontcloud.benchmarks.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Runs {@link DecideBenchmark} and compares it with its limits:
 * {@code java -cp benchmarks/target/benchmarks.jar com.dumontcloud.benchmarks.engine.DecideCost}. Needs 6 GB of memory and some
 * minutes. To hold: 1 us, and of a million machines at most twice the time of ten thousand; else it ends with 1.
 */
public final class DecideCost {

    private static final double MOST_NANOS = 1000;
    private static final double MOST_TIMES = 2;
    private static final String FEW = "10000";
    private static final String MANY = "1000000";

    private DecideCost() {}

    /** Runs it and prints what it took. */
    public static void main(String[] args) throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(DecideBenchmark.class.getName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
        Map<String, Map<String, RunResult>> byKind = new TreeMap<>();
        for (RunResult result : results) {
            byKind.computeIfAbsent(result.getParams().getParam("kind"), any -> new TreeMap<>())
                    .put(result.getParams().getParam("machines"), result);
        }
        List<String> missed = new ArrayList<>();
        byKind.forEach((kind, bySize) -> {
            RunResult few = Objects.requireNonNull(bySize.get(FEW));
            RunResult many = Objects.requireNonNull(bySize.get(MANY));
            double times = nanos(many) / nanos(few);
            System.out.printf(
                    Locale.ROOT,
                    "Java %s, %s: %.0f ns of %s machines, %.0f ns of %s, %.2f times as long; %.0f bytes%n",
                    Runtime.version(),
                    kind,
                    nanos(few),
                    FEW,
                    nanos(many),
                    MANY,
                    times,
                    bytes(few));
            if (nanos(few) > MOST_NANOS || times > MOST_TIMES) {
                missed.add(kind);
            }
        });
        if (!missed.isEmpty()) {
            System.out.printf(Locale.ROOT, "over the limit: %s%n", missed);
            System.exit(1);
        }
    }

    /** Returns the processor time of one decision. */
    private static double nanos(RunResult result) {
        return secondary(result, "nanos") / secondary(result, "decisions");
    }

    private static double bytes(RunResult result) {
        return secondary(result, "gc.alloc.rate.norm");
    }

    private static double secondary(RunResult result, String name) {
        Result<?> found = Objects.requireNonNull(result.getSecondaryResults().get(name), name);
        return found.getScore();
    }
}
