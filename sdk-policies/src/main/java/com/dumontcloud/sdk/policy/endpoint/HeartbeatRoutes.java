package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.AgentViewCodec;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /agent/status}: heartbeats, and the question whether they would arrive. */
final class HeartbeatRoutes {

    private final FleetMonitor monitor;

    HeartbeatRoutes(FleetMonitor monitor) {
        this.monitor = monitor;
    }

    List<Route> routes() {
        return List.of(
                Route.of("POST", "agent/status", Access.REPORTER, this::takeIn),
                Route.of("GET", "agent/status", Access.ANY_TOKEN, HeartbeatRoutes::confirm));
    }

    private ApiResponse takeIn(Call call) {
        Heartbeat heartbeat = decode(call);
        requireOwn(call, heartbeat.instanceId());
        return ApiResponse.json(200, AgentCodec.encodeReply(accept(heartbeat), call.dialect()));
    }

    private HeartbeatReply accept(Heartbeat heartbeat) {
        try {
            return monitor.accept(heartbeat);
        } catch (DumontException refused) {
            throw refused.kind() == Kind.NOT_FOUND ? ApiFailure.unknownInstance(heartbeat.instanceId()) : refused;
        }
    }

    /** What cannot be counted as a heartbeat still shows that something on the machine runs. */
    private Heartbeat decode(Call call) {
        MachineId speaker = call.caller().machine();
        try {
            return AgentCodec.decodeHeartbeat(call.json());
        } catch (ApiFailure refused) {
            signOfLife(speaker);
            throw refused;
        } catch (InvalidHeartbeatException invalid) {
            if (invalid.instanceId() != null) {
                requireOwn(call, invalid.instanceId());
                speaker = invalid.instanceId();
            }
            signOfLife(speaker);
            throw ApiFailure.of(invalid.problem(), invalid.field(), String.valueOf(invalid.getMessage()));
        }
    }

    private void signOfLife(@Nullable MachineId speaker) {
        if (speaker != null) {
            monitor.contact(speaker);
        }
    }

    private static void requireOwn(Call call, MachineId spokenOf) {
        if (!call.caller().mayReportFor(spokenOf)) {
            throw ApiFailure.of(
                    403,
                    "forbidden",
                    "the token of instance " + call.caller().machine() + " may not speak for instance " + spokenOf);
        }
    }

    private static ApiResponse confirm(Call call) {
        return ApiResponse.json(200, AgentViewCodec.encodeConfirmation("The control plane knows this token"));
    }
}
