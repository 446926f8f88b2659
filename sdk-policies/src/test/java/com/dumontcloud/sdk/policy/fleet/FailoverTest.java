package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.fleet.FailingFleet.OLD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Failover;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.PolicyAssignment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** T17 and T18: a machine that broke down is replaced, and is given back only once nothing can be lost by that. */
class FailoverTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private FailingFleet fleet = new FailingFleet(Failover.on());

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void aMachineThatIsTakenAwayIsReplacedByTheCheapestThatFits() {
        fleet.offers("0.39", "0.30", "0.50").runs(MINUTE).outbid().runs(Duration.ofMinutes(10));

        assertThat(fleet.successors()).hasSize(1);
        SimulatedMachine successor = fleet.successors().get(0);
        assertThat(successor.state()).isEqualTo(MachineState.RUNNING);
        assertThat(successor.shown().runningRate()).isEqualTo(HourlyRate.ofUsd("0.30"));
        assertThat(successor.shown().labels()).containsEntry("team", "vision");
        assertThat(fleet.monitor
                        .machine(successor.id())
                        .orElseThrow()
                        .condition()
                        .isClaimed())
                .isTrue();
        assertThat(fleet.replacedBy()).contains(successor.id());
        assertThat(fleet.told()).contains(Reason.Code.REPLACED);
    }

    @Test
    void notBeforeItHasBeenBrokenForSoLong() {
        fleet.close();
        fleet = new FailingFleet(Failover.on().after(Duration.ofMinutes(5)));
        fleet.offers("0.30").runs(MINUTE).outbid();
        fleet.monitor.poll();

        fleet.runs(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(fleet.successors()).isEmpty();

        fleet.runs(Duration.ofSeconds(2));
        assertThat(fleet.successors()).hasSize(1);
    }

    @Test
    void whatHealsByItselfIsLeftAlone() {
        fleet.offers("0.30").runs(MINUTE).outbid().runs(MINUTE);
        fleet.cloud.start(OLD);

        fleet.runs(Duration.ofMinutes(30));

        assertThat(fleet.successors()).isEmpty();
        assertThat(fleet.old().brokenDown()).isEmpty();
    }

    @Test
    void oneThatSomebodyStoppedIsNotBroken() {
        fleet.offers("0.30").runs(MINUTE);
        fleet.cloud.stop(OLD);

        fleet.runs(Duration.ofMinutes(30));

        assertThat(fleet.successors()).isEmpty();
    }

    @Test
    void withoutAFailoverNothingIsRented() {
        fleet.close();
        fleet = new FailingFleet(Failover.OFF);
        fleet.offers("0.30").runs(MINUTE).outbid().runs(Duration.ofMinutes(30));

        assertThat(fleet.successors()).isEmpty();
        assertThat(fleet.old().brokenDown()).isPresent();
    }

    @Test
    void theMachineItselfSpeaksForTheWorkNoMore() {
        String token = fleet.monitor.issueToken(OLD);
        fleet.offers("0.30").runs(MINUTE).outbid().runs(Duration.ofMinutes(10));

        assertThat(fleet.monitor.ownerOf(token)).isEmpty();
        assertThat(fleet.old().isFenced()).isTrue();
        assertThatThrownBy(() -> fleet.monitor.command(OLD, Kind.WAKE))
                .isInstanceOf(DumontException.class)
                .hasMessageContaining("has taken its place");
    }

    @Test
    void oneThatComesUpAgainBesideItsReplacementIsTurnedOff() {
        fleet.snapshots.unreachable(true);
        fleet.offers("0.30").runs(MINUTE).outbid().runs(Duration.ofMinutes(10));
        fleet.cloud.start(OLD);

        fleet.runs(Duration.ofMinutes(3));

        assertThat(fleet.cloud.machine(OLD).state()).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.told()).contains(Reason.Code.UP_THOUGH_REPLACED);
        assertThat(fleet.successors())
                .singleElement()
                .satisfies(successor -> assertThat(successor.state()).isEqualTo(MachineState.RUNNING));
    }

    @Test
    void oneThatComesUpAgainWhileItsReplacementStartsIsTurnedOffToo() {
        fleet.successorReports = false;
        fleet.offers("0.30").runs(MINUTE).outbid().runs(Duration.ofMinutes(4));
        assertThat(fleet.old().operation().orElseThrow().phase()).isEqualTo(Phase.CONFIRMING);
        fleet.cloud.start(OLD);

        fleet.runs(Duration.ofMinutes(3));

        assertThat(fleet.cloud.machine(OLD).state()).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.old().isFenced()).isTrue();
    }

    @Test
    void itIsGivenBackOnceItsReplacementWorksAndASnapshotWasReadBack() {
        fleet.offers("0.30").runs(MINUTE).outbid().runs(Duration.ofMinutes(4));
        fleet.snapshots.take(OLD);
        assertThat(fleet.cloud.machine(OLD).hasData()).isTrue();

        fleet.runs(Duration.ofMinutes(10));

        assertThat(fleet.cloud.machine(OLD).state()).isEqualTo(MachineState.DELETED);
        assertThat(fleet.snapshots.verifications()).isPositive();
        assertThat(fleet.told()).contains(Reason.Code.REPLACED, Reason.Code.RELEASED);
        fleet.runs(Duration.ofMinutes(60));
        assertThat(fleet.successors()).hasSize(1);
    }

    @Test
    void whereNothingProvesThatItCanBeRestoredItStaysAndPeopleAreTold() {
        fleet.snapshots.unreachable(true);
        fleet.offers("0.30").runs(MINUTE).outbid().runs(Duration.ofHours(2));

        assertThat(fleet.replacedBy()).isPresent();
        assertThat(fleet.cloud.machine(OLD).state()).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.cloud.machine(OLD).hasData()).isTrue();
        assertThat(fleet.told()).contains(Reason.Code.SNAPSHOT_REQUIRED);
        assertThat(fleet.cloud.calls().count(Operation.DESTROY, OLD)).isZero();
    }

    @Test
    void aLegalHoldKeepsTheMachineAndNotItsReplacementFromComing() {
        fleet.monitor.holdLegally(OLD, "case 7");
        fleet.offers("0.30").runs(MINUTE).outbid().runs(Duration.ofMinutes(4));
        fleet.snapshots.take(OLD);

        fleet.runs(Duration.ofHours(1));

        assertThat(fleet.replacedBy()).isPresent();
        assertThat(fleet.cloud.machine(OLD).state()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void aReplacementThatNobodyHearsIsLeftToPeopleAndNothingElseIsRented() {
        fleet.successorReports = false;
        fleet.offers("0.30", "0.31").runs(MINUTE).outbid().runs(Duration.ofHours(2));

        assertThat(fleet.successors()).hasSize(1);
        assertThat(fleet.replacedBy()).isEmpty();
        assertThat(fleet.old().operation().orElseThrow().phase()).isEqualTo(Phase.NEEDS_HUMAN);
        assertThat(fleet.told()).contains(Reason.Code.REPLACEMENT_FAILED);
        fleet.successorReports = true;
        fleet.runs(Duration.ofMinutes(20));
        assertThat(fleet.replacedBy()).isPresent();
    }

    @Test
    void ofAMachineThatNeverReportedNoneIsAwaited() {
        fleet.successorReports = false;
        fleet.offers("0.30").outbid();
        fleet.time.advance(Duration.ofMinutes(10));

        assertThat(fleet.replacedBy()).isPresent();
    }

    /** T18. */
    @Test
    void aReplacementThatDiesBeforeItRanIsGoneBeforeAnotherIsRented() {
        fleet.offers("0.30", "0.31").runs(MINUTE).outbid();
        while (fleet.successors().isEmpty()) {
            fleet.time.advance(Duration.ofSeconds(1));
        }
        SimulatedMachine first = fleet.successors().get(0);
        assertThat(first.state()).isEqualTo(MachineState.STARTING);
        first.killHost();
        while (fleet.successors().size() == 1 && fleet.time.wall().isBefore(Instant.parse("2026-01-05T23:00:00Z"))) {
            fleet.runs(Duration.ofSeconds(30));
            if (fleet.successors().size() == 2) {
                assertThat(first.state()).isEqualTo(MachineState.DELETED);
            }
        }

        fleet.runs(Duration.ofMinutes(5));

        assertThat(fleet.successors()).hasSize(2);
        assertThat(first.state()).isEqualTo(MachineState.DELETED);
        assertThat(fleet.replacedBy()).contains(fleet.successors().get(1).id());
        assertThat(fleet.told()).contains(Reason.Code.FAILOVER_FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TIMEOUT_AFTER_EFFECT", "TIMEOUT_BEFORE_EFFECT"})
    void anAnswerThatWasLostIsSettledByLooking(String fault) {
        fleet.cloud.faults().next(Operation.RENT, Fault.valueOf(fault));
        fleet.offers("0.30", "0.31").runs(MINUTE).outbid().runs(Duration.ofHours(1));

        assertThat(fleet.replacedBy()).isPresent();
        assertThat(fleet.successors()).hasSize(1);
    }

    @Test
    void threeTriesAndPeopleAreTold() {
        fleet.runs(MINUTE).outbid().runs(Duration.ofHours(12));

        assertThat(fleet.cloud.calls().count(Operation.SEARCH_OFFERS)).isEqualTo(3);
        assertThat(fleet.told())
                .containsSubsequence(
                        Reason.Code.FAILOVER_FAILED, Reason.Code.FAILOVER_FAILED, Reason.Code.FAILOVER_GIVEN_UP);
        assertThat(fleet.old().isFenced()).isFalse();
        assertThat(fleet.monitor.command(OLD, Kind.WAKE).kind()).isEqualTo(Kind.WAKE);
    }

    @Test
    void nothingDearerIsRentedThanAllowed() {
        fleet.offers("0.41").runs(MINUTE).outbid().runs(Duration.ofHours(1));
        assertThat(fleet.successors()).isEmpty();
    }

    @Test
    void asDearAsItsFailoverAllowsAndWhereItWants() {
        fleet.close();
        fleet = new FailingFleet(Failover.on().upTo(HourlyRate.ofUsd("0.60")).to("ASIA", "US"));
        fleet.offer("0.30", "EU").offer("0.40", "US").offer("0.60", "ASIA").runs(MINUTE);
        fleet.outbid().runs(Duration.ofMinutes(10));

        assertThat(fleet.successors())
                .singleElement()
                .satisfies(successor -> assertThat(successor.shown().region()).isEqualTo("ASIA"));
    }

    @Test
    void aFrozenFleetRentsNothingUntilItIsUnfrozen() {
        fleet.monitor.freeze("moving house");
        fleet.offers("0.30").runs(MINUTE).outbid().runs(Duration.ofMinutes(30));
        assertThat(fleet.successors()).isEmpty();
        assertThat(fleet.monitor.waiting(Cause.FAILOVER)).isOne();

        fleet.monitor.unfreeze();
        fleet.runs(Duration.ofMinutes(5));
        assertThat(fleet.successors()).hasSize(1);
    }

    @Test
    void inShadowNothingIsRented() {
        fleet.close();
        fleet.monitor = fleet.builder(fleet.cloud, fleet.store).shadow().build();
        fleet.monitor.start();
        fleet.offers("0.30").runs(Duration.ofMinutes(12)).outbid().runs(Duration.ofMinutes(30));

        assertThat(fleet.successors()).isEmpty();
        assertThat(fleet.old().shadowed()).contains(Cause.FAILOVER);
        assertThat(fleet.monitor.modes()).extracting(ModeReport::mode).contains(FleetMode.SHADOW);
    }

    @Test
    void underACapThatIsReachedNothingIsRented() {
        Failover late = Failover.on().after(Duration.ofMinutes(20));
        fleet.close();
        fleet = new FailingFleet(late);
        fleet.offers("0.30").runs(MINUTE).outbid().runs(MINUTE);
        fleet.monitor.reconfigure(
                LifecyclePolicyEngine.builder(PolicyAssignment.fleet(Preset.BALANCED.settings().toBuilder()
                                        .failover(late)
                                        .build())
                                .cap(SpendCap.ofFleet("0.001", SpendCap.Period.TOTAL))
                                .build())
                        .build());

        fleet.runs(Duration.ofMinutes(40));

        assertThat(fleet.successors()).isEmpty();
        assertThat(fleet.old().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.SPEND_CAP);
    }

    @Test
    void onlyOneMachineOfASmallScopeIsReplacedAtATime() {
        for (int i = 0; i < 3; i++) {
            MachineId id = MachineId.of("more-" + i);
            fleet.cloud.rent(id.value(), HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
            fleet.monitor.poll();
            fleet.monitor.issueToken(id);
        }
        fleet.offers("0.30", "0.31", "0.32", "0.33").runs(MINUTE).outbid();
        for (int i = 0; i < 3; i++) {
            fleet.cloud.machine(MachineId.of("more-" + i)).preempt("outbid");
        }

        fleet.runs(Duration.ofMinutes(10));
        assertThat(fleet.cloud.machines()).hasSize(4 + 1);

        fleet.runs(Duration.ofMinutes(50));
        assertThat(fleet.cloud.machines()).hasSize(4 + 4);
    }

    @Test
    void aPersonMayReadmitTheMachine() {
        fleet.snapshots.unreachable(true);
        fleet.offers("0.30").runs(MINUTE).outbid().runs(Duration.ofHours(1));

        assertThat(fleet.monitor.readmit(OLD)).isTrue();
        assertThat(fleet.monitor.readmit(OLD)).isFalse();
        fleet.monitor.command(OLD, Kind.WAKE);
        fleet.runs(Duration.ofMinutes(10));

        assertThat(fleet.cloud.machine(OLD).state()).isEqualTo(MachineState.RUNNING);
        assertThat(fleet.old().isFenced()).isFalse();
    }

    @Test
    void itIsExplained() {
        fleet.offers("0.30").runs(MINUTE).outbid();
        fleet.monitor.poll();
        String soon = fleet.time.wall().plus(Duration.ofMinutes(2)).toString();

        assertThat(fleet.monitor.explain(OLD).text())
                .contains("broken, or taken away by its provider, for 0s; it says: outbid")
                .contains("next another machine may be rented in its place, at " + soon);

        fleet.snapshots.unreachable(true);
        fleet.runs(Duration.ofHours(1));
        assertThat(fleet.monitor.explain(OLD).text())
                .contains("machine " + fleet.successors().get(0).id() + " has taken its place")
                .contains("next it may be given back for good, its disk included (replaced), at ");
    }
}
