package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Notices a machine that starts for longer than its provider allows (lifecycle rule T18). An image that is being pulled gets its
 * time for as long as that moves.
 */
final class StartRule {

    private static final List<String> PULLING = List.of("pull", "download", "extract");
    private static final List<String> IN_VAIN = List.of("denied", "unauthorized", "fail", "error", "unknown");

    private StartRule() {}

    static void read(Draft draft, Machine machine) {
        MachineCondition next = draft.next;
        Starting before = next.starting;
        String words = machine.stateReason();
        if (machine.state() == MachineState.UNKNOWN) {
            return;
        } else if (machine.state() != MachineState.STARTING) {
            next.starting = null;
        } else if (before == null || (isPulling(words) && !Objects.equals(words, before.words()))) {
            next.starting = new Starting(draft.now(), words, false);
        } else if (!Objects.equals(words, before.words())) {
            next.starting = new Starting(before.sinceNanos(), words, before.failed());
        }
    }

    /** A wake of it is over then: whoever waits for it waits in vain. */
    static void advance(Draft draft) {
        MachineCondition next = draft.next;
        Starting starting = next.starting;
        if (starting == null || starting.failed() || draft.now() < untilNanos(next, starting)) {
            return;
        }
        next.starting = new Starting(starting.sinceNanos(), starting.words(), true);
        if (next.breakdown == null && !wasHeardSince(next, starting)) {
            next.breakdown = Breakdown.since(draft.now(), starting.words(), true);
        }
        Reason failed = Reason.of(
                Reason.Code.START_FAILED,
                Duration.ofNanos(draft.now() - starting.sinceNanos()),
                next.means.startTimeout(),
                starting.words() == null ? "nothing" : starting.words());
        Operation open = next.operation;
        boolean isWaking = open != null && open.kind() == Kind.WAKE && !open.isRevocable();
        if (next.claimed) {
            OperationEnd.alert(draft, Severity.CRITICAL, failed);
        }
        if (isWaking) {
            OperationEnd.end(draft, Outcome.ABORTED, failed);
        }
    }

    /** Whatever its provider shows, it did come up then. */
    static boolean wasHeardSince(MachineCondition machine, Starting starting) {
        return machine.liveness != Liveness.NEVER_SEEN && machine.silentSinceNanos > starting.sinceNanos();
    }

    static long untilNanos(MachineCondition machine, Starting starting) {
        return starting.sinceNanos() + machine.means.startTimeout().toNanos();
    }

    /** Returns whether a wake is on its way and has time left: the provider's own, not that of a mere change. */
    static boolean isStillStarting(Draft draft, Operation open) {
        Starting starting = draft.next.starting;
        return open.kind() == Kind.WAKE && starting != null && !starting.failed();
    }

    private static boolean isPulling(@Nullable String words) {
        if (words == null) {
            return false;
        }
        String said = words.toLowerCase(Locale.ROOT);
        return PULLING.stream().anyMatch(said::contains) && IN_VAIN.stream().noneMatch(said::contains);
    }
}
