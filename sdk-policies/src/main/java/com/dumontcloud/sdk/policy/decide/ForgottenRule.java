package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Forgotten.Warned;
import com.dumontcloud.sdk.policy.decide.Verdicts.Standing;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * From a machine that lies orphaned and parked to the intent to give it back (lifecycle rule T7): its owner is told three times,
 * each time by a notifier that takes it, and whoever holds the machine meanwhile takes all of that back.
 */
final class ForgottenRule {

    /** A notifier that does not take a notice is no longer tried after a day. */
    private static final long TELL_AGAIN_NANOS = Duration.ofHours(25).toNanos();

    private static final long HELD_UP_NANOS = Duration.ofHours(1).toNanos();

    /** What only says that the time has not come; a hold says that it is not to come. */
    private static final Set<Reason.Code> MERELY_LATER =
            EnumSet.of(Reason.Code.NOT_ANNOUNCED, Reason.Code.PROTECTED_HOURS, Reason.Code.NOT_RUNNING);

    private final Verdicts verdicts;
    private final OperationFlow operations;

    ForgottenRule(Verdicts verdicts, OperationFlow operations) {
        this.verdicts = verdicts;
        this.operations = operations;
    }

    /** Time counts from when both are so; a read that failed changes neither. */
    static void keep(Draft draft) {
        MachineCondition next = draft.next;
        boolean lies = next.liveness == Liveness.ORPHANED
                && next.isParked()
                && !next.isAssumedRunning()
                && next.settings.base().orphanDeleteAfter() != null;
        if (!lies) {
            next.forgotten = null;
        } else if (next.forgotten == null && next.power == MachineState.STOPPED) {
            next.forgotten = Forgotten.since(draft.moment);
        }
    }

    void escalate(Draft draft) {
        MachineCondition next = draft.next;
        Forgotten forgotten = next.forgotten;
        Duration deleteAfter = next.settings.base().orphanDeleteAfter();
        if (forgotten == null || deleteAfter == null || draft.isBusy()) {
            return;
        }
        if (!forgotten.isReached(deleteAfter, Forgotten.LEADS.get(0), draft.moment)) {
            lookAgainIn(draft, forgotten.leftNanos(deleteAfter, Forgotten.LEADS.get(0), draft.moment));
            return;
        }
        Standing standing = verdicts.on(Cause.FORGOTTEN, draft);
        if (standing.proposal() == null) {
            return;
        }
        Reason objection = standing.objection();
        if (objection != null && takesWarningsBack(objection)) {
            next.forgotten = forgotten.withoutWarnings();
            next.pending = objection;
            lookAgainIn(draft, HELD_UP_NANOS);
            return;
        }
        warn(draft, forgotten, deleteAfter);
        if (next.shadowed != null) {
            next.pending = Reason.of(Reason.Code.SHADOW);
        } else if (objection != null) {
            next.pending = objection;
        } else if (!forgotten.isReached(deleteAfter, Duration.ZERO, draft.moment)
                || draft.now() < next.earliestNanos()) {
            lookAgainIn(draft, next.earliestNanos() - draft.now());
        } else if (standing.deferral() != null) {
            next.waiting = Cause.FORGOTTEN;
            next.pending = standing.deferral();
        } else {
            operations.intend(
                    draft,
                    Operation.Kind.DESTROY,
                    Cause.FORGOTTEN,
                    standing.proposal().reason());
        }
    }

    /** Returns whether an objection takes back what its owner was told; one that does not only makes it later. */
    static boolean takesWarningsBack(Reason objection) {
        return !MERELY_LATER.contains(objection.code());
    }

    /** Returns whether this notice was one of its. */
    static boolean accepted(Draft draft, String noticeId) {
        Forgotten forgotten = draft.next.forgotten;
        Warned open = forgotten == null ? null : forgotten.open();
        if (forgotten == null || open == null || !open.noticeId().equals(noticeId)) {
            return false;
        }
        draft.next.forgotten = forgotten.accepted(draft.moment);
        return true;
    }

    static Reason announcement(Forgotten forgotten, long nowNanos) {
        int said = forgotten.warnings().size();
        Duration left = Forgotten.LEADS.get(Math.max(0, said - 1));
        return Reason.of(
                Reason.Code.TO_BE_RELEASED, Duration.ofNanos(nowNanos - forgotten.sinceNanos()), left.toHours());
    }

    private void warn(Draft draft, Forgotten forgotten, Duration deleteAfter) {
        int said = forgotten.warnings().size();
        Warned open = forgotten.open();
        boolean isNext = open == null
                && said < Forgotten.LEADS.size()
                && forgotten.isReached(deleteAfter, Forgotten.LEADS.get(said), draft.moment);
        boolean isAgain = open != null && draft.now() - open.sentNanos() >= TELL_AGAIN_NANOS;
        if (isNext || isAgain) {
            Forgotten told = forgotten.warnedBy(operations.newId(draft, "notice"), draft.now());
            draft.next.forgotten = told;
            Warned warned = told.warnings().get(told.warnings().size() - 1);
            draft.effects.add(new Effect.Notice(warned.noticeId(), announcement(told, draft.now())));
            lookAgainIn(draft, TELL_AGAIN_NANOS);
        } else if (open != null) {
            lookAgainIn(draft, open.sentNanos() + TELL_AGAIN_NANOS - draft.now());
        } else {
            Duration lead = said < Forgotten.LEADS.size() ? Forgotten.LEADS.get(said) : Duration.ZERO;
            lookAgainIn(draft, forgotten.leftNanos(deleteAfter, lead, draft.moment));
        }
    }

    private static void lookAgainIn(Draft draft, long nanos) {
        if (nanos > 0) {
            draft.next.lookAgainNanos = Math.min(draft.next.lookAgainNanos, draft.now() + nanos);
        }
    }
}
