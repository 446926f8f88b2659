package com.dumontcloud.sdk.policy.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts what several threads write at once into one commit: whoever comes first writes for all who wait, in the order in which they
 * came. A thread that is alone writes for itself, at once. Thread-safe.
 */
final class GroupCommit<T extends GroupCommit.Entry> {

    private static final int MOST_IN_A_GROUP = 1000;

    private final Object writing = new Object();
    private final Deque<T> waiting = new ArrayDeque<>();
    private final Consumer<List<T>> commit;

    GroupCommit(Consumer<List<T>> commit) {
        this.commit = commit;
    }

    /** Returns once this entry was committed, by whomever; throws what it was refused with. */
    void write(T entry) {
        synchronized (waiting) {
            waiting.add(entry);
        }
        synchronized (writing) {
            while (!entry.isSettled()) {
                lead();
            }
        }
        RuntimeException refusal = entry.refusal();
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Returns how many entries nobody has begun to write. */
    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private void lead() {
        List<T> group = next();
        try {
            commit.accept(group);
        } catch (RuntimeException failure) {
            group.forEach(one -> one.refuse(failure));
        } catch (Error failure) {
            RuntimeException unknown = new IllegalStateException("whether it was written is not known", failure);
            group.forEach(one -> one.refuse(unknown));
            throw failure;
        } finally {
            group.forEach(Entry::settle);
        }
    }

    private List<T> next() {
        List<T> group = new ArrayList<>();
        synchronized (waiting) {
            while (!waiting.isEmpty() && group.size() < MOST_IN_A_GROUP) {
                group.add(waiting.remove());
            }
        }
        return group;
    }

    /** What one thread wants written; seen by others only under the lock of whoever writes. */
    static class Entry {

        private boolean settled;
        private @Nullable RuntimeException refusal;

        final boolean isSettled() {
            return settled;
        }

        final @Nullable RuntimeException refusal() {
            return refusal;
        }

        final void refuse(RuntimeException why) {
            if (refusal == null) {
                refusal = why;
            }
        }

        final void settle() {
            settled = true;
        }
    }
}
