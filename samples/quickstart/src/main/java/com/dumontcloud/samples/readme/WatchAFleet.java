package com.dumontcloud.samples.readme;

import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.endpoint.EmbeddedServer;
import com.dumontcloud.sdk.policy.endpoint.MachinesEndpoint;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;

/** An orchestrator that parks what nobody uses. */
final class WatchAFleet {

    private WatchAFleet() {}

    static void main(MachineProvider provider, String userToken, Runnable everythingElse) {
        var store = new MemoryFleetStore();
        var monitor = FleetMonitor.builder(Preset.BALANCED.settings(), store)
                .provider(provider)
                .build();
        var endpoint = MachinesEndpoint.builder(monitor).userToken(userToken).build();
        try (store;
                monitor;
                var server = EmbeddedServer.builder(endpoint).build()) {
            monitor.start();
            server.start();
            everythingElse.run();
            System.out.println("Saved so far: " + monitor.account().savedUsd() + " USD");
        }
    }
}
