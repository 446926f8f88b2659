package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A document that this version cannot read as what it should be.
 *
 * <p>Its kind is {@link DumontException.Kind#INVALID_ANSWER} for what a control plane said and
 * {@link DumontException.Kind#INVALID_REQUEST} for what a caller sent; the second is answered with 400 or 422, as
 * {@link #problem()} tells.
 */
public final class InvalidDocumentException extends DumontException {

    private static final long serialVersionUID = 1L;

    private final InvalidHeartbeatException.Problem problem;
    private final @Nullable String field;

    /**
     * Creates the exception.
     *
     * @param kind whose document it is
     * @param problem whether the text or a value is at fault
     * @param field path of the field at fault, such as {@code instances[3].cost_today}; absent where no field is
     * @param message what is wrong and what is allowed, without the document itself
     * @param cause what the parser said
     */
    public InvalidDocumentException(
            Kind kind,
            InvalidHeartbeatException.Problem problem,
            @Nullable String field,
            String message,
            @Nullable Throwable cause) {
        super(kind, message, cause);
        this.problem = Objects.requireNonNull(problem, "problem");
        this.field = field;
    }

    /** Returns whether the text or a value is at fault. */
    public InvalidHeartbeatException.Problem problem() {
        return problem;
    }

    /** Returns the path of the field at fault, where one is. */
    public @Nullable String field() {
        return field;
    }
}
