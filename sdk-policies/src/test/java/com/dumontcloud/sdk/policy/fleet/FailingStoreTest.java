package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What could not be written down has not happened. */
class FailingStoreTest {

    private static final MachineId ID = MachineId.of("gpu-1");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T20:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private boolean storeFails;
    private final FleetStore store = new StoreThatCanFail(() -> storeFails);
    private final FleetMonitor monitor = FleetMonitor.builder(
                    LifecyclePolicyEngine.of(Preset.BALANCED.settings()), store)
            .provider(cloud)
            .time(time)
            .build();

    @AfterEach
    void close() {
        monitor.close();
    }

    @Test
    void doesNotKnowAMachineWhoseRegistrationWasNotWritten() {
        storeFails = true;
        assertThatThrownBy(() -> monitor.register(ID, null, null)).hasMessage("disk full");
        assertThat(monitor.machines()).isEmpty();

        storeFails = false;
        assertThat(monitor.register(ID, null, null)).isTrue();
        assertThat(store.load().machines()).hasSize(1);
    }

    @Test
    void findsAMachineAgainWhoseFirstListWasNotWritten() {
        cloud.rent(ID.value(), RentedFleet.RUNNING, RentedFleet.PARKED);
        storeFails = true;
        assertThatThrownBy(monitor::poll).hasMessage("disk full");
        assertThat(monitor.machine(ID)).isEmpty();

        storeFails = false;
        monitor.poll();
        assertThat(monitor.machine(ID)).isPresent();
        assertThat(monitor.machine(ID).orElseThrow().condition().machinesInScope())
                .isOne();
    }
}
