package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The open {@link BusyScope}s of one reporter, and when any of them last moved. Thread-safe. */
final class BusyBoard {

    private final Object lock = new Object();
    private final TimeSource time;
    private final Set<BusyScope> open = new LinkedHashSet<>();
    private boolean everUsed;
    private long lastMovement;

    BusyBoard(TimeSource time) {
        this.time = time;
    }

    BusyScope open(String label) {
        BusyScope scope = new BusyScope(this, Texts.cut(Objects.requireNonNull(label, "label"), Texts.LABEL));
        synchronized (lock) {
            everUsed = true;
            lastMovement = time.mono();
            open.add(scope);
        }
        return scope;
    }

    void moved(BusyScope scope, double progress) {
        synchronized (lock) {
            Double before = scope.progress();
            if (open.contains(scope) && (before == null || before != progress)) {
                scope.setProgress(progress);
                lastMovement = time.mono();
            }
        }
    }

    void close(BusyScope scope) {
        synchronized (lock) {
            if (open.remove(scope)) {
                lastMovement = time.mono();
            }
        }
    }

    /** Returns whether a scope is open. */
    boolean isOpen() {
        synchronized (lock) {
            return !open.isEmpty();
        }
    }

    /** Returns the moment, on the monotonic clock, at which a scope last moved; absent as long as there never was one. */
    @Nullable
    Long lastMovement() {
        synchronized (lock) {
            return everUsed ? (Long) lastMovement : null;
        }
    }

    /** Returns the program's word; absent as long as the program never gave one. */
    @Nullable
    BusyReading reading() {
        synchronized (lock) {
            if (open.isEmpty()) {
                return everUsed ? new BusyReading(false, null, null, null) : null;
            }
            BusyScope newest = null;
            for (BusyScope scope : open) {
                newest = scope;
            }
            Objects.requireNonNull(newest);
            double sinceMovement = (time.mono() - lastMovement) / 1e9;
            return new BusyReading(true, newest.label(), newest.progress(), sinceMovement);
        }
    }
}
