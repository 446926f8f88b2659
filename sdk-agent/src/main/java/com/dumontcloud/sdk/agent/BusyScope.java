package com.dumontcloud.sdk.agent;

import org.jspecify.annotations.Nullable;

/**
 * A stretch of work: while it is open, the machine counts as used, whatever its GPUs do.
 *
 * <pre>{@code
 * try (var busy = reporter.busy("epoch 3")) {
 *     for (int step = 0; step < steps; step++) {
 *         train(step);
 *         busy.progress((double) step / steps);
 *     }
 * }
 * }</pre>
 *
 * <p>The word is believed as long as the work moves: opening and closing scopes and changing progress are movements. One that
 * hangs is reported as stalled by the control plane and in the end no longer believed. Scopes may be nested or overlap across
 * threads; heartbeats name the one opened last. Thread-safe.
 */
public final class BusyScope implements AutoCloseable {

    private final BusyBoard board;
    private final String label;
    private @Nullable Double progress; // guarded by the board

    BusyScope(BusyBoard board, String label) {
        this.board = board;
        this.label = label;
    }

    /**
     * Says how far the work is. Cheap: it is kept for the next heartbeat.
     *
     * @param progress 0 to 1; anything beyond counts as the nearer end, and NaN is ignored
     */
    public void progress(double progress) {
        if (!Double.isNaN(progress)) {
            board.moved(this, Math.min(1, Math.max(0, progress)));
        }
    }

    /** Says that the work is over. Idempotent. */
    @Override
    public void close() {
        board.close(this);
    }

    String label() {
        return label;
    }

    @Nullable
    Double progress() {
        return progress;
    }

    void setProgress(double value) {
        progress = value;
    }
}
