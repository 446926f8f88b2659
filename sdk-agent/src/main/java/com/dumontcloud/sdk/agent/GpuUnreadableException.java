package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.Objects;

/**
 * Thrown by a {@link GpuProbe} that cannot read any GPU, with the reason that people get to see.
 *
 * <p>It is an answer rather than a bug, so it has no stack trace.
 */
public final class GpuUnreadableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final GpuReading.State state;

    /**
     * Creates the exception.
     *
     * @param state what is known of the devices, mostly {@link GpuReading.State#UNKNOWN} or {@link GpuReading.State#DENIED}
     * @param reason why they cannot be read and what helps, in a few words, such as {@code no NVIDIA driver is loaded}
     */
    public GpuUnreadableException(GpuReading.State state, String reason) {
        super(Objects.requireNonNull(reason, "reason"), null, false, false);
        this.state = Objects.requireNonNull(state, "state");
    }

    /** Returns what is known of the devices. */
    public GpuReading.State state() {
        return state;
    }
}
