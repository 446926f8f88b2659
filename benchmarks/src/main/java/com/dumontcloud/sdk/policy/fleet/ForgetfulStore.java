package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A store that takes everything and keeps nothing, so that what is left is the engine's own. */
final class ForgetfulStore implements FleetStore {

    @Override
    public LeaderLease lease(String holder) {
        return new LeaderLease(holder, 1);
    }

    @Override
    public Image load() {
        return new Image(List.of(), Map.of(), 0, List.of(), List.of(), Map.of());
    }

    @Override
    public void append(LeaderLease lease, List<Change> changes) {}

    @Override
    public List<JournalEntry> journal(MachineId id, Instant from, Instant to) {
        return List.of();
    }

    @Override
    public void close() {}
}
