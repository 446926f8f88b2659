package com.dumontcloud.benchmarks.store;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.fleet.HeartbeatSample;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** A store, and what writing to it takes of a processor: whatever else runs on the machine. */
public final class MeteredStore implements FleetStore {

    private final FleetStore store;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final LongAdder cpuNanos = new LongAdder();

    /** Creates a meter around a store, which is closed with it. */
    public MeteredStore(FleetStore store) {
        this.store = store;
    }

    /** Returns what all writing took so far. */
    public long cpuNanos() {
        return cpuNanos.sum();
    }

    @Override
    public LeaderLease lease(String holder) {
        return store.lease(holder);
    }

    @Override
    public Image load() {
        return store.load();
    }

    @Override
    public void append(LeaderLease lease, List<Change> changes) {
        metered(() -> store.append(lease, changes));
    }

    @Override
    public List<JournalEntry> journal(MachineId id, Instant from, Instant to) {
        return store.journal(id, from, to);
    }

    @Override
    public void remember(List<HeartbeatSample> samples) {
        metered(() -> store.remember(samples));
    }

    @Override
    public List<HeartbeatSample> history(MachineId id, @Nullable Integer gpu, Instant from, Instant to) {
        return store.history(id, gpu, from, to);
    }

    @Override
    public void close() {
        store.close();
    }

    private void metered(Runnable write) {
        long begun = threads.getCurrentThreadCpuTime();
        try {
            write.run();
        } finally {
            cpuNanos.add(threads.getCurrentThreadCpuTime() - begun);
        }
    }
}
