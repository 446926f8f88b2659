package com.dumontcloud.samples.controlplane.server;

import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.endpoint.MachinesEndpoint;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Duration;
import java.time.Instant;

/** A fleet in memory that has no machine yet, for servers on loopback. No sign of life is sent to who reads its events: time stands. */
final class EmptyPlane implements AutoCloseable {

    static final String TOKEN = "a-user-token";

    private final MemoryFleetStore store = new MemoryFleetStore();
    final FleetMonitor monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), store)
            .build();

    EmptyPlane() {
        monitor.start();
    }

    /** Serves it; yours to close, before it. */
    PlaneServer serve(Duration clientPatience) {
        return PlaneServer.start(
                MachinesEndpoint.builder(monitor)
                        .userToken(TOKEN)
                        .clientTime(VirtualTime.startingAt(Instant.EPOCH))
                        .build(),
                Page.load(1),
                Address.loopback(0),
                null,
                clientPatience);
    }

    @Override
    public void close() {
        monitor.close();
        store.close();
    }
}
