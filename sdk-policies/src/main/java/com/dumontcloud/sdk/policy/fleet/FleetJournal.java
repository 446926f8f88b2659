package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StoredMachine;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was decided about a fleet, to be read: by {@link FleetReplay}, which takes every decision again, and by {@link WhatIf},
 * which prices other settings. Nothing is ever written. Implementations are thread-safe.
 */
public interface FleetJournal extends AutoCloseable {

    /** Returns the journal of a store that is open in this process; closing it does nothing to the store. */
    static FleetJournal of(FleetStore store) {
        return new FleetJournal() {

            @Override
            public List<MachineId> machines() {
                return store.load().machines().stream()
                        .map(StoredMachine::condition)
                        .map(machine -> machine.id())
                        .toList();
            }

            @Override
            public List<JournalEntry> entries(MachineId id, Instant from, Instant to) {
                return store.journal(id, from, to);
            }

            @Override
            public Optional<StoredMachine> newest(MachineId id) {
                return store.load().machines().stream()
                        .filter(machine -> machine.condition().id().equals(id))
                        .findFirst();
            }

            @Override
            public void close() {}
        };
    }

    /** Returns the machines that it may have something of. */
    List<MachineId> machines();

    /**
     * Returns what happened to a machine, the oldest first, as far back as it is kept.
     *
     * @param from the earliest, by the calendar
     * @param to the latest, exclusive
     */
    List<JournalEntry> entries(MachineId id, Instant from, Instant to);

    /** Returns a machine as it was last written down, which may be later than its newest entry; empty where it is not known. */
    Optional<StoredMachine> newest(MachineId id);

    /** Lets go of files. Idempotent. */
    @Override
    void close();
}
