package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import org.jspecify.annotations.Nullable;

/** A way in which a call to a provider goes wrong. None of them makes the call hang. */
public enum Fault {
    /** Throws {@link Kind#TIMEOUT}; the request never arrived. */
    TIMEOUT_BEFORE_EFFECT(Kind.TIMEOUT, false),
    /** Does what was asked, then throws {@link Kind#TIMEOUT}: the answer was lost. */
    TIMEOUT_AFTER_EFFECT(Kind.TIMEOUT, true),
    /** Throws {@link Kind#NETWORK}; nothing happened. */
    NETWORK(Kind.NETWORK, false),
    /** Throws {@link Kind#SERVER}; nothing happened. */
    SERVER_ERROR(Kind.SERVER, false),
    /** Throws {@link Kind#RATE_LIMITED}; nothing happened. */
    RATE_LIMITED(Kind.RATE_LIMITED, false),
    /** Throws {@link Kind#NOT_FOUND}: somebody else was faster, and the offer is off the market. For rentals. */
    OFFER_GONE(null, false),
    /** Throws {@link Kind#INSUFFICIENT_CREDIT}; nothing happened. For rentals and starts. */
    NO_CREDIT(Kind.INSUFFICIENT_CREDIT, false),
    /** Accepts a change, and then nothing happens. For the calls that change a machine. */
    IGNORED(null, false),
    /** Lists the first half of the machines, rounded down, as if later pages had failed; not complete. For lists. */
    PARTIAL(null, false),
    /** Lists nothing; not complete. For lists. */
    EMPTY(null, false);

    private final @Nullable Kind kind;
    private final boolean afterEffect;

    Fault(@Nullable Kind kind, boolean afterEffect) {
        this.kind = kind;
        this.afterEffect = afterEffect;
    }

    /** Returns whether this can happen to that call. */
    public boolean appliesTo(Operation operation) {
        return switch (this) {
            case OFFER_GONE -> operation == Operation.RENT;
            case NO_CREDIT -> operation == Operation.RENT || operation == Operation.START;
            case IGNORED -> operation.isChange();
            case PARTIAL, EMPTY -> operation == Operation.LIST;
            default -> true;
        };
    }

    /** Returns what the call throws; absent where it answers. */
    @Nullable
    Kind kind() {
        return kind;
    }

    boolean isAfterEffect() {
        return afterEffect;
    }
}
