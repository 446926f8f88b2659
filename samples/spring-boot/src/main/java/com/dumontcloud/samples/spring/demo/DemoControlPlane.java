package com.dumontcloud.samples.spring.demo;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.endpoint.AgentEndpoint;
import com.dumontcloud.sdk.policy.endpoint.EmbeddedServer;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.util.Map;
import java.util.UUID;

/** A control plane inside the demo, for as long as it runs. It only watches: this machine is not its to stop. */
final class DemoControlPlane {

    private static final MachineId THIS_MACHINE = MachineId.of("this-machine");

    private final FleetMonitor monitor = FleetMonitor.builder(
                    LifecyclePolicyEngine.of(Preset.REACTIVE.settings()), new MemoryFleetStore())
            .build();
    private final String userToken = UUID.randomUUID().toString();
    private final EmbeddedServer server = EmbeddedServer.builder(
                    AgentEndpoint.builder(monitor).userToken(userToken).build())
            .build();

    private DemoControlPlane() {}

    static DemoControlPlane start() {
        DemoControlPlane started = new DemoControlPlane();
        started.monitor.start();
        started.monitor.register(THIS_MACHINE, "demo", HourlyRate.ofUsd("0.40"));
        started.server.start();
        System.out.printf(
                "What the control plane thinks of this machine:%n  curl -s -H 'Authorization: Bearer %s' %s/api/v1/agent/instances%n",
                started.userToken, started.server.uri());
        return started;
    }

    /** Returns what the application has to know of it. */
    Map<String, Object> properties() {
        return Map.of(
                "dumont.instance-id", THIS_MACHINE.value(),
                "dumont.api-url", server.uri().toString(),
                "DUMONT_API_TOKEN", monitor.issueToken(THIS_MACHINE));
    }
}
