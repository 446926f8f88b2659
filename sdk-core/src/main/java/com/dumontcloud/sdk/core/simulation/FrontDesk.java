package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where calls of customers arrive: the one place that lets faults happen and writes the log. Thread-safe. */
final class FrontDesk {

    private final Object lock;
    private final String cloudName;
    private final TimeSource time;
    private final FaultScript faults;
    private final CallLog calls = new CallLog();

    /**
     * Creates a desk.
     *
     * @param lock held during each call, so that calls take effect one after the other
     */
    FrontDesk(Object lock, String cloudName, TimeSource time, FaultScript faults) {
        this.lock = lock;
        this.cloudName = cloudName;
        this.time = time;
        this.faults = faults;
    }

    FaultScript faults() {
        return faults;
    }

    CallLog calls() {
        return calls;
    }

    /** Serves one call; the answer is told the fault that it has to work in itself, if it met one. */
    <T> T call(Operation operation, @Nullable MachineId id, Function<@Nullable Fault, T> answer) {
        synchronized (lock) {
            Fault fault = faults.draw(operation, id);
            try {
                T answered = serve(operation, id, fault, answer);
                calls.add(log(operation, id, answered, fault));
                return answered;
            } catch (DumontException failure) {
                calls.add(new Call(operation, id, time.wall(), null, failure.kind(), fault));
                throw failure;
            }
        }
    }

    private Call log(Operation operation, @Nullable MachineId id, Object answered, @Nullable Fault fault) {
        if (answered instanceof RentalReceipt receipt) {
            return new Call(operation, receipt.machine(), time.wall(), receipt.outcome(), null, fault);
        }
        Outcome outcome = answered instanceof ActionReceipt receipt ? receipt.outcome() : null;
        return new Call(operation, id, time.wall(), outcome, null, fault);
    }

    private <T> T serve(
            Operation operation, @Nullable MachineId id, @Nullable Fault fault, Function<@Nullable Fault, T> answer) {
        Kind kind = fault == null ? null : fault.kind();
        if (fault != null && kind != null && !fault.isAfterEffect()) {
            throw new DumontException(kind, message(operation, id, kind));
        }
        T answered = answer.apply(fault);
        if (kind != null) {
            throw new DumontException(kind, message(operation, id, kind));
        }
        return answered;
    }

    private String message(Operation operation, @Nullable MachineId id, Kind kind) {
        String attempt = operation.text() + (id == null ? "" : " of " + id) + " at " + cloudName + ": ";
        return attempt + words(kind) + advice(operation, kind);
    }

    private static String advice(Operation operation, Kind kind) {
        if (kind == Kind.INSUFFICIENT_CREDIT) {
            return "; add credit to the account";
        } else if (!kind.leavesOutcomeUnknown() || !(operation.isChange() || operation == Operation.RENT)) {
            return "; try again later";
        }
        String read = operation == Operation.RENT ? "list the machines" : "read the machine";
        return "; " + read + " to learn whether it took effect";
    }

    private static String words(Kind kind) {
        return switch (kind) {
            case INSUFFICIENT_CREDIT -> "the account lacks credit";
            case TIMEOUT -> "no answer within the deadline";
            case NETWORK -> "the connection failed";
            case RATE_LIMITED -> "asked too often";
            default -> "the provider failed";
        };
    }
}
