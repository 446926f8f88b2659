package com.dumontcloud.sdk.core.provider;

import com.dumontcloud.sdk.core.error.DumontException;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A provider's answer to a change of power. Only a later read shows that the change happened. Immutable.
 *
 * @param outcome what the provider said
 * @param detail its words, for people; possibly empty, never a secret
 */
public record ActionReceipt(Outcome outcome, String detail) {

    /** Creates the receipt. */
    public ActionReceipt {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(detail, "detail");
    }

    /** Returns the receipt of a change that is under way. */
    public static ActionReceipt accepted() {
        return new ActionReceipt(Outcome.ACCEPTED, "");
    }

    /** Makes the call, and turns a failure into the receipt it amounts to: refused, or unknown where it may have worked. */
    public static ActionReceipt of(Supplier<ActionReceipt> call) {
        try {
            return call.get();
        } catch (DumontException failure) {
            Outcome outcome = failure.kind().leavesOutcomeUnknown() ? Outcome.UNKNOWN : Outcome.REFUSED;
            return new ActionReceipt(outcome, failure.kind() + ": " + failure.getMessage());
        }
    }

    /** What a provider said to a change. */
    public enum Outcome {
        /** Under way. */
        ACCEPTED,
        /** Will not happen. */
        REFUSED,
        /** Cannot happen now, but the provider will do it later by itself, and bill from then on. */
        QUEUED,
        /** The answer was lost: it may or may not have happened. */
        UNKNOWN
    }
}
