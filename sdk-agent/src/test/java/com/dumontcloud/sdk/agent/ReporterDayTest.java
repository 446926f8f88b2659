package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day of heartbeats in which everything goes wrong now and then: whatever is kept stops growing. */
class ReporterDayTest {

    private static final int WARM_UP_HOURS = 10;
    private static final int A_FEW = 50;

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-01T12:00:00Z"));
    private final SplittableRandom random = new SplittableRandom(7);
    private final Set<String> ran = new HashSet<>();
    private int beats;
    private int commands;
    private int failures;
    private int twice;

    @TempDir
    private Path state;

    @Test
    void keepsNoMoreAfterADayThanAfterAMorning() throws Exception {
        HeartbeatReporter reporter = HeartbeatReporter.start(options());
        time.advance(Duration.ofHours(WARM_UP_HOURS));
        Map<String, Integer> kept = Kept.by(reporter);
        int pending = time.pending();

        for (int hour = WARM_UP_HOURS; hour < 24; hour++) {
            useIt(reporter);
            time.advance(Duration.ofHours(1));
        }

        assertThat(beats).isGreaterThan(10_000);
        assertThat(failures).isGreaterThan(1_000);
        assertThat(ran).hasSizeGreaterThan(1_500);
        assertThat(twice).isZero();
        assertThat(kept.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(2_000); // bounds are reached
        assertThat(Kept.by(reporter))
                .allSatisfy((where, elements) ->
                        assertThat(elements).as(where).isLessThanOrEqualTo(kept.getOrDefault(where, 0) + A_FEW));
        assertThat(time.pending()).isLessThanOrEqualTo(pending + A_FEW);
        assertThat(bytesIn(state)).isLessThan(1024 * 1024);
        reporter.close();
        assertThat(time.pending()).isZero();
    }

    private ReporterOptions options() {
        return ReporterOptions.builder(MachineId.of("7"))
                .timeSource(time)
                .random(new SplittableRandom(1))
                .stateDirectory(state)
                .sink(this::answer)
                .gpuProbe(this::gpus)
                .hostProbe(this::host)
                .peopleProbe(() -> now(3) ? PeopleReading.UNKNOWN : new PeopleReading(1, 5.0, false))
                .deadMan(DeadMan.after(Duration.ofMinutes(10), () -> {}).fromStart())
                .listener(new ReporterListener() {
                    @Override
                    public void replied(Heartbeat sent, HeartbeatReply reply) {
                        if (now(10)) {
                            throw new IllegalStateException("listener");
                        }
                    }
                })
                .handler(AgentCommand.SNAPSHOT, (command, context) -> {
                    twice += command.id() != null && !ran.add(command.id()) ? 1 : 0;
                    context.progress(0.5, "half");
                    if (now(10)) {
                        throw new IOException("disk full");
                    }
                    return now(10) ? context.done(null) : context.doneWithSnapshot("s" + command.id(), "saved");
                })
                .beforeHibernate(context -> context.progress(1, "saved"))
                .build();
    }

    private static void useIt(HeartbeatReporter reporter) {
        for (int i = 0; i < 100; i++) {
            try (BusyScope scope = reporter.busy("step " + i)) {
                scope.progress(i / 100.0);
            }
        }
    }

    private HeartbeatReply answer(Heartbeat heartbeat) {
        beats++;
        if (now(10)) {
            failures++;
            return fail();
        }
        HeartbeatReply.Builder reply = HeartbeatReply.builder();
        reply.nextHeartbeatIn(Duration.ofSeconds(now(50) ? random.nextInt(-5, 100_000) : 5));
        reply.hibernateIn(now(20) ? Duration.ofSeconds(random.nextInt(600)) : null);
        return reply.commands(someCommands()).build();
    }

    private HeartbeatReply fail() {
        switch (random.nextInt(4)) {
            case 0 -> throw new IllegalStateException("broken sink");
            case 1 -> throw new StackOverflowError();
            case 2 ->
                throw new HeartbeatRefusedException(
                        DumontException.Kind.RATE_LIMITED, "later", Duration.ofSeconds(random.nextInt(60)));
            default -> {
                DumontException.Kind[] kinds = DumontException.Kind.values();
                throw new DumontException(kinds[random.nextInt(kinds.length)], "away");
            }
        }
    }

    /** New ones, one of the last 800 again, unknown ones, bare words, ids of any kind. */
    private List<AgentCommand> someCommands() {
        List<AgentCommand> some = new ArrayList<>();
        while (now(2)) {
            String type = switch (random.nextInt(4)) {
                case 0 -> AgentCommand.SNAPSHOT;
                case 1 -> AgentCommand.HIBERNATE;
                case 2 -> AgentCommand.UPDATE;
                default -> "nonsense-" + random.nextInt();
            };
            String id = now(10) ? null : "c" + (now(3) ? commands - random.nextInt(800) : commands++);
            some.add(new AgentCommand(id, type, Map.of(AgentCommand.SAVE_FOR_SECONDS, "60")));
        }
        return some;
    }

    private List<GpuReading> gpus() {
        if (now(20)) {
            throw new GpuUnreadableException(GpuReading.State.LOST, "fell off the bus");
        }
        return now(20) ? List.of() : List.of(Gpus.plain(0, random.nextDouble() * 100), Gpus.plain(1, 0.0));
    }

    private HostReading host() {
        if (now(20)) {
            throw new IllegalStateException("/proc is gone");
        }
        return new HostReading(random.nextDouble() * 100, 5.0, 9.0, 1.0, 7L, 7L, 7L, 7L);
    }

    private boolean now(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private static long bytesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = 0;
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }
}
