package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.fleet.RentedFleet.GPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Explanation;
import com.dumontcloud.sdk.policy.decide.Explanation.Hold;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Explanations of a whole fleet: modes that end, and the budget. REACTIVE: idle after 5 min, grace of 5 min. */
class ExplainTest {

    private final RentedFleet fleet = new RentedFleet(Preset.REACTIVE);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void namesTheTimeAtWhichAMachineIsParked() {
        fleet.rent(GPU);
        fleet.report(GPU, 0, Duration.ofMinutes(3));
        Instant named = fleet.monitor.explain(GPU).next().get(0).notBefore();

        fleet.report(GPU, 0, Duration.between(fleet.time.wall(), named).minusMinutes(1));
        assertThat(fleet.monitor.explain(GPU).operation()).isNull();
        fleet.time.advance(Duration.ofMinutes(1));
        fleet.beat(GPU, 0);

        assertThat(fleet.monitor.explain(GPU).operation()).isNotNull();
        assertThat(fleet.time.wall()).isEqualTo(named);
    }

    @Test
    void saysWhenTheGraceAfterARestartEnds() {
        fleet.rent(GPU);
        fleet.report(GPU, 0, Duration.ofMinutes(1));
        fleet.monitor.close();
        fleet.monitor = fleet.newMonitor();
        fleet.monitor.start();
        Instant end = fleet.time.wall().plus(Duration.ofMinutes(5));

        Explanation why = fleet.monitor.explain(GPU);

        assertThat(why.holds())
                .filteredOn(hold -> hold.reason().code() == Reason.Code.RESTARTING)
                .extracting(Hold::until)
                .containsExactly(end);
        assertThat(why.next().get(0).notBefore()).isEqualTo(end);
    }

    @Test
    void saysThatAFrozenFleetWaitsForSomebody() {
        fleet.rent(GPU);
        fleet.report(GPU, 0, Duration.ofMinutes(3));
        fleet.monitor.freeze("moving house");

        Explanation why = fleet.monitor.explain(GPU);

        assertThat(why.next().get(0).conditions())
                .contains(Reason.of(Reason.Code.IF_LIFTED, "frozen by an operator: moving house"));
        assertThat(why.holds()).extracting(Hold::until).containsOnlyNulls();
    }

    @Test
    void showsHowFarTheBudgetIsSpent() {
        fleet.rent(GPU);
        fleet.park(GPU);
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
        MachineId second = MachineId.of("gpu-2");
        fleet.rent(second);
        fleet.report(second, 0, Duration.ofMinutes(6));

        Explanation why = fleet.monitor.explain(second);

        assertThat(why.budgets())
                .filteredOn(budget -> budget.payer() == Cause.IDLE)
                .allSatisfy(budget -> {
                    assertThat(budget.allowed()).isOne();
                    assertThat(budget.taken()).isOne();
                    assertThat(budget.waiting()).isOne();
                });
        assertThat(why.text()).contains("1 of 1 places for idle are taken in any 15min; 1 wait for one");
    }

    @Test
    void knowsNoMachineThatNobodyRegistered() {
        assertThatThrownBy(() -> fleet.monitor.explain(MachineId.of("gpu-7")))
                .isInstanceOf(DumontException.class)
                .hasMessageContaining("gpu-7");
    }
}
