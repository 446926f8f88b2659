package com.dumontcloud.benchmarks.soak;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.MachineId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs a reporter in real time under a control plane that misbehaves, and judges whether what it holds grew.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar com.dumontcloud.benchmarks.soak.AgentSoak [MINUTES]} beats every 5 s and
 * samples every second for MINUTES (10; a fraction is allowed), against a server in a process of its own that hangs, resets,
 * cuts, answers 500, garbage or 10 MB to about a third of the heartbeats and gives commands with others, while the program
 * works in stretches and its GPU probe fails or is slow now and then. Prints once a minute. Exits with 1 if heap, threads or
 * descriptors grew by more than is said, or if nothing was counted. Linux only.
 */
public final class AgentSoak {

    private static final int SAMPLE_SECONDS = 5;
    private static final Duration BEAT_EVERY = Duration.ofSeconds(5);
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(1);

    /** Less than a tenth of what a reporter retains; a byte kept for each sample of each probe would show in a day. */
    private static final double MOST_KIB = 64;

    /** A command has a thread and a heartbeat a connection, now and then, which bends the line by about a half. */
    private static final double MOST_THREADS = 2;

    private static final double MOST_DESCRIPTORS = 2;

    private AgentSoak() {}

    /** Runs the soak. */
    public static void main(String[] args) throws IOException, InterruptedException {
        double minutes = args.length > 0 ? Double.parseDouble(args[0]) : 10;
        boolean held = run(Math.round(minutes * 60));
        System.exit(held ? 0 : 1);
    }

    private static boolean run(long seconds) throws IOException, InterruptedException {
        Path state = Files.createTempDirectory("dumont-soak");
        Tally tally = new Tally();
        try (ServerProcess server = ServerProcess.start()) {
            System.out.printf(Locale.ROOT, "Java %s, %d s, a heartbeat every 5 s%n", Runtime.version(), seconds);
            List<Figures> samples;
            try (HeartbeatReporter reporter = HeartbeatReporter.start(options(server.uri(), state, tally));
                    Work work = Work.on(reporter)) {
                samples = watch(seconds, tally, work);
            }
            System.out.println("The server did: " + server.summary());
            return judge(samples, tally);
        } finally {
            delete(state);
        }
    }

    private static ReporterOptions options(URI server, Path state, Tally tally) {
        return ReporterOptions.builder(MachineId.of("soak"))
                .apiUrl(server)
                .apiToken("soak")
                .initialInterval(BEAT_EVERY)
                .sampleInterval(SAMPLE_EVERY)
                .gpuProbe(new MoodyGpus())
                .stateDirectory(state)
                .listener(tally)
                .beforeHibernate(context -> context.progress(1, "saved"))
                .handler(AgentCommand.SNAPSHOT, (command, context) -> {
                    context.progress(0.5, "half");
                    return context.doneWithSnapshot("snapshot-of-" + command.id(), null);
                })
                .handler(AgentCommand.RESTART, (command, context) -> {
                    throw new IllegalStateException("this program does not like to be restarted");
                })
                .build();
    }

    private static List<Figures> watch(long seconds, Tally tally, Work work) throws InterruptedException {
        List<Figures> samples = new ArrayList<>();
        long begun = System.nanoTime();
        long lineAt = 60;
        for (long next = SAMPLE_SECONDS; next <= seconds; next += SAMPLE_SECONDS) {
            TimeUnit.NANOSECONDS.sleep(begun + TimeUnit.SECONDS.toNanos(next) - System.nanoTime());
            Figures now = Figures.at((System.nanoTime() - begun) / 1e9);
            samples.add(now);
            if (next >= lineAt || next + SAMPLE_SECONDS > seconds) {
                lineAt += 60;
                System.out.printf(
                        Locale.ROOT,
                        "%5.0f s: retained %.0f KiB, %.0f threads, %.0f descriptors; %s; %d stretches of work%n",
                        now.seconds(),
                        now.retainedKib(),
                        now.threads(),
                        now.descriptors(),
                        tally,
                        work.stretches());
            }
        }
        return samples;
    }

    private static boolean judge(List<Figures> samples, Tally tally) {
        List<Growth> grown = List.of(
                Growth.ofSecondHalf("retained heap, KiB", MOST_KIB, samples, Figures::retainedKib),
                Growth.ofSecondHalf("threads", MOST_THREADS, samples, Figures::threads),
                Growth.ofSecondHalf("descriptors", MOST_DESCRIPTORS, samples, Figures::descriptors));
        System.out.println("Fitted over the second half:");
        grown.forEach(System.out::println);
        if (tally.counted() == 0) {
            System.out.println("No heartbeat was counted: this proves nothing.");
        }
        return tally.counted() > 0 && grown.stream().allMatch(Growth::isHeld);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> inside = Files.walk(folder)) {
            for (Path one : inside.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
