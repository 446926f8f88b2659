package com.dumontcloud.sdk.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Random lives of machines: what is billed equals what their announced changes add up to. */
class SimulatedCloudBillingWalkTest {

    private static final int WALKS = 2_000;
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final BigInteger NANOS_PER_HOUR = BigInteger.valueOf(3_600_000_000_000L);

    /** Which state may follow which, the reason of staying included. */
    private static final Map<MachineState, Set<MachineState>> FOLLOWERS = new EnumMap<>(Map.of(
            MachineState.STARTING,
            EnumSet.of(MachineState.RUNNING, MachineState.STOPPING, MachineState.STOPPED, MachineState.FAILED),
            MachineState.RUNNING,
            EnumSet.of(MachineState.STARTING, MachineState.STOPPING, MachineState.STOPPED, MachineState.FAILED),
            MachineState.STOPPING,
            EnumSet.of(MachineState.STOPPING, MachineState.STOPPED, MachineState.FAILED, MachineState.DELETED),
            MachineState.STOPPED,
            EnumSet.of(MachineState.STOPPED, MachineState.STARTING, MachineState.DELETED),
            MachineState.FAILED,
            EnumSet.of(MachineState.FAILED, MachineState.STOPPING, MachineState.DELETED),
            MachineState.DELETED,
            EnumSet.noneOf(MachineState.class)));

    @Test
    void billsWhatTheChangesAddUpTo() {
        Map<MachineState, Integer> reached = new EnumMap<>(MachineState.class);

        for (int seed = 0; seed < WALKS; seed++) {
            Walk walk = new Walk(seed);
            walk.run();
            walk.events.forEach(change -> reached.merge(change.to(), 1, Integer::sum));
            walk.check();
        }

        assertThat(reached.keySet()).isEqualTo(FOLLOWERS.keySet());
        assertThat(reached.values()).allSatisfy(times -> assertThat(times).isGreaterThan(100));
    }

    private static final class Walk {

        private final int seed;
        private final SplittableRandom random;
        private final VirtualTime time = VirtualTime.startingAt(START);
        private final boolean billsStarting;
        private final boolean billsFailed;
        private final SimulatedCloud cloud;
        private final List<StateChange> events = new ArrayList<>();

        private Walk(int seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.billsStarting = random.nextBoolean();
            this.billsFailed = random.nextBoolean();
            this.cloud = SimulatedCloud.builder(time)
                    .billsStarting(billsStarting)
                    .billsFailed(billsFailed)
                    .timings(new Timings(anyTime(60), anyTime(20), anyTime(30), anyTime(10)))
                    .refusalProbability(random.nextDouble() / 2)
                    .seed(seed)
                    .build();
            cloud.addListener(events::add);
        }

        private void run() {
            int machines = 1 + random.nextInt(3);
            for (int i = 0; i < machines; i++) {
                rent("gpu-" + i);
            }
            int steps = 5 + random.nextInt(40);
            for (int step = 0; step < steps; step++) {
                time.advance(random.nextInt(4) == 0 ? Duration.ZERO : anyTime(100));
                stepOf(cloud.machine(MachineId.of("gpu-" + random.nextInt(machines))));
            }
            time.advance(anyTime(5_000));
        }

        private void rent(String id) {
            MachineState[] first = {MachineState.STARTING, MachineState.RUNNING, MachineState.STOPPED};
            cloud.rent(Machine.builder(MachineId.of(id), "simulated", first[random.nextInt(3)])
                    .runningRate(new HourlyRate(BigDecimal.valueOf(random.nextInt(5_000), 3)))
                    .parkedRate(new HourlyRate(BigDecimal.valueOf(random.nextInt(1_000), 4)))
                    .build());
        }

        private void stepOf(SimulatedMachine machine) {
            switch (random.nextInt(14)) {
                case 0, 1, 2, 3 -> ActionReceipt.of(() -> cloud.start(machine.id()));
                case 4, 5, 6 -> ActionReceipt.of(() -> cloud.stop(machine.id()));
                case 7, 8 -> ActionReceipt.of(() -> cloud.reboot(machine.id()));
                case 9 -> machine.queueStart(anyTime(200));
                case 10 -> machine.timings(new Timings(anyTime(60), anyTime(20), anyTime(30), anyTime(10)));
                case 11 -> {
                    if (Set.of(MachineState.STARTING, MachineState.RUNNING).contains(machine.state())) {
                        machine.preempt("outbid");
                    }
                }
                case 12 -> {
                    if (random.nextInt(4) == 0) {
                        machine.killHost();
                    }
                }
                default -> {
                    if (machine.state() == MachineState.DELETED) {
                        rent(machine.id().value());
                    } else {
                        ActionReceipt.of(() -> cloud.destroy(machine.id()));
                    }
                }
            }
        }

        private void check() {
            BigDecimal total = BigDecimal.ZERO;
            int announced = 0;
            for (SimulatedMachine machine : cloud.machines()) {
                List<StateChange> history = machine.history();
                BigDecimal expected = bill(machine.shown(), history);
                total = total.add(expected);
                announced += history.size();
                checkOrder(history);
                assertThat(machine.billedUsd())
                        .as("machine %s of walk %s", machine.id(), seed)
                        .isCloseTo(expected, within(new BigDecimal("1e-9")));
            }
            assertThat(cloud.billedUsd()).as("walk %s", seed).isCloseTo(total, within(new BigDecimal("1e-9")));
            assertThat(events).as("changes told in walk %s", seed).hasSize(announced);
        }

        private void checkOrder(List<StateChange> history) {
            for (int i = 1; i < history.size(); i++) {
                StateChange before = history.get(i - 1);
                StateChange after = history.get(i);
                assertThat(after.from()).isEqualTo(before.to());
                assertThat(FOLLOWERS.get(before.to()))
                        .as("walk %s: %s", seed, history)
                        .contains(after.to());
                assertThat(after.at()).isAfterOrEqualTo(before.at());
            }
        }

        private BigDecimal bill(Machine machine, List<StateChange> history) {
            BigDecimal usdNanos = BigDecimal.ZERO;
            for (int i = 0; i < history.size(); i++) {
                Instant until = i + 1 < history.size() ? history.get(i + 1).at() : time.wall();
                long nanos = Duration.between(history.get(i).at(), until).toNanos();
                usdNanos = usdNanos.add(rate(machine, history.get(i)).multiply(BigDecimal.valueOf(nanos)));
            }
            return usdNanos.divide(new BigDecimal(NANOS_PER_HOUR), MathContext.DECIMAL128);
        }

        private BigDecimal rate(Machine machine, StateChange during) {
            BigDecimal running = machine.runningRate().usdPerHour();
            BigDecimal parked = machine.parkedRate().usdPerHour();
            return switch (during.to()) {
                case STARTING -> billsStarting || "rebooting".equals(during.reason()) ? running : parked;
                case RUNNING, STOPPING -> running;
                case FAILED -> billsFailed ? running : BigDecimal.ZERO;
                case STOPPED -> parked;
                case DELETED -> BigDecimal.ZERO;
                default -> throw new AssertionError(during);
            };
        }

        private Duration anyTime(int seconds) {
            return random.nextInt(5) == 0
                    ? Duration.ofSeconds(random.nextInt(seconds))
                    : Duration.ofNanos(random.nextLong(seconds * 1_000_000_000L));
        }
    }
}
