package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.fleet.RentedFleet.GPU;
import static com.dumontcloud.sdk.policy.fleet.RentedFleet.PARKED;
import static com.dumontcloud.sdk.policy.fleet.RentedFleet.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.PolicyAssignment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.SpendCap.Period;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** T21. It is 20:00 UTC at first, a running hour costs 0.40 USD: one dollar is spent at 22:30. */
class SpendCapTest {

    private static final Instant START = Instant.parse("2026-01-05T20:00:00Z");

    private final RentedFleet fleet = new RentedFleet(Preset.REACTIVE);

    @AfterEach
    void close() {
        fleet.close();
    }

    @ParameterizedTest
    @CsvSource({"50, 75", "80, 120", "95, 142.5", "100, 150"})
    void warnsAtEachShareOfTheCap(int percent, double minutes) {
        cap(SpendCap.ofFleet("1.00", Period.DAY));
        fleet.rent(GPU);
        Duration until = Duration.ofSeconds(Math.round(60 * minutes));

        work(until.minusSeconds(1));
        assertThat(warned()).doesNotContain(percent);
        fleet.time.advance(Duration.ofSeconds(1));

        assertThat(warned()).contains(percent);
    }

    @Test
    void warnsOnceOfEachShare() {
        cap(SpendCap.ofFleet("1.00", Period.DAY));
        fleet.rent(GPU);

        work(Duration.ofHours(4));

        assertThat(warned()).containsExactly(50, 80, 95, 100);
    }

