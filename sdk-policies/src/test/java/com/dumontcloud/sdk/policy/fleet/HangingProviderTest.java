package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A provider of somebody's own that answers no call, on the real clock and the monitor's own threads. */
class HangingProviderTest {

    private static final int MORE_THAN_THREADS = 12;

    @Test
    void theFleetIsLookedAtAndItsHistoryWrittenWhoeverHangs() throws Exception {
        CountDownLatch hanging = new CountDownLatch(4);
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch remembered = new CountDownLatch(1);
        try (SystemTime cloudTime = SystemTime.create("cloud", 1);
                MemoryFleetStore memory = new MemoryFleetStore()) {
            SimulatedCloud cloud = SimulatedCloud.builder(cloudTime).build();
            for (int i = 0; i < MORE_THAN_THREADS; i++) {
                cloud.rent("m-" + i, HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
            }
            FleetMonitor monitor = FleetMonitor.builder(
                            LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new Remembering(memory, remembered))
                    .provider(new Hanging(cloud, hanging, released))
                    .build();
            try {
                monitor.poll();
                monitor.start();
                for (int i = 0; i < MORE_THAN_THREADS; i++) {
                    monitor.command(MachineId.of("m-" + i), Operation.Kind.STOP);
                }
                assertThat(hanging.await(30, TimeUnit.SECONDS)).isTrue();

                monitor.accept(Heartbeat.builder(MachineId.of("m-0"))
                        .gpuTotals(GpuTotals.ofUtilization(50))
                        .build());

                assertThat(remembered.await(30, TimeUnit.SECONDS)).isTrue();
            } finally {
                released.countDown();
                monitor.close();
            }
        }
    }

    /** Lists once, and from then on nothing comes back before it is let go. */
    private static final class Hanging extends ForwardingProvider {

        private final CountDownLatch hanging;
        private final CountDownLatch released;
        private volatile boolean listed;

        Hanging(SimulatedCloud cloud, CountDownLatch hanging, CountDownLatch released) {
            super(cloud);
            this.hanging = hanging;
            this.released = released;
        }

        @Override
        public Listing list() {
            if (listed) {
                hang();
            }
            listed = true;
            return super.list();
        }

        @Override
        public Optional<Machine> read(MachineId id) {
            hang();
            return super.read(id);
        }

        private void hang() {
            hanging.countDown();
            try {
                released.await();
            } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Tells when the history of heartbeats was written. */
    private static final class Remembering extends ForwardingStore {

        private final CountDownLatch remembered;

        Remembering(FleetStore store, CountDownLatch remembered) {
            super(store);
            this.remembered = remembered;
        }

        @Override
        public void remember(List<HeartbeatSample> samples) {
            super.remember(samples);
            remembered.countDown();
        }
    }
}
