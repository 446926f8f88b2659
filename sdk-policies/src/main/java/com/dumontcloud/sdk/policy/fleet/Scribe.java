package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Change;
import com.dumontcloud.sdk.policy.fleet.FleetStore.LeaderLease;
import com.dumontcloud.sdk.policy.fleet.FleetStore.StaleLeaseException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the store under one lease, and knows whether that still works. Thread-safe; every call may wait for the disk. */
final class Scribe {

    private static final Logger log = LoggerFactory.getLogger(Scribe.class);

    private final FleetStore store;
    private final LeaderLease lease;
    private volatile boolean fenced;
    private volatile boolean failing;

    /** Heartbeats that the history could not take since it last took some. */
    private final AtomicInteger missing = new AtomicInteger();

    Scribe(FleetStore store, String holder) {
        this.store = store;
        this.lease = store.lease(holder);
    }

    /** Returns whether another process took the fleet over. */
    boolean isFenced() {
        return fenced;
    }

    /** Returns whether the store could not take what it was last given. */
    boolean isFailing() {
        return failing;
    }

    /** Keeps what heartbeats said, if it can: nothing depends on it. */
    @SuppressWarnings("CatchingUnchecked")
    void remember(List<HeartbeatSample> samples) {
        try {
            store.remember(samples);
        } catch (RuntimeException failure) {
            if (missing.getAndAdd(samples.size()) == 0) {
                log.warn("The history of heartbeats cannot be written; they are missing in it until it can", failure);
            }
            return;
        }
        int missed = missing.getAndSet(0);
        if (missed > 0) {
            log.warn("The history of heartbeats is written again; {} are missing in it", missed);
        }
    }

    /** Returns what heartbeats of a machine said. */
    List<HeartbeatSample> history(MachineId id, @Nullable Integer gpu, Instant from, Instant to) {
        return store.history(id, gpu, from, to);
    }

    /** Returns what was decided about a machine. */
    List<JournalEntry> journal(MachineId id, Instant from, Instant to) {
        return store.journal(id, from, to);
    }

    /** Writes these down, all or none. Returns what keeps the store from it; null if it took them. */
    @SuppressWarnings("CatchingUnchecked")
    @Nullable
    RuntimeException tryToWrite(List<? extends Change> changes) {
        try {
            write(changes);
            return null;
        } catch (RuntimeException failure) {
            return failure;
        }
    }

    /** Writes these down, all or none; throws what keeps the store from it. */
    @SuppressWarnings("CatchingUnchecked")
    void write(List<? extends Change> changes) {
        try {
            store.append(lease, List.copyOf(changes));
        } catch (StaleLeaseException takenOver) {
            fenced = true;
            throw takenOver;
        } catch (RuntimeException failure) {
            if (!failing) {
                log.warn("The store fails; nothing is parked or woken until it works again", failure);
            }
            failing = true;
            throw failure;
        }
        if (failing && !changes.isEmpty()) {
            log.info("The store works again");
            failing = false;
        }
    }
}
