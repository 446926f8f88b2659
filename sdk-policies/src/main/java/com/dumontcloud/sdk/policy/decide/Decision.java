package com.dumontcloud.sdk.policy.decide;

import java.util.List;

/**
 * What follows from one event. Immutable.
 *
 * @param next the machine's condition from here on
 * @param effects what is to be done, in this order
 * @param counted whether the event was taken in; a heartbeat that is not new, or an answer that nobody waits for, changes
 *     nothing
 */
public record Decision(MachineCondition next, List<Effect> effects, boolean counted) {

    /** Copies the effects. */
    public Decision {
        effects = List.copyOf(effects);
    }

    /** Returns whether nothing follows but that what was known still holds, so that it may be written down after it is answered. */
    public boolean isMerelyLater(MachineCondition before) {
        return effects.isEmpty() && next.differsOnlyInTime(before);
    }
}
