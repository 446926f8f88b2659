package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.decide.Operation.Kind.STOP;
import static com.dumontcloud.sdk.policy.decide.Operation.Kind.WAKE;
import static com.dumontcloud.sdk.policy.fleet.RentedFleet.GPU;
import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Providers and notifiers that fail, lie late, or show half of what there is. */
class ProviderTroubleTest {

    private static final MachineId OTHER = MachineId.of("gpu-2");

    private final RentedFleet fleet = new RentedFleet(Preset.REACTIVE);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void asksOnceWhereTheStopWorkedAndItsAnswerWasLost() {
        fleet.rent(GPU);
        fleet.cloud.faults().next(Operation.STOP, GPU, Fault.TIMEOUT_AFTER_EFFECT);

        fleet.park(GPU);
        fleet.time.advance(Duration.ofMinutes(20));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.cloud.calls().count(Operation.STOP, GPU)).isEqualTo(1);
        assertThat(fleet.condition(GPU).shownState()).isEqualTo(MachineState.HIBERNATING);
    }

    @Test
    void asksAgainOnlyOnceAReadShowsThatNothingHappened() {
        fleet.rent(GPU);
        fleet.cloud.faults().next(Operation.STOP, GPU, Fault.TIMEOUT_BEFORE_EFFECT);

        fleet.monitor.command(GPU, STOP);
        fleet.time.advance(Duration.ofSeconds(50));
        assertThat(fleet.cloud.calls().count(Operation.STOP, GPU)).isEqualTo(1);
        fleet.time.advance(Duration.ofMinutes(2));

        assertThat(fleet.cloud.calls().count(Operation.STOP, GPU)).isEqualTo(2);
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void givesUpAndAlertsWhereTheProviderRefuses() {
        fleet.rent(GPU);
        fleet.cloud.faults().next(Operation.STOP, GPU, Fault.RATE_LIMITED);

        fleet.monitor.command(GPU, STOP);
        fleet.time.advance(Duration.ofSeconds(10));

        assertThat(fleet.condition(GPU).operation()).isEmpty();
        assertThat(fleet.notifications)
                .anySatisfy(sent -> assertThat(sent.reason().code()).isEqualTo(Reason.Code.REFUSED));
    }

    @Test
    void callsAPersonWhereAStopIsAcceptedAndNeverHappens() {
        fleet.rent(GPU);
        fleet.cloud.faults().next(Operation.STOP, GPU, Fault.IGNORED);

        fleet.monitor.command(GPU, STOP);
        fleet.time.advance(Duration.ofMinutes(16));

        assertThat(fleet.notifications).anySatisfy(sent -> {
            assertThat(sent.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(sent.reason().code()).isEqualTo(Reason.Code.NOT_CONFIRMED);
        });
        assertThat(fleet.cloud.calls().count(Operation.STOP, GPU)).isEqualTo(1);
    }

    @Test
    void parksNothingWhileTheProviderCannotBeRead() {
        fleet.rent(GPU);
        fleet.cloud.faults().during(Duration.ZERO, Duration.ofMinutes(30), Fault.SERVER_ERROR);

        fleet.report(GPU, 0, Duration.ofMinutes(29));
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();
        fleet.park(GPU);

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"PARTIAL", "EMPTY", "NETWORK", "SERVER_ERROR", "TIMEOUT_BEFORE_EFFECT"})
    void concludesNothingFromListsThatAreNotWhole(Fault fault) {
        fleet.rent(GPU);
        fleet.cloud.faults().during(Duration.ZERO, Duration.ofHours(2), fault);

        fleet.time.advance(Duration.ofHours(1));

        assertThat(fleet.condition(GPU).power()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void takesAMachineForDeletedThatIsMissingInWholeListsForTenMinutes() {
        fleet.rent(GPU);
        fleet.rent(OTHER);
        fleet.cloud.destroy(GPU);
        fleet.time.advance(Duration.ofSeconds(60));
        Duration untilFirst = Duration.ofSeconds(30);

        fleet.time.advance(Duration.ofMinutes(10).minus(untilFirst).minusSeconds(30));
        assertThat(fleet.condition(GPU).power()).isNotEqualTo(MachineState.DELETED);
        fleet.time.advance(Duration.ofMinutes(1).plusSeconds(30));

        assertThat(fleet.condition(GPU).power()).isEqualTo(MachineState.DELETED);
        assertThat(fleet.condition(OTHER).power()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void believesAReadOverAListThatLagsBehind() {
        fleet.rent(GPU);
        fleet.cloud.faults().listLag(Duration.ofMinutes(1));

        fleet.monitor.command(GPU, com.dumontcloud.sdk.policy.decide.Operation.Kind.HIBERNATE);
        for (int i = 0; i < 60; i++) {
            fleet.time.advance(Duration.ofSeconds(5));
            if (fleet.condition(GPU).operation().isEmpty()) {
                assertThat(fleet.condition(GPU).shownState()).isEqualTo(MachineState.HIBERNATING);
            }
        }

        assertThat(fleet.condition(GPU).power()).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.condition(GPU).isParked()).isTrue();
    }

    @Test
    void tellsOfAWakeThatIsRefused() {
        fleet.rent(GPU).refuseStarts(1);
        fleet.park(GPU);

        fleet.monitor.command(GPU, WAKE);
        fleet.time.advance(Duration.ofSeconds(10));

        assertThat(fleet.condition(GPU).shownState()).isEqualTo(MachineState.HIBERNATING);
        assertThat(fleet.notifications)
                .anySatisfy(sent -> assertThat(sent.reason().code()).isEqualTo(Reason.Code.REFUSED));
    }

    @Test
    void parksAnOrphanOnlyOnceSomebodyWasTold() {
        fleet.rent(GPU).witness(Witness.DEAD);
        fleet.beat(GPU, 50);
        fleet.notifierWorks = false;

        fleet.time.advance(Duration.ofHours(2));
        assertThat(fleet.condition(GPU).liveness()).isEqualTo(Liveness.ORPHANED);
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();
        fleet.notifierWorks = true;
        fleet.time.advance(Duration.ofMinutes(10));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isEqualTo(1);
    }

    @Test
    void sendsNoNoticeThatIsNoLongerTrue() {
        fleet.rent(GPU).witness(Witness.DEAD);
        fleet.beat(GPU, 50);
        fleet.notifierWorks = false;
        fleet.time.advance(Duration.ofMinutes(10));
        fleet.notifications.clear();

        fleet.beat(GPU, 50);
        fleet.notifierWorks = true;
        fleet.time.advance(Duration.ofMinutes(2));

        assertThat(fleet.notifications)
                .noneSatisfy(sent -> assertThat(sent.reason().code()).isEqualTo(Reason.Code.ORPHANED));
    }
}
