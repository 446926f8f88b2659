package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.FleetSettings;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.FleetSettingsCodec;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import com.dumontcloud.sdk.policy.FleetOverrides;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.time.Instant;
import java.util.List;

/** {@code /fleet/settings}: what operators set for all machines. What a change does not name stays as it is. */
final class FleetSettingsRoutes {

    private static final String SETTINGS = "fleet/settings";

    private final FleetMonitor monitor;

    FleetSettingsRoutes(FleetMonitor monitor) {
        this.monitor = monitor;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", SETTINGS, Access.USER, this::show),
                Route.of("PUT", SETTINGS, Access.USER, this::change));
    }

    private ApiResponse show(Call call) {
        FleetSettings settings = FleetSettingsViews.settings(
                monitor.fleetOverrides(),
                monitor.engine().assignment(),
                monitor.shadowUntil().orElse(null),
                monitor.modes());
        return ApiResponse.json(200, FleetSettingsCodec.encode(settings));
    }

    /** Nothing is set unless all of it can be. */
    private ApiResponse change(Call call) {
        FleetSettings wanted = FleetSettingsCodec.decodeChange(call.json());
        Instant shadowUntil = monitor.shadowUntil().orElse(null);
        FleetOverrides change = FleetSettingsChange.of(wanted, shadowUntil, this::isKnown);
        if (!change.equals(FleetOverrides.NONE)) {
            try {
                monitor.override(change);
            } catch (IllegalArgumentException inconsistent) {
                throw ApiFailure.of(Problem.OUT_OF_RANGE, "overrides", String.valueOf(inconsistent.getMessage()));
            }
        }
        return show(call);
    }

    /** What is shown can be set again: a program may cap a machine that is not there yet. */
    private boolean isKnown(MachineId id) {
        return monitor.machine(id).isPresent()
                || monitor.engine().assignment().caps().stream()
                        .anyMatch(cap -> cap.coverage().equals(new SpendCap.OneMachine(id)));
    }
}