    @Test
    void stopsTheMachineInFullUseOnceTheCapIsReachedAndNotBefore() {
        cap(SpendCap.ofFleet("1.00", Period.DAY));
        fleet.rent(GPU);

        work(Duration.ofMinutes(150).minusSeconds(1));
        assertThat(fleet.condition(GPU).operation()).isEmpty();
        fleet.time.advance(Duration.ofSeconds(1));

        assertThat(fleet.condition(GPU).operation().orElseThrow().cause()).isEqualTo(Cause.SPEND_CAP);
        work(Duration.ofMinutes(3));
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.cloud.machine(GPU).hasData()).isTrue();
        assertThat(fleet.report(GPU).account().savedUsd()).isZero();
    }

    @Test
    void noHoldAndNoLegalHoldKeepsItOn() {
        cap(SpendCap.ofMachine(GPU, "1.00", Period.DAY));
        fleet.rent(GPU);
        fleet.monitor.keepAlive(GPU, Duration.ofHours(24), KeepAlive.Scope.IDLE_AND_ORPHAN);
        fleet.monitor.exempt(GPU, new Exemption("deadline", START.plus(Duration.ofDays(2))));
        fleet.monitor.holdLegally(GPU, "evidence");

        work(Duration.ofMinutes(155));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void aMachineThatIsOnlyWatchedIsWarnedOfAndLeftOn() {
        PolicyAssignment watched = PolicyAssignment.fleet(
                        Preset.REACTIVE.settings().toBuilder().observeOnly(true).build())
                .cap(SpendCap.ofFleet("1.00", Period.DAY))
                .build();
        fleet.monitor.reconfigure(LifecyclePolicyEngine.builder(watched).build());
        fleet.rent(GPU);

        work(Duration.ofMinutes(170));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);
        assertThat(warned()).contains(100);
    }

    @Test
    void stopsAllItsMachinesAtOnceWhateverTheBudget() {
        cap(SpendCap.ofFleet("1.00", Period.DAY));
        List<MachineId> ids = List.of(GPU, MachineId.of("gpu-2"), MachineId.of("gpu-3"), MachineId.of("gpu-4"));
        ids.forEach(fleet::rent);

        for (int minute = 0; minute < 42; minute++) {
            ids.stream().filter(id -> fleet.state(id) == MachineState.RUNNING).forEach(id -> fleet.beat(id, 90));
            fleet.time.advance(Duration.ofMinutes(1));
        }

        assertThat(ids).allSatisfy(id -> assertThat(fleet.state(id)).isEqualTo(MachineState.STOPPED));
    }

    @Test
    void countsAndStopsWhatHasTheLabelAndNothingElse() {
        cap(SpendCap.ofLabel("team", "research", "1.00", Period.DAY));
        MachineId other = MachineId.of("gpu-2");
        fleet.rent(other);
        fleet.cloud.rent(Machine.builder(GPU, fleet.cloud.name(), MachineState.RUNNING)
                .runningRate(RUNNING)
                .parkedRate(PARKED)
                .labels(Map.of("team", "research"))
                .build());
        fleet.monitor.poll();
        fleet.monitor.issueToken(GPU);

        for (int minute = 0; minute < 155; minute++) {
            fleet.beat(other, 90);
            if (fleet.state(GPU) == MachineState.RUNNING) {
                fleet.beat(GPU, 90);
            }
            fleet.time.advance(Duration.ofMinutes(1));
        }

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.state(other)).isEqualTo(MachineState.RUNNING);
        assertThat(warned()).containsExactly(50, 80, 95, 100);
    }

    @Test
    void waitsInAModeAndStopsOnceItEnds() {
        cap(SpendCap.ofFleet("1.00", Period.DAY));
        fleet.rent(GPU);
        fleet.monitor.freeze("moving house");
        work(Duration.ofMinutes(160));
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);

        fleet.monitor.unfreeze();
        work(Duration.ofMinutes(3));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    /** A container that ended holds its GPU, and its host bills it, until somebody stops the machine. */
    @Test
    void stopsWhatBrokeDownAndIsBilledAllTheSame() {
        cap(SpendCap.ofFleet("1.00", Period.DAY));
        SimulatedMachine machine = fleet.rent(GPU);
        work(Duration.ofMinutes(149));
        machine.killHost();
        fleet.time.advance(Duration.ofSeconds(59));
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.FAILED);

        fleet.time.advance(Duration.ofMinutes(5));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.condition(GPU).isBilledAsRunning()).isFalse();
    }

    /** A machine that no provider rents out is parked by its agent, with the next heartbeat. */
    @Test
    void stopsNothingThatNobodyWasToldOfOnceTheCapIsLifted() {
        cap(SpendCap.ofFleet("1.00", Period.DAY));
        fleet.monitor.register(GPU, null, RUNNING);
        fleet.beat(GPU, 90);
        fleet.time.advance(Duration.ofMinutes(160));
        assertThat(fleet.condition(GPU).operation().orElseThrow().phase()).isEqualTo(Operation.Phase.EXECUTING);

        cap();
        HeartbeatReply reply = fleet.monitor.accept(
                Heartbeat.builder(GPU).gpuTotals(GpuTotals.ofUtilization(90)).build());

        assertThat(reply.commands()).isEmpty();
        assertThat(fleet.condition(GPU).operation()).isEmpty();
    }

    @Test
    void aProgramThatCannotSaveDoesNotKeepItOn() {
        cap(SpendCap.ofFleet("1.00", Period.DAY));
        fleet.rent(GPU);
        CommandResult[] answer = new CommandResult[1];

        for (int beats = 0; beats < 155 && fleet.state(GPU) == MachineState.RUNNING; beats++) {
            HeartbeatReply reply = fleet.monitor.accept(Heartbeat.builder(GPU)
                    .gpuTotals(GpuTotals.ofUtilization(90))
                    .results(answer[0] == null ? List.of() : List.of(answer[0]))
                    .build());
            reply.commands()
                    .forEach(command ->
                            answer[0] = CommandResult.of(command.id(), CommandResult.Outcome.FAILED, "disk full"));
            fleet.time.advance(Duration.ofMinutes(1));
        }
        fleet.time.advance(Duration.ofMinutes(1));

        assertThat(answer[0]).isNotNull();
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void aSaveThatIsUnderWayIsWaitedFor() {
        cap(SpendCap.ofFleet("1.00", Period.DAY));
        fleet.rent(GPU);
        work(Duration.ofMinutes(149));
        fleet.monitor.command(GPU, Kind.HIBERNATE);
        fleet.time.advance(Duration.ofSeconds(1));
        String saving = fleet.condition(GPU).operation().orElseThrow().id();

        fleet.time.advance(Duration.ofSeconds(61));

        assertThat(fleet.monitor.spending().get(0).isReached()).isTrue();
        assertThat(fleet.condition(GPU).operation().orElseThrow().id()).isEqualTo(saving);
    }

    @Test
    void isNotWokenOverACapThatIsReachedAndSaysWhatHelps() {
        spendADollarADay();

        assertThatThrownBy(() -> fleet.monitor.command(GPU, Kind.WAKE))
                .isInstanceOf(DumontException.class)
                .hasMessageContaining("the spend cap of the fleet is reached: 1.00 USD, day")
                .hasMessageContaining("Raise the cap");
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void isWokenWhenTheDayIsOverAndStaysOn() {
        spendADollarADay();
        fleet.time.advance(Duration.between(fleet.time.wall(), Instant.parse("2026-01-06T00:00:01Z")));

        fleet.monitor.command(GPU, Kind.WAKE);
        fleet.time.advance(Duration.ofMinutes(10));
        work(Duration.ofHours(1));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void isWokenWhenTheCapIsRaisedAndIsWarnedAnew() {
        spendADollarADay();
        cap(SpendCap.ofFleet("1.50", Period.DAY));

        fleet.monitor.command(GPU, Kind.WAKE);
        fleet.time.advance(Duration.ofMinutes(10));
        work(Duration.ofMinutes(30));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);
        assertThat(warned()).containsExactly(50, 80, 95, 100, 80);
    }

    @Test
    void aDayEndsAtMidnightOfItsZone() {
        cap(SpendCap.ofFleet("1.00", Period.DAY).in(ZoneId.of("America/Sao_Paulo")));
        fleet.rent(GPU);
        Instant midnight = Instant.parse("2026-01-06T03:00:00Z");

        SpendReport report = fleet.monitor.spending().get(0);

        assertThat(report.since()).isEqualTo(Instant.parse("2026-01-05T03:00:00Z"));
        assertThat(report.until()).isEqualTo(midnight);
        fleet.time.advance(Duration.between(fleet.time.wall(), midnight).minusSeconds(1));
        assertThat(fleet.monitor.spending().get(0).since()).isEqualTo(report.since());
        fleet.time.advance(Duration.ofSeconds(1));
        assertThat(fleet.monitor.spending().get(0).since()).isEqualTo(midnight);
    }

    @Test
    void countsAMonthAndAllThatWasEverSpent() {
        cap(SpendCap.ofFleet("1000", Period.MONTH), SpendCap.ofFleet("1000", Period.TOTAL));
        fleet.rent(GPU);

        fleet.time.advance(Duration.between(START, Instant.parse("2026-02-01T01:00:00Z")));

        assertUsd(
                fleet.monitor.spending().get(1).spentUsd(),
                fleet.monitor.account().billedUsd());
        Duration ofFebruary = Duration.ofHours(1);
        BigDecimal rate = fleet.condition(GPU).isBilledAsRunning() ? RUNNING.usdPerHour() : PARKED.usdPerHour();
        assertUsd(fleet.monitor.spending().get(0).spentUsd(), rate.multiply(BigDecimal.valueOf(ofFebruary.toHours())));
        assertThat(fleet.monitor.spending().get(1).until()).isNull();
    }

    @Test
    void remembersWhatWasSpentAndToldAcrossARestart() {
        cap(SpendCap.ofFleet("1.00", Period.DAY));
        fleet.rent(GPU);
        work(Duration.ofMinutes(130));
        BigDecimal before = fleet.monitor.spending().get(0).spentUsd();

        restart();

        assertUsd(fleet.monitor.spending().get(0).spentUsd(), before);
        work(Duration.ofMinutes(5));
        assertThat(warned()).containsExactly(50, 80);
        work(Duration.ofMinutes(10));
        assertThat(warned()).containsExactly(50, 80, 95);
    }

    @Test
    void startsADayThatBeganWhileNobodyWatchedWithWhatTheMachineCostSince() {
        cap(SpendCap.ofFleet("10.00", Period.DAY));
        fleet.rent(GPU);
        work(Duration.ofMinutes(30));
        fleet.monitor.close();
        fleet.time.advance(Duration.between(fleet.time.wall(), Instant.parse("2026-01-06T02:00:00Z")));

        restart();

        assertUsd(fleet.monitor.spending().get(0).spentUsd(), RUNNING.costOf(Duration.ofHours(2)));
    }

    @Test
    void tellsAgainWhatNoNotifierTook() {
        cap(SpendCap.ofFleet("1.00", Period.DAY));
        fleet.rent(GPU);
        fleet.notifierWorks = false;
        work(Duration.ofMinutes(80));
        fleet.monitor.close();
        fleet.notifierWorks = true;

        restart();
        fleet.time.advance(Duration.ofSeconds(2));

        assertThat(warned()).containsExactly(50);
    }

    @Test
    void aCapThatIsSetTooLateStopsNothingBeforeTheTimeOfAWarning() {
        fleet.rent(GPU);
        work(Duration.ofHours(3));
        cap(SpendCap.ofFleet("1.00", Period.TOTAL));
        Duration lead = Preset.REACTIVE.settings().warnLead();

        work(lead.minusSeconds(1));
        assertThat(fleet.condition(GPU).operation()).isEmpty();
        assertThat(warned()).containsExactly(100);
        work(Duration.ofSeconds(2));

        assertThat(fleet.condition(GPU).operation()).isPresent();
    }

    @Test
    void aShadowStopsNothing() {
        fleet.monitor.close();
        fleet.engine = engine(SpendCap.ofFleet("1.00", Period.DAY));
        fleet.monitor = fleet.newShadow();
        fleet.monitor.start();
        fleet.rent(GPU);

        work(Duration.ofMinutes(170));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);
        assertThat(fleet.condition(GPU).shadowed()).contains(Cause.SPEND_CAP);
    }

    @Test
    void explainsTheCapThatStopsAMachine() {
        cap(SpendCap.ofFleet("1.00", Period.DAY));
        fleet.rent(GPU);
        fleet.monitor.freeze("moving house");
        work(Duration.ofMinutes(160));

        assertThat(fleet.monitor.explain(GPU).next().get(0).cause()).isEqualTo(Cause.SPEND_CAP);
        assertThat(fleet.monitor.explain(GPU).text())
                .contains("106 % of the spend cap of the fleet: 1.06 of 1.00 USD, day");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1"})
    void refusesACapOfNothing(String usd) {
        assertThatThrownBy(() -> SpendCap.ofFleet(usd, Period.DAY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more than 0");
    }

    private void spendADollarADay() {
        cap(SpendCap.ofFleet("1.00", Period.DAY));
        fleet.rent(GPU);
        work(Duration.ofMinutes(155));
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    private void cap(SpendCap... caps) {
        fleet.engine = engine(caps);
        fleet.monitor.reconfigure(fleet.engine);
    }

    private static LifecyclePolicyEngine engine(SpendCap... caps) {
        PolicyAssignment.Builder assignment = PolicyAssignment.fleet(Preset.REACTIVE.settings());
        List.of(caps).forEach(assignment::cap);
        return LifecyclePolicyEngine.builder(assignment.build()).build();
    }

    private void restart() {
        fleet.monitor.close();
        fleet.monitor = fleet.newMonitor();
        fleet.monitor.start();
        fleet.time.runDue();
    }

    /** The machine reports once a minute that it is in full use, for as long as it is on. */
    private void work(Duration length) {
        Instant end = fleet.time.wall().plus(length);
        while (fleet.time.wall().isBefore(end)) {
            if (fleet.state(GPU) == MachineState.RUNNING) {
                fleet.beat(GPU, 90);
            }
            Duration left = Duration.between(fleet.time.wall(), end);
            fleet.time.advance(left.compareTo(Duration.ofMinutes(1)) < 0 ? left : Duration.ofMinutes(1));
        }
    }

    private List<Integer> warned() {
        return fleet.notifications.stream()
                .map(Notifier.Notification::reason)
                .filter(reason -> reason.code() == Reason.Code.SPEND_WARNING)
                .map(reason -> Integer.valueOf(reason.details().get(0)))
                .toList();
    }

    private static void assertUsd(BigDecimal actual, BigDecimal expected) {
        assertThat(actual).isCloseTo(expected, within(new BigDecimal("1e-6")));
    }
}
