package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Books;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * I26 over generated histories: useful, wasted and parked add up to what was billed, and what was billed and saved to what it
 * would have cost never parked. The oracle knows prices, what the provider showed and what the machine said, and adds up on its
 * own.
 */
class LedgerPropertiesTest {

    private static final int HISTORIES = 10_000;
    private static final int MOST_STEPS = 60;
    private static final double MILLIONTH = 1e-6;
    private static final MachineId ID = MachineId.of("gpu-1");
    private static final Instant START = Instant.parse("2026-01-05T09:00:00Z");
    private static final long SECOND = 1_000_000_000L;
    private static final long DAY = 86_400;

    private long parkings;
    private long midnights;
    private long untruths;
    private long restarts;
    private long unseen;

    @Test
    void addsUpWhateverHappens() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            if (failure(seed, MOST_STEPS) != null) {
                fail(smallest(seed));
            }
        }

        assertThat(parkings).as("times it was parked").isGreaterThan(2_000);
        assertThat(untruths).as("bills that the power does not tell").isGreaterThan(1_000);
        assertThat(unseen).as("times in which it may have run unseen").isGreaterThan(1_000);
        assertThat(midnights).as("midnights passed").isGreaterThan(1_000);
        assertThat(restarts).as("processes that went on with the books").isGreaterThan(1_000);
    }

    private @Nullable AssertionError failure(long seed, int mostSteps) {
        try {
            new Life(seed).live(mostSteps);
            return null;
        } catch (AssertionError wrong) {
            return wrong;
        }
    }

    /** Every step is drawn when its turn comes, so that a shorter life begins as the longer one does. */
    private String smallest(long seed) {
        for (int steps = 0; steps < MOST_STEPS; steps++) {
            AssertionError wrong = failure(seed, steps);
            if (wrong != null) {
                return "history " + seed + " fails after no more than " + steps + " steps: " + wrong.getMessage();
            }
        }
        return "history " + seed + " fails after all of its steps: " + failure(seed, MOST_STEPS);
    }

    /** What a provider bills. */
    private enum Bill {
        NOTHING,
        PARKED,
        RUNNING
    }

    /** One machine from its beginning to some end. */
    private final class Life {

        private final Random random;
        private final LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.REACTIVE.settings());
        private final Oracle oracle = new Oracle();
        private final long lateAfterSeconds =
                Preset.REACTIVE.settings().lateAfter().toSeconds();
        private final String seed;
        private long second;
        private MachineCondition machine;
        private Ledger ledger;
        private MachineState shown = MachineState.RUNNING;
        private String running = "0.40";
        private String parked = "0.01";
        /** What the provider says that it bills; absent where it says nothing. */
        private @Nullable Bill bill;

        Life(long seed) {
            this.seed = "history " + seed;
            this.random = new Random(seed);
            MachineProfile profile = new MachineProfile(
                    ID, "gpu-1", "cloud", null, null, HourlyRate.ofUsd(running), HourlyRate.ofUsd(parked), Map.of());
            machine = engine.begin(profile, true, now());
            ledger = new Ledger(now());
        }

        void live(int mostSteps) {
            tell(read());
            int steps = 20 + random.nextInt(MOST_STEPS - 20);
            for (int i = 0; i < Math.min(steps, mostSteps); i++) {
                pass(1 + random.nextInt(random.nextInt(4) == 0 ? 20_000 : 300));
                step();
            }
            pass(5_000);
            ledger.book(machine, now());
            check();
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> hear(0);
                case 4, 5 -> hear(90);
                case 6 -> command(Operation.Kind.HIBERNATE);
                case 7 -> command(Operation.Kind.WAKE);
                case 8 -> command(Operation.Kind.STOP);
                case 9 -> {
                    shown = List.of(
                                    MachineState.RUNNING,
                                    MachineState.STOPPED,
                                    MachineState.UNKNOWN,
                                    MachineState.FAILED)
                            .get(random.nextInt(4));
                    bill = List.of(
                                    Optional.<Bill>empty(),
                                    Optional.of(Bill.NOTHING),
                                    Optional.of(Bill.PARKED),
                                    Optional.of(Bill.RUNNING))
                            .get(random.nextInt(4))
                            .orElse(null);
                    untruths += bill == Bill.RUNNING && shown == MachineState.STOPPED ? 1 : 0;
                    untruths += bill == Bill.PARKED && shown != MachineState.STOPPED ? 1 : 0;
                    tell(read());
                }
                case 10 -> {
                    running = random.nextBoolean() ? "0.40" : "1.25";
                    parked = random.nextBoolean() ? "0.01" : "0.50";
                    tell(read());
                }
                default -> restart();
            }
        }

        private void hear(double percent) {
            Heartbeat beat = Heartbeat.builder(ID)
                    .gpuTotals(GpuTotals.ofUtilization(percent))
                    .build();
            tell(new Event.HeartbeatAccepted(Evidence.of(beat, now().wall())));
        }

        /** The provider does at once what it is asked for. */
        private void command(Operation.Kind kind) {
            if (kind == Operation.Kind.WAKE && shown == MachineState.RUNNING) {
                return;
            }
            tell(new Event.Commanded(kind));
            machine.operation().ifPresent(open -> {
                tell(read());
                tell(new Event.OperationClaimed(open.id(), null));
                settle();
            });
        }

        private void settle() {
            Operation open = machine.operation().orElse(null);
            if (open != null && open.phase() == Operation.Phase.EXECUTING) {
                shown = open.kind().target();
                Bill truly = shown == MachineState.STOPPED ? Bill.PARKED : Bill.RUNNING;
                bill = random.nextBoolean() ? truly : null;
                tell(new Event.ProviderAnswered(open.id(), ActionReceipt.accepted()));
                tell(read());
            }
        }

        /** Another process goes on with the books, after a while in which nobody looked. */
        private void restart() {
            ledger.book(machine, now());
            Books books = new Books(ledger.account(), HeartbeatCounts.NONE, now().wall());
            long away = 1 + random.nextInt(10_000);
            second += away;
            oracle.pass(away);
            ledger = Ledger.resume(books, machine, now());
            restarts++;
        }

        private Event read() {
            return new Event.ProviderRead(Machine.builder(ID, "cloud", shown)
                    .runningRate(HourlyRate.ofUsd(running))
                    .parkedRate(HourlyRate.ofUsd(parked))
                    .billedRate(billed())
                    .build());
        }

        private @Nullable HourlyRate billed() {
            return bill == null
                    ? null
                    : switch (bill) {
                        case NOTHING -> HourlyRate.FREE;
                        case PARKED -> HourlyRate.ofUsd(parked);
                        case RUNNING -> HourlyRate.ofUsd(running);
                    };
        }

        private void tell(Event event) {
            ledger.book(machine, now());
            Decision decision = engine.decide(machine, event, now(), new Surroundings(10));
            if (decision.counted()) {
                oracle.happened(event, decision.effects());
            }
            machine = decision.next();
            if (event instanceof Event.ProviderRead) {
                ledger.shown(machine);
            }
        }

        /** Time is ticked whenever the engine asked for it. */
        private void pass(long seconds) {
            long end = second + seconds;
            while (second < end) {
                long due = machine.nextDueNanos() == Long.MAX_VALUE
                        ? end
                        : Math.max(second + 1, -Math.floorDiv(-machine.nextDueNanos(), SECOND));
                long next = Math.min(end, due);
                oracle.pass(next - second);
                second = next;
                tell(new Event.Ticked());
                settle();
            }
        }

        private Moment now() {
            return new Moment(second * SECOND, second * SECOND, START.plusSeconds(second));
        }

        private void check() {
            Account account = ledger.account();
            BigDecimal sum = account.usefulUsd().add(account.wastedUsd()).add(account.parkedUsd());
            assertUsd("billed", account.billedUsd(), oracle.billed);
            assertUsd("useful, wasted and parked", sum, oracle.billed);
            assertUsd("billed and saved", account.billedUsd().add(account.savedUsd()), oracle.neverParked);
            assertUsd("never parked", account.neverParkedUsd(), oracle.neverParked);
            assertUsd("wasted", account.wastedUsd(), oracle.wasted);
            assertUsd("parked", account.parkedUsd(), oracle.parkedBill);
            assertUsd("today", account.billedTodayUsd(), oracle.today);
        }

        private void assertUsd(String what, BigDecimal actual, double expected) {
            assertThat(actual.doubleValue()).as("%s of %s", what, seed).isCloseTo(expected, within(MILLIONTH));
        }

        /** Adds up from what happened alone. */
        private final class Oracle {

            private boolean on = true;
            private @Nullable Boolean gpuBilled;
            private MachineState shownBefore = MachineState.UNKNOWN;
            private boolean parkedByUs;
            private boolean idle;
            private long newestIdle;
            private double runningRate = 0.40;
            private double parkedRate = 0.01;
            private double billed;
            private double wasted;
            private double parkedBill;
            private double neverParked;
            private double today;
            private long at;
            private MachineState known;
            private boolean starting;
            private long unseenSeconds;
            private long unseenToday;
            private long unseenParked;

            void pass(long seconds) {
                boolean mayRun = !on && (starting || known == MachineState.FAILED);
                double rate = (on || mayRun ? runningRate : parkedRate) / 3600;
                double unparked = on || mayRun || !parkedByUs ? rate : Math.max(runningRate, parkedRate) / 3600;
                for (long left = seconds; left > 0; ) {
                    long midnight = DAY - Math.floorMod(START.getEpochSecond() + at, DAY);
                    long some = Math.min(left, midnight);
                    billed += rate * some;
                    today += rate * some;
                    wasted += on && idle ? rate * some : 0;
                    parkedBill += on || mayRun ? 0 : rate * some;
                    neverParked += unparked * some;
                    unseenSeconds += mayRun ? some : 0;
                    unseenToday += mayRun ? some : 0;
                    unseenParked += mayRun && parkedByUs ? some : 0;
                    at += some;
                    left -= some;
                    if (some == midnight) {
                        today = 0;
                        unseenToday = 0;
                        midnights++;
                    }
                }
            }

            private void forgetUnseen() {
                unseenSeconds = 0;
                unseenToday = 0;
                unseenParked = 0;
            }

            /** Nobody saw it run: it did not, and where we had parked it that saved money. */
            private void takeUnseenBack(double running, double parked) {
                billed -= (running - parked) / 3600 * unseenSeconds;
                today -= (running - parked) / 3600 * unseenToday;
                parkedBill += parked / 3600 * unseenSeconds;
                neverParked -= (running - parked) / 3600 * (unseenSeconds - unseenParked);
                neverParked += (Math.max(running, parked) - running) / 3600 * unseenParked;
            }

            void happened(Event event, List<Effect> effects) {
                if (event instanceof Event.ProviderRead read) {
                    show(read.machine());
                } else if (event instanceof Event.HeartbeatAccepted heard) {
                    boolean gap = idle && at - newestIdle >= lateAfterSeconds;
                    idle = heard.evidence().gpu().meanPercent() < 5;
                    newestIdle = at;
                    assertThat(gap).as("a gap that no tick noticed").isFalse();
                } else if (idle && at - newestIdle >= lateAfterSeconds) {
                    idle = false;
                }
                for (Effect effect : effects) {
                    starting |= effect instanceof Effect.Execute execute
                            && execute.operation().kind() == Operation.Kind.WAKE;
                    starting &= !(effect instanceof Effect.OperationEnded);
                    if (effect instanceof Effect.OperationEnded ended && ended.outcome() == Operation.Outcome.DONE) {
                        idle = false;
                        parkedByUs = ended.operation().kind() == Operation.Kind.HIBERNATE;
                        parkings += parkedByUs ? 1 : 0;
                    }
                }
            }

            private void show(Machine read) {
                double running = runningRate;
                double parked = parkedRate;
                runningRate = read.runningRate().usdPerHour().doubleValue();
                parkedRate = read.parkedRate().usdPerHour().doubleValue();
                MachineState state = read.state();
                HourlyRate bill = read.billedRate();
                if (bill != null && runningRate > parkedRate) {
                    gpuBilled = bill.usdPerHour().doubleValue() > parkedRate;
                } else if (state != shownBefore) {
                    gpuBilled = null;
                }
                shownBefore = state;
                on = gpuBilled != null ? gpuBilled : state != MachineState.STOPPED;
                if (state == MachineState.RUNNING) {
                    parkedByUs = false;
                }
                unseen += unseenSeconds > 0 ? 1 : 0;
                if (!on) {
                    takeUnseenBack(running, parked);
                }
                forgetUnseen();
                if (state != MachineState.UNKNOWN && state != known) {
                    idle = known == null && idle;
                    known = state;
                }
            }
        }
    }
}
