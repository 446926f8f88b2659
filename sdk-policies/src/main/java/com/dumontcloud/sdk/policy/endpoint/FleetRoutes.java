package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.wire.AgentViewCodec;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /fleet}: what operators want of the engine as a whole. Parameters ride in the URL; there is no body. */
final class FleetRoutes {

    private static final String NO_REASON = "no reason was given";
    private static final int LONGEST_REASON = 200;

    private final FleetMonitor monitor;

    FleetRoutes(FleetMonitor monitor) {
        this.monitor = monitor;
    }

    List<Route> routes() {
        return List.of(
                Route.of("POST", "fleet/freeze", Access.USER, this::freeze),
                Route.of("POST", "fleet/unfreeze", Access.USER, this::unfreeze),
                Route.of("POST", "fleet/resume", Access.USER, this::resume));
    }

    private ApiResponse freeze(Call call) {
        String reason = call.query().text("reason");
        if (reason != null && reason.length() > LONGEST_REASON) {
            throw ApiFailure.of(
                    Problem.OUT_OF_RANGE, "reason", "a reason has at most " + LONGEST_REASON + " characters");
        }
        monitor.freeze(reason == null || reason.isBlank() ? NO_REASON : reason);
        return said("The engine parks nothing until it is told to by POST /fleet/unfreeze");
    }

    private ApiResponse unfreeze(Call call) {
        monitor.unfreeze();
        return said("The engine may act again");
    }

    private ApiResponse resume(Call call) {
        @Nullable String scope = call.query().text("scope");
        boolean any = scope == null ? monitor.resume() : monitor.resume(scope);
        if (!any) {
            throw ApiFailure.of(
                    409,
                    "state_conflict",
                    (scope == null ? "no scope" : "scope \"" + scope + "\"") + " is in a silence pause");
        }
        return said("The silence pause is overridden");
    }

    private static ApiResponse said(String message) {
        return ApiResponse.json(200, AgentViewCodec.encodeConfirmation(message));
    }
}
