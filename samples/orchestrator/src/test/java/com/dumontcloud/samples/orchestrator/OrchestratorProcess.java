package com.dumontcloud.samples.orchestrator;

import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.vast.VastOptions;
import com.dumontcloud.sdk.vast.VastProvider;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The orchestrator in a JVM of its own, which can be killed; in fast time, on a simulated Vast of another process. */
final class OrchestratorProcess {

    private OrchestratorProcess() {}

    /** Arguments: the simulator's address, the origin of time, the logbook, how many steps, the budget, after how many it pauses. */
    public static void main(String[] args) throws Exception {
        FastTime time = new FastTime(Instant.parse(args[1]));
        VastProvider vast = VastProvider.create(VastOptions.builder(CredentialSource.of("any-key"))
                .url(args[0])
                .connection(connection -> connection
                        .timeSource(time)
                        .readTimeout(Duration.ofSeconds(1))
                        .sleeper(FastTime::sleep))
                .build());
        int exitCode;
        try (Interrupt interrupt = Interrupt.listen();
                Logbook book = Logbook.open(Path.of(args[2]));
                World world = new World(vast, time, FastTime::sleep, id -> Map.of(), vast::close)) {
            exitCode = new Orchestrator(System.out, Map.of(), interrupt::isRequested)
                    .train(
                            TrainingOnVast.plan(
                                    new BigDecimal(args[4]),
                                    Integer.parseInt(args[3]),
                                    false,
                                    Integer.parseInt(args[5])),
                            world,
                            book,
                            interrupt::isRequested,
                            System.out);
        }
        System.exit(exitCode);
    }

    static Process start(String url, Instant origin, Path logbook, int steps, BigDecimal budget, int pauseEvery)
            throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OrchestratorProcess.class.getName(),
                        url,
                        origin.toString(),
                        logbook.toString(),
                        String.valueOf(steps),
                        budget.toPlainString(),
                        String.valueOf(pauseEvery)))
                .redirectErrorStream(true)
                .start();
    }
}
