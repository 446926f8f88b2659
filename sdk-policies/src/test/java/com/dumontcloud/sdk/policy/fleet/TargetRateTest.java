package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Told = fleet / target rate, at least what is configured (BALANCED: 30 s), at most the 300 s of the contract. */
class TargetRateTest {

    @ParameterizedTest
    @CsvSource({"0,0", "1,1", "5000,1", "5001,2", "150000,30", "150001,31", "1000000,200", "1500000,300", "9000000,300"
    })
    void spreadsTheHeartbeatsOfAllMachines(int machines, int seconds) {
        assertThat(Duration.ofNanos(TargetRate.USUAL.leastIntervalNanos(machines)))
                .hasSeconds(seconds);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void isANumberAboveZero(double perSecond) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TargetRate(perSecond))
                .withMessageContaining(String.valueOf(perSecond));
    }

    @Test
    void eachMachineIsToldToReportLessOftenAsTheFleetGrows() {
        VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-01T12:00:00Z"));
        try (MemoryFleetStore store = new MemoryFleetStore();
                FleetMonitor monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), store)
                        .time(time)
                        .targetRate(0.1)
                        .build()) {
            monitor.start();
            assertThat(toldToMachine(1, monitor)).hasSeconds(30);
            assertThat(toldToMachine(2, monitor)).hasSeconds(30);
            assertThat(toldToMachine(3, monitor)).hasSeconds(30);
            assertThat(toldToMachine(4, monitor)).hasSeconds(30);
            assertThat(toldToMachine(5, monitor)).hasSeconds(40);
            assertThat(toldToMachine(1, monitor)).hasSeconds(50);
        }
    }

    private static Duration toldToMachine(int number, FleetMonitor monitor) {
        MachineId id = MachineId.of("m-" + number);
        monitor.register(id, null, null);
        return monitor.accept(Heartbeat.builder(id).build()).nextHeartbeatIn();
    }
}
