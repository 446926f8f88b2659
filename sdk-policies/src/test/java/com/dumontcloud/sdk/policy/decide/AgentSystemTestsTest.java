package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The two tests that the specification of the agent system prints, under the preset made for them. */
class AgentSystemTestsTest {

    private final LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.REACTIVE.settings());

    @Test
    void sixIdleHeartbeatsWarnAtThreeMinutesAndHibernateAtFive() {
        idleForSixMinutes();
    }

    @Test
    void sixSilentMinutesOrphan() {
        silentForSixMinutes();
    }

    @Test
    void bothPassOnOneEngineInEitherOrder() {
        idleForSixMinutes();
        silentForSixMinutes();
        idleForSixMinutes();
    }

    private void idleForSixMinutes() {
        Scenario machine = machine();
        Beat idle = Beat.gpuAt(2);

        machine.hears(idle)
                .passes(seconds(60))
                .hears(idle)
                .passes(seconds(60))
                .hears(idle)
                .passes(seconds(59));
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);
        assertThat(machine.hibernateIn()).isNull();

        machine.passes(seconds(1)).hears(idle);
        assertThat(machine.elapsed()).isEqualTo(seconds(180));
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
        assertThat(machine.hibernateIn()).isEqualTo(seconds(120));

        machine.passes(seconds(60)).hears(idle).passes(seconds(59));
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);

        machine.passes(seconds(1)).hears(idle);
        assertThat(machine.elapsed()).isEqualTo(seconds(300));
        assertThat(machine.activity()).isEqualTo(Activity.DUE);
        assertThat(machine.machine().operation().orElseThrow().kind()).isEqualTo(Operation.Kind.HIBERNATE);
    }

    private void silentForSixMinutes() {
        Scenario machine = machine().hears(Beat.working());

        machine.passes(seconds(299));
        assertThat(machine.liveness()).isEqualTo(Liveness.LATE);

        machine.passes(seconds(1));
        assertThat(machine.liveness()).isEqualTo(Liveness.ORPHANED);

        machine.passes(seconds(60));
        assertThat(machine.liveness()).isEqualTo(Liveness.ORPHANED);
    }

    private Scenario machine() {
        return Scenario.of(engine, MachineProfile.unmanaged(Beat.MACHINE, null, null));
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
