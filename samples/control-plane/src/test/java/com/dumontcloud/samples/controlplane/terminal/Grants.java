package com.dumontcloud.samples.controlplane.terminal;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.core.wire.JsonObject;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.endpoint.ApiEndpoint;
import com.dumontcloud.sdk.policy.endpoint.ApiRequest;
import com.dumontcloud.sdk.policy.endpoint.ApiResponse;
import com.dumontcloud.sdk.policy.endpoint.MachinesEndpoint;
import com.dumontcloud.sdk.policy.endpoint.TerminalGrant;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.util.concurrent.TimeUnit;

/** A session in which terminals of one machine are granted, by the endpoint itself. */
final class Grants implements AutoCloseable {

    static final SshAddress ADDRESS = new SshAddress("ssh4.example.com", 12345, "root");

    private final FleetMonitor monitor;
    private final ApiEndpoint endpoint;
    private final ApiRequest session;

    Grants(VirtualTime time) {
        SimulatedCloud cloud = SimulatedCloud.builder(time).ssh(ADDRESS).build();
        cloud.rent(Machine.builder(MachineId.of("gpu-1"), cloud.name(), MachineState.RUNNING)
                .runningRate(HourlyRate.ofUsd("0.40"))
                .build());
        monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
                .provider(cloud)
                .time(time)
                .build();
        monitor.start();
        monitor.poll();
        endpoint = MachinesEndpoint.builder(monitor)
                .userToken("user-token")
                .terminals("ssh-ed25519 AAAA of-the-test")
                .build();
        ApiResponse begun =
                answer(ApiRequest.of("POST", "/api/v1/session").withHeader("Authorization", "Bearer user-token"));
        String csrf = String.valueOf(JsonObject.parse(begun.body()).text("csrf_token"));
        session = ApiRequest.of("GET", "/api/v1/instances/gpu-1/terminal")
                .withHeader("Host", "plane.example")
                .withHeader("Origin", "http://plane.example")
                .withHeader("Cookie", begun.headers().get("Set-Cookie").replaceFirst(";.*", ""))
                .withHeader("X-CSRF-Token", csrf)
                .withHeader("Upgrade", "websocket")
                .withHeader("Sec-WebSocket-Protocol", "dumont.terminal, csrf." + csrf);
    }

    TerminalGrant next() {
        return answer(session).terminal().orElseThrow();
    }

    void signOut() {
        ApiRequest end = ApiRequest.of("DELETE", "/api/v1/session");
        for (String header : new String[] {"Cookie", "X-CSRF-Token"}) {
            end = end.withHeader(header, String.valueOf(session.header(header)));
        }
        if (answer(end).status() != 200) {
            throw new AssertionError("the session could not be ended");
        }
    }

    @Override
    public void close() {
        monitor.close();
    }

    private ApiResponse answer(ApiRequest request) {
        return endpoint.handle(request).orTimeout(5, TimeUnit.SECONDS).join();
    }
}
