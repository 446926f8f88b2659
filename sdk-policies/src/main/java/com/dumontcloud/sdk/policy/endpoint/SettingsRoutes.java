package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineSettings;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import com.dumontcloud.sdk.core.wire.SettingsCodec;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.MachineOverrides;
import com.dumontcloud.sdk.policy.ProtectedHours;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.util.List;

/** {@code /instances/{id}/settings}: what the owner of one machine sets for it. What a change does not name stays as it is. */
final class SettingsRoutes {

    private static final String SETTINGS = "instances/{id}/settings";

    private final FleetMonitor monitor;

    SettingsRoutes(FleetMonitor monitor) {
        this.monitor = monitor;
    }

    List<Route> routes() {
        return List.of(
                Route.of("GET", SETTINGS, Access.USER, this::show),
                Route.of("PUT", SETTINGS, Access.USER, this::change));
    }

    private ApiResponse show(Call call) {
        MachineCondition machine = known(call);
        return ApiResponse.json(
                200,
                SettingsCodec.encode(SettingsViews.settings(
                        machine,
                        monitor.engine().assignment().settingsOf(machine.profile()),
                        monitor.time().wall())));
    }

    /** Nothing is set unless all of it can be. */
    private ApiResponse change(Call call) {
        MachineId id = known(call).id();
        MachineSettings wanted = SettingsCodec.decodeChange(call.json());
        apply(monitor, id, SettingsChange.of(wanted, monitor.time().wall()));
        return show(call);
    }

    static void apply(FleetMonitor monitor, MachineId id, SettingsChange change) {
        List<Exemption> exemptions = change.exemptions();
        if (exemptions != null) {
            exempt(monitor, id, exemptions); // First, since an exemption may have run out since it was checked.
        }
        ProtectedHours hours = change.hours();
        if (hours != null) {
            monitor.protectHours(id, hours);
        }
        MachineOverrides overrides = change.overrides();
        if (!overrides.equals(MachineOverrides.NONE)) {
            monitor.override(id, overrides);
        }
    }

    private static void exempt(FleetMonitor monitor, MachineId id, List<Exemption> oneOrNone) {
        if (oneOrNone.isEmpty()) {
            monitor.revokeExemption(id);
            return;
        }
        try {
            monitor.exempt(id, oneOrNone.get(0));
        } catch (IllegalArgumentException over) {
            throw ApiFailure.of(
                    Problem.OUT_OF_RANGE, "hibernation.exceptions[0].expires_at", String.valueOf(over.getMessage()));
        }
    }

    private MachineCondition known(Call call) {
        MachineId id = call.id();
        return monitor.machine(id)
                .orElseThrow(() -> ApiFailure.unknownInstance(id))
                .condition();
    }
}
