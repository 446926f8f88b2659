package com.dumontcloud.sdk.core.provider;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A provider's answer to a rental. Immutable.
 *
 * @param outcome what the provider said. After {@code UNKNOWN} there may be a machine, which costs money: see {@link
 *     MachineProvider#findRented}. {@code QUEUED} is a machine that is ours, and starts and bills by itself later
 * @param machine the machine that was rented; absent where none was, or its id was lost
 * @param kind what kind of refusal or failure it was, to tell an offer that is gone from an account without credit; absent where
 *     it was accepted
 * @param detail the provider's words, for people; possibly empty, never a secret
 */
public record RentalReceipt(
        Outcome outcome, @Nullable MachineId machine, DumontException.@Nullable Kind kind, String detail) {

    /**
     * Checks that it says which machine was rented, where one was.
     *
     * @throws IllegalArgumentException if it is accepted or queued without a machine, or refused with one
     */
    public RentalReceipt {
        Objects.requireNonNull(outcome, "outcome");
        Objects.requireNonNull(detail, "detail");
        boolean rented = outcome == Outcome.ACCEPTED || outcome == Outcome.QUEUED;
        if ((rented && machine == null) || (outcome == Outcome.REFUSED && machine != null)) {
            throw new IllegalArgumentException(outcome + " with machine " + machine);
        }
    }

    /** Returns the receipt of a machine that is ours from now on. */
    public static RentalReceipt accepted(MachineId machine) {
        return new RentalReceipt(Outcome.ACCEPTED, machine, null, "");
    }

    /** Makes the call, and turns a failure into the receipt it amounts to: refused, or unknown where it may have worked. */
    public static RentalReceipt of(Supplier<RentalReceipt> call) {
        try {
            return call.get();
        } catch (DumontException failure) {
            Outcome outcome = failure.kind().leavesOutcomeUnknown() ? Outcome.UNKNOWN : Outcome.REFUSED;
            return new RentalReceipt(outcome, null, failure.kind(), failure.kind() + ": " + failure.getMessage());
        }
    }
}
