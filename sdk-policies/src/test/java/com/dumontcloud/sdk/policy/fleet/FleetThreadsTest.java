package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Many threads on one monitor, on the real clock and its own threads. */
class FleetThreadsTest {

    @Test
    void losesNoHeartbeatAndTellsListenersOneAtATime() throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger overlaps = new AtomicInteger();
        AtomicInteger registrations = new AtomicInteger();
        FleetMonitor monitor = FleetMonitor.builder(
                        LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
                .listener((before, event, decision, now) -> {
                    overlaps.addAndGet(inside.getAndIncrement());
                    registrations.addAndGet(event instanceof Event.HeartbeatAccepted ? 1 : 0);
                    inside.decrementAndGet();
                })
                .build();
        monitor.start();
        ExecutorService pool = Executors.newFixedThreadPool(16);
        try {
            for (int round = 0; round < 100; round++) {
                MachineId id = MachineId.of("m-" + round);
                monitor.register(id, null, null);
                List<Future<?>> work = new ArrayList<>();
                for (int thread = 0; thread < 16; thread++) {
                    work.add(pool.submit(() -> monitor.accept(Heartbeat.builder(id)
                            .gpuTotals(GpuTotals.ofUtilization(50))
                            .build())));
                }
                for (Future<?> done : work) {
                    done.get(5, TimeUnit.SECONDS);
                }
                assertThat(monitor.machine(id).orElseThrow().heartbeats()).isEqualTo(16);
            }
        } finally {
            pool.shutdownNow();
            monitor.close();
        }

        assertThat(overlaps).hasValue(0);
        assertThat(registrations).hasValue(100);
    }
}
