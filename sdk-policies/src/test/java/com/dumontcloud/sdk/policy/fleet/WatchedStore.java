package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A store that remembers what it was given, fails when the test says so, and can be held in the middle of a write. */
final class WatchedStore extends ForwardingStore {

    final List<List<Change>> written = new CopyOnWriteArrayList<>();
    volatile boolean fails;

    private final CountDownLatch held = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private volatile boolean holdsNext;

    WatchedStore() {
        super(new MemoryFleetStore());
    }

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
    public void append(LeaderLease lease, List<Change> changes) {
        if (holdsNext) {
            holdsNext = false;
            await();
        }
        if (fails) {
            throw new IllegalStateException("disk full");
        }
        super.append(lease, changes);
        if (!changes.isEmpty()) {
            written.add(changes);
        }
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
