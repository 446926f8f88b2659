package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.FleetOverrides;
import com.dumontcloud.sdk.policy.MachineOverrides;
import com.dumontcloud.sdk.policy.PolicyAssignment;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine that the program gave, and what people want otherwise. Thread-safe; who changes it does so one at a time. */
final class OverriddenEngine {

    private static final Logger log = LoggerFactory.getLogger(OverriddenEngine.class);

    private final Map<MachineId, MachineOverrides> machines;
    private LifecyclePolicyEngine given;
    private FleetOverrides fleet;

    /** Goes on from what was written down. */
    OverriddenEngine(LifecyclePolicyEngine given, Map<String, String> marks) {
        this.given = given;
        this.machines = new HashMap<>(OverridesMark.in(marks));
        this.fleet = FleetMark.in(marks);
    }

    /** The program gives another one. */
    synchronized void give(LifecyclePolicyEngine other) {
        given = other;
    }

    synchronized void override(MachineId id, MachineOverrides all) {
        machines.put(id, all);
    }

    synchronized void override(FleetOverrides all) {
        fleet = all;
    }

    synchronized MachineOverrides of(MachineId id) {
        return machines.getOrDefault(id, MachineOverrides.NONE);
    }

    synchronized FleetOverrides ofFleet() {
        return fleet;
    }

    /**
     * Checks that what is wanted of the fleet goes with what the program gave.
     *
     * @throws IllegalArgumentException if it does not; the message names every problem
     */
    synchronized void check(FleetOverrides wanted) {
        wanted.over(given.assignment());
    }

    /** Returns the engine to decide by. */
    synchronized LifecyclePolicyEngine engine() {
        if (machines.isEmpty() && fleet.equals(FleetOverrides.NONE)) {
            return given;
        }
        PolicyAssignment.Builder all = overFleet().toBuilder();
        machines.forEach(all::overrides);
        return given.with(all.build());
    }

    /** Another program may bring settings that what was set under the one before does not go with: then it is left out, aloud. */
    private PolicyAssignment overFleet() {
        try {
            return fleet.over(given.assignment());
        } catch (IllegalArgumentException inconsistent) {
            log.warn(
                    "What operators set for the fleet is left out: it does not go with this program's settings",
                    inconsistent);
            return given.assignment();
        }
    }
}
