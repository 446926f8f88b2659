package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Moment;
import java.util.List;
import java.util.Objects;

/**
 * One decision as it was written down: all that it was taken on, and what came of it. Immutable.
 *
 * @param before the machine's condition so far
 * @param event what happened
 * @param at when
 * @param around what was known of the rest of its fleet
 * @param effects what was to be done about it, in this order
 * @param fingerprint of the condition that followed, by {@link ConditionCodec#fingerprint}
 */
public record JournalEntry(
        MachineCondition before, Event event, Moment at, Surroundings around, List<Effect> effects, long fingerprint) {

    /** Copies the effects. */
    public JournalEntry {
        Objects.requireNonNull(before, "before");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(around, "around");
        effects = List.copyOf(effects);
    }

    /** Returns the entry of this decision. */
    public static JournalEntry of(
            MachineCondition before, Event event, Moment at, Surroundings around, Decision decision) {
        return new JournalEntry(
                before, event, at, around, decision.effects(), ConditionCodec.fingerprint(decision.next()));
    }

    /** Returns which machine it is about. */
    public MachineId id() {
        return before.id();
    }
}
