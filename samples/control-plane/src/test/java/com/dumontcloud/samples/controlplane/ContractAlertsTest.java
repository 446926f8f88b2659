package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What people are told of machines whose host rents them out no longer. */
class ContractAlertsTest {

    private static final MachineId MACHINE = MachineId.of("7000001");
    private static final Instant END = Instant.parse("2026-01-09T18:00:00Z");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final List<Notification> told = new ArrayList<>();
    private final MemoryFleetStore store = new MemoryFleetStore();
    private final FleetMonitor monitor = FleetMonitor.builder(Preset.BALANCED.settings(), store)
            .notifier(told::add)
            .time(time)
            .build();
    private final ContractAlerts alerts = new ContractAlerts(monitor);

    @BeforeEach
    void start() {
        monitor.start();
    }

    @AfterEach
    void close() {
        monitor.close();
        store.close();
    }

    @Test
    void tellsUntilWhenAMachineCanStartAndWhenItsDiskIsGone() {
        alerts.ends(MACHINE, END);
        time.runDue();

        assertThat(told).singleElement().satisfies(message -> {
            assertThat(message.machine()).isEqualTo(MACHINE);
            assertThat(message.severity()).isEqualTo(Effect.Severity.WARNING);
            assertThat(message.reason().code()).isEqualTo(Reason.Code.HOST_LEAVES);
            assertThat(message.text()).contains("until 2026-01-09T18:00:00Z", "deleted", "2026-01-11T18:00:00Z");
        });
    }

    @Test
    void tellsWithAllUrgencyThatOneCanOnlyBeCopiedAnyMore() {
        alerts.ended(MACHINE, END);
        time.runDue();

        assertThat(told).singleElement().satisfies(message -> {
            assertThat(message.severity()).isEqualTo(Effect.Severity.CRITICAL);
            assertThat(message.reason().code()).isEqualTo(Reason.Code.HOST_LEFT);
            assertThat(message.text()).contains("cannot start again", "deleted", "2026-01-11T18:00:00Z", "copy");
        });
    }
}
