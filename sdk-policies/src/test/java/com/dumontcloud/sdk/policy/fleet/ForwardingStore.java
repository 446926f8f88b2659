package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store that does what another does, but for what a test does otherwise. */
public class ForwardingStore implements FleetStore {

    private final FleetStore other;

    protected ForwardingStore(FleetStore other) {
        this.other = other;
    }

    @Override
    public LeaderLease lease(String holder) {
        return other.lease(holder);
    }

    @Override
    public Image load() {
        return other.load();
    }

    @Override
    public void append(LeaderLease lease, List<Change> changes) {
        other.append(lease, changes);
    }

    @Override
    public List<JournalEntry> journal(MachineId id, Instant from, Instant to) {
        return other.journal(id, from, to);
    }

    @Override
    public void remember(List<HeartbeatSample> samples) {
        other.remember(samples);
    }

    @Override
    public List<HeartbeatSample> history(MachineId id, @Nullable Integer gpu, Instant from, Instant to) {
        return other.history(id, gpu, from, to);
    }

    @Override
    public void close() {
        other.close();
    }
}
