package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What holds for every history of a machine; histories are drawn from a fixed seed. */
class IdleClockPropertyTest {

    private static final int HISTORIES = 2_000;
    private static final int STEPS = 60;

    /** One round of samples, after a pause. An absent part brings none. */
    private record Step(
            Duration pause,
            @Nullable List<GpuReading> gpus,
            @Nullable HostReading host,
            @Nullable PeopleReading people,
            boolean works) {}

    @Test
    void moreActivityNeverMakesAMachineLookIdleForLonger() {
        SplittableRandom random = new SplittableRandom(7);
        int shortened = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<Step> history = history(random);
            List<Step> busier = busier(history, random);
            List<Duration> before = replay(history);
            List<Duration> after = replay(busier);
            for (int step = 0; step < STEPS; step++) {
                assertThat(after.get(step))
                        .as("history %d, step %d of %s, busier %s", i, step, history, busier)
                        .isLessThanOrEqualTo(before.get(step));
                shortened += after.get(step).compareTo(before.get(step)) < 0 ? 1 : 0;
            }
        }
        assertThat(shortened).as("steps that the added activity mattered for").isGreaterThan(10_000);
    }

    @Test
    void idleTimeGrowsNoFasterThanTime() {
        SplittableRandom random = new SplittableRandom(8);
        int idle = 0;
        for (int i = 0; i < HISTORIES; i++) {
            List<Step> history = history(random);
            List<Duration> told = replay(history);
            for (int step = 1; step < STEPS; step++) {
                Duration most =
                        told.get(step - 1).plus(history.get(step).pause()).plus(lag(history, step));
                assertThat(told.get(step)).as("history %d, step %d", i, step).isLessThanOrEqualTo(most);
                idle += told.get(step).isZero() ? 0 : 1;
            }
        }
        assertThat(idle).as("idle steps").isGreaterThan(10_000);
    }

    /** What is told reaches to the oldest of the newest samples, and so may catch up by what one of them lagged. */
    private static Duration lag(List<Step> history, int step) {
        Duration lag = Duration.ZERO;
        for (int i = step - 1; i >= 0 && lag.compareTo(Duration.ofSeconds(30)) < 0; i--) {
            lag = lag.plus(history.get(i).pause());
        }
        return lag;
    }

    private static List<Duration> replay(List<Step> history) {
        VirtualTime time = VirtualTime.startingAt(Instant.EPOCH);
        BusyBoard program = new BusyBoard(time);
        IdleClock clock = new IdleClock(time, Duration.ofSeconds(30), program);
        List<Duration> told = new ArrayList<>();
        for (Step step : history) {
            time.advance(step.pause());
            if (step.works()) {
                program.open("work").close();
            }
            if (step.gpus() != null) {
                clock.gpus(step.gpus());
            }
            if (step.host() != null) {
                clock.host(step.host());
            }
            if (step.people() != null) {
                clock.people(step.people());
            }
            Duration idleFor = clock.idleFor();
            told.add(idleFor == null ? Duration.ZERO : idleFor);
        }
        return told;
    }

    private static List<Step> history(SplittableRandom random) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            Duration pause = Duration.ofSeconds(random.nextInt(40) == 0 ? 45 : 5);
            steps.add(new Step(
                    pause,
                    random.nextInt(30) == 0 ? null : gpus(random),
                    random.nextInt(30) == 0 ? null : host(random),
                    random.nextInt(30) == 0 ? null : people(random),
                    random.nextInt(60) == 0));
        }
        return steps;
    }

    private static List<Step> busier(List<Step> history, SplittableRandom random) {
        List<Step> busier = new ArrayList<>(history);
        for (int added = 1 + random.nextInt(3); added > 0; added--) {
            int at = random.nextInt(STEPS);
            busier.set(at, busier(busier.get(at), random.nextInt(6)));
        }
        return busier;
    }

    private static Step busier(Step step, int signal) {
        List<GpuReading> gpus = step.gpus();
        HostReading host = step.host();
        PeopleReading people = step.people();
        boolean works = step.works();
        if (signal == 0 && gpus != null && gpus.get(0).utilizationMeanPercent() != null) {
            gpus = List.of(gpus.get(0).toBuilder().utilizationMeanPercent(100.0).build(), gpus.get(1));
        } else if (signal == 1 && host != null && host.cpuPercent() != null) {
            host = host(100.0, host.diskReadBytes(), host.netReceivedBytes());
        } else if (signal == 2 && host != null && host.netReceivedBytes() != null) {
            host = host(host.cpuPercent(), host.diskReadBytes(), 1L << 40);
        } else if (signal == 3 && host != null && host.diskReadBytes() != null) {
            host = host(host.cpuPercent(), 1L << 40, host.netReceivedBytes());
        } else if (signal == 4 && people != null && people.jupyterBusy() != null) {
            people = new PeopleReading(people.sshSessions(), people.lastInputSeconds(), true);
        } else if (signal == 5) {
            works = true;
        }
        return new Step(step.pause(), gpus, host, people, works);
    }

    /** Mostly idle, sometimes near a threshold, now and then absent. */
    private static List<GpuReading> gpus(SplittableRandom random) {
        return List.of(Gpus.plain(0, value(random, 8)), Gpus.plain(1, value(random, 8)));
    }

    private static HostReading host(SplittableRandom random) {
        Double disk = value(random, 25_000_000);
        Double network = value(random, 5_000_000);
        return host(
                value(random, 20),
                disk == null ? null : disk.longValue(),
                network == null ? null : network.longValue());
    }

    private static HostReading host(@Nullable Double cpu, @Nullable Long disk, @Nullable Long network) {
        return new HostReading(cpu, null, null, null, disk, 0L, network, 0L);
    }

    private static PeopleReading people(SplittableRandom random) {
        Double typed = random.nextInt(60) == 0 ? null : (Double) (double) random.nextInt(590, 4_000);
        return new PeopleReading(1, typed, random.nextInt(60) == 0 ? null : (Boolean) (random.nextInt(60) == 0));
    }

    private static @Nullable Double value(SplittableRandom random, double threshold) {
        return switch (random.nextInt(40)) {
            case 0 -> null;
            case 1 -> threshold * random.nextDouble(0.5, 2);
            default -> threshold * random.nextDouble(0.5);
        };
    }
}
