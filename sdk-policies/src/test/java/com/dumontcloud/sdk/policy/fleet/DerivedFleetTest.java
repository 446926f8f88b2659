package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.policy.IdleChoice;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a fleet asks its provider where the threshold is derived. */
class DerivedFleetTest {

    private static final MachineId RISKY = MachineId.of("gpu-risky");
    private static final Duration IDLE = Duration.ofMinutes(2);

    @Test
    void waitsForLongerWithAMachineThatItsProviderMayRefuseToWake() {
        try (RentedFleet fleet = new RentedFleet(Preset.DERIVED)) {
            fleet.rent(RentedFleet.GPU);
            fleet.rent(RISKY).refusalProbability(0.5);

            fleet.report(RentedFleet.GPU, 0, IDLE);
            fleet.report(RISKY, 0, IDLE);

            assertThat(chosen(fleet, RISKY)).isGreaterThan(chosen(fleet, RentedFleet.GPU));
            assertThat(fleet.cloud.calls().count(Operation.WAKE_RISK)).isEqualTo(2);
        }
    }

    @Test
    void aProviderThatCannotSayIsAskedAgainAnHourLater() {
        try (RentedFleet fleet = new RentedFleet(Preset.DERIVED)) {
            fleet.rent(RentedFleet.GPU).refusalProbability(0.5);
            fleet.cloud.faults().next(Operation.WAKE_RISK, Fault.TIMEOUT_BEFORE_EFFECT);

            fleet.report(RentedFleet.GPU, 0, IDLE);
            Duration withoutAnAnswer = chosen(fleet, RentedFleet.GPU);
            fleet.time.advance(Duration.ofSeconds(30));
            fleet.report(RentedFleet.GPU, 0, Duration.ofHours(1));

            assertThat(chosen(fleet, RentedFleet.GPU)).isGreaterThan(withoutAnAnswer);
            assertThat(fleet.cloud.calls().count(Operation.WAKE_RISK)).isEqualTo(2);
        }
    }

    @Test
    void asksNothingWhereNothingIsDerived() {
        try (RentedFleet fleet = new RentedFleet(Preset.BALANCED)) {
            fleet.rent(RentedFleet.GPU);

            fleet.report(RentedFleet.GPU, 0, IDLE);

            assertThat(fleet.cloud.calls().count(Operation.WAKE_RISK)).isZero();
        }
    }

    private static Duration chosen(RentedFleet fleet, MachineId id) {
        IdleChoice choice = fleet.condition(id).idleChoice().orElseThrow();
        return choice.idleAfter() == null ? Duration.ofDays(365) : choice.idleAfter();
    }
}
