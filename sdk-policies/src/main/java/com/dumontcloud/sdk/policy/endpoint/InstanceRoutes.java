package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.AgentCredential;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.AgentViewCodec;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.util.List;

/** {@code /agent/instances}: what people ask about machines and want of them. */
final class InstanceRoutes {

    private final FleetMonitor monitor;

    InstanceRoutes(FleetMonitor monitor) {
        this.monitor = monitor;
    }

    List<Route> routes() {
        return List.of(Route.of("POST", "agent/instances/{id}/token", Access.USER, this::issueToken));
    }

    private ApiResponse issueToken(Call call) {
        MachineId id = known(call);
        AgentCredential credential = new AgentCredential(id, monitor.issueToken(id));
        return ApiResponse.json(200, AgentViewCodec.encodeCredential(credential, call.dialect()));
    }

    private MachineId known(Call call) {
        MachineId id = call.id();
        if (monitor.machine(id).isEmpty()) {
            throw ApiFailure.unknownInstance(id);
        }
        return id;
    }
}
