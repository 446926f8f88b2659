package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A store that remembers what it was given, fails when the test says so, and can be held in the middle of a write. */
final class WatchedStore implements FleetStore {

    final List<List<Change>> written = new CopyOnWriteArrayList<>();
    volatile boolean fails;

    private final MemoryFleetStore memory = new MemoryFleetStore();
    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean holdsNext;

    <T extends Change> List<T> changesOf(Class<T> type) {
        return written.stream()
                .flatMap(List::stream)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    void holdNext() {
        holdsNext = true;
    }

    void awaitHeld() throws InterruptedException {
        if (!held.await(5, TimeUnit.SECONDS)) {
            throw new AssertionError("nothing was written");
        }
    }

    void release() {
        released.countDown();
    }

    @Override
    public LeaderLease lease(String holder) {
        return memory.lease(holder);
    }

    @Override
    public Image load() {
        return memory.load();
    }

    @Override
    public void append(LeaderLease lease, List<Change> changes) {
        if (holdsNext) {
            holdsNext = false;
            await();
        }
        if (fails) {
            throw new IllegalStateException("disk full");
        }
        memory.append(lease, changes);
        if (!changes.isEmpty()) {
            written.add(changes);
        }
    }

    @Override
    public List<JournalEntry> journal(MachineId id, Instant from, Instant to) {
        return memory.journal(id, from, to);
    }

    @Override
    public void close() {
        memory.close();
    }

    private void await() {
        held.countDown();
        try {
            if (!released.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("never released");
            }
        } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
        }
    }
}
