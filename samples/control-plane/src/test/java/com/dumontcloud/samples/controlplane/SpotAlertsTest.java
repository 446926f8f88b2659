package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.HourlyRate;
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

/** What people are told of interruptible machines. */
class SpotAlertsTest {

    private static final MachineId MACHINE = MachineId.of("7000001");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final List<Notification> told = new ArrayList<>();
    private final MemoryFleetStore store = new MemoryFleetStore();
    private final FleetMonitor monitor = FleetMonitor.builder(Preset.BALANCED.settings(), store)
            .notifier(told::add)
            .time(time)
            .build();
    private final SpotAlerts alerts = new SpotAlerts(monitor);

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
    void tellsWhatWouldGetAnOutbidMachineBack() {
        alerts.outbid(MACHINE, HourlyRate.ofUsd("0.21"));
        time.runDue();

        assertThat(told).singleElement().satisfies(message -> {
            assertThat(message.machine()).isEqualTo(MACHINE);
            assertThat(message.severity()).isEqualTo(Effect.Severity.WARNING);
            assertThat(message.reason().code()).isEqualTo(Reason.Code.OUTBID);
            assertThat(message.text()).contains("outbid", "0.21 USD/h");
        });
    }

    @Test
    void tellsThatAMachineIsBilledAgainThoughNobodyAskedForIt() {
        alerts.wokeByItself(MACHINE, null);
        time.runDue();

        assertThat(told).singleElement().satisfies(message -> {
            assertThat(message.reason().code()).isEqualTo(Reason.Code.WOKE_BY_ITSELF);
            assertThat(message.text()).contains("runs again by itself", "a price that is not known");
        });
    }
}
