package com.dumontcloud.sdk.core.error;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The one exception that the SDK's clients and providers throw.
 *
 * <p>Callers branch on {@link #kind()}; the message says what was attempted, on which machine, what came back and what to do
 * about it. It never holds a token or a whole response body.
 */
public class DumontException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Creates an exception of this kind. */
    public DumontException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
    }

    /** Creates an exception of this kind without a cause. */
    public DumontException(Kind kind, String message) {
        this(kind, message, null);
    }

    /** Returns what went wrong, coarse enough to branch on. */
    public final Kind kind() {
        return kind;
    }

    /** What went wrong. New kinds may be added: treat one you do not know like {@link #SERVER}. */
    public enum Kind {
        /** The request itself is wrong: a malformed or out-of-range value. Repeating it will not help. */
        INVALID_REQUEST,
        /** No token, or one that the other side does not know. */
        UNAUTHENTICATED,
        /** A valid token that may not do this. */
        FORBIDDEN,
        /** The machine, offer or route does not exist. */
        NOT_FOUND,
        /** It exists, but its present state does not allow this. */
        CONFLICT,
        /** The account lacks credit. A person has to pay; repeating it will not help. */
        INSUFFICIENT_CREDIT,
        /** Asked too often; wait before the next call. */
        RATE_LIMITED,
        /** What was asked for cannot be had now, for example no free GPU. */
        UNAVAILABLE,
        /** The other side failed. */
        SERVER,
        /** No answer: refused, reset, unreachable or not resolvable. Whether a change took effect is not known. */
        NETWORK,
        /** No answer within the deadline. Whether a change took effect is not known. */
        TIMEOUT,
        /** An answer came, but not one that this version can read. */
        INVALID_ANSWER,
        /** The calling thread was interrupted; its interrupt flag is set again. */
        INTERRUPTED;

        /**
         * Returns whether a failed change may have taken effect all the same, so that only a read can tell. Never repeat such
         * a call blindly.
         */
        public boolean leavesOutcomeUnknown() {
            return this == SERVER
                    || this == NETWORK
                    || this == TIMEOUT
                    || this == INVALID_ANSWER
                    || this == INTERRUPTED;
        }
    }
}
