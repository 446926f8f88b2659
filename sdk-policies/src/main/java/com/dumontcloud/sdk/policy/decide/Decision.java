package com.dumontcloud.sdk.policy.decide;

import java.util.List;

/**
 * What follows from one event. Immutable.
 *
 * @param next the machine's condition from here on
 * @param effects what is to be done, in this order
 * @param counted for a heartbeat: whether it was new; one that was not changes nothing. True for every other event
 */
public record Decision(MachineCondition next, List<Effect> effects, boolean counted) {

    /** Copies the effects. */
    public Decision {
        effects = List.copyOf(effects);
    }
}
