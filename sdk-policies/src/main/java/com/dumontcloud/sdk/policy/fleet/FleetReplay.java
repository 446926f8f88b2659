package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.decide.JournalReplay;
import com.dumontcloud.sdk.policy.decide.JournalReplay.Difference;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Takes every decision of a journal again, offline: the proof that what was done followed from what was known. The journal keeps
 * whole what changed a state or had an effect, with all that it was decided on, the settings included; heartbeats that merely said
 * the same again are not in it, and changed nothing. Costs some microseconds a decision, most of it reading.
 */
public final class FleetReplay {

    private FleetReplay() {}

    /**
     * Decides again under the settings that the journal itself recorded.
     *
     * @param rules whose added signals and policies to use; its settings do not matter
     */
    public static Result of(FleetJournal journal, LifecyclePolicyEngine rules, Instant from, Instant to) {
        List<MachineId> machines = journal.machines();
        List<Difference> first = new ArrayList<>();
        long decisions = 0;
        for (MachineId id : machines) {
            List<JournalEntry> entries = journal.entries(id, from, to);
            decisions += entries.size();
            JournalReplay.underRecordedSettings(rules, entries).stream()
                    .findFirst()
                    .ifPresent(first::add);
        }
        Optional<Difference> earliest = first.stream()
                .min(Comparator.comparing(difference -> difference.then().at().wall()));
        return new Result(machines.size(), decisions, earliest);
    }

    /**
     * What came of it. Immutable.
     *
     * @param machines of how many machines
     * @param decisions how many decisions were taken again
     * @param firstDifference the earliest that turned out otherwise; empty where none did
     */
    public record Result(int machines, long decisions, Optional<Difference> firstDifference) {

        /** Returns whether every decision turned out the same. */
        public boolean isSame() {
            return firstDifference.isEmpty();
        }
    }
}
