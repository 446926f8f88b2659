package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.MachineId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A heartbeat that cannot be counted as one: the text is not what the contract asks for, or a value is impossible.
 *
 * <p>It is data about a sender rather than a failure of ours: whoever serves heartbeats answers it with 400 or 422 and carries
 * on. It has no stack trace, so that a flood of them costs little.
 */
public final class InvalidHeartbeatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final @Nullable String field;
    private final transient @Nullable MachineId instanceId;

    /**
     * Creates the exception.
     *
     * @param problem which of the two it is
     * @param field path of the field at fault, such as {@code gpu_metrics.utilization_percent}; absent where no field is
     * @param message what is wrong, with the value and what is allowed, for the sender
     * @param instanceId the machine it speaks of, where that could be read
     */
    public InvalidHeartbeatException(
            Problem problem, @Nullable String field, String message, @Nullable MachineId instanceId) {
        super(Objects.requireNonNull(message, "message"), null, false, false);
        this.problem = Objects.requireNonNull(problem, "problem");
        this.field = field;
        this.instanceId = instanceId;
    }

    /** Returns which of the two it is. */
    public Problem problem() {
        return problem;
    }

    /** Returns the path of the field at fault, where one is. */
    public @Nullable String field() {
        return field;
    }

    /** Returns the machine it speaks of, where that could be read before the fault. */
    public @Nullable MachineId instanceId() {
        return instanceId;
    }

    /** What can be wrong with a heartbeat. */
    public enum Problem {
        /** Not JSON, not of the contract's types, a field twice, nested too deep, or not UTF-8: HTTP 400. */
        MALFORMED,
        /** Of the right type, with a value that cannot be: HTTP 422. */
        OUT_OF_RANGE
    }
}
