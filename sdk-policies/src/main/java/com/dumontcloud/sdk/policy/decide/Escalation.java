package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import com.dumontcloud.sdk.policy.decide.MachineCondition.Notified;
import com.dumontcloud.sdk.policy.decide.Verdicts.Standing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** From a proposal to an intent: whoever is concerned is warned first, the warning must have arrived, and nobody objects. */
final class Escalation {

    /** What somebody objects to is looked at again after this long, where nobody said when the objection lifts. */
    private static final long HELD_UP_NANOS = Duration.ofSeconds(15).toNanos();

    /** The provider is asked for its own view at most this often. */
    private static final long ASK_AGAIN_NANOS = Duration.ofSeconds(60).toNanos();

    private final Verdicts verdicts;
    private final OperationFlow operations;

    Escalation(Verdicts verdicts, OperationFlow operations) {
        this.verdicts = verdicts;
        this.operations = operations;
    }

    void escalate(Draft draft) {
        MachineCondition next = draft.next;
        next.lookAgainNanos = Long.MAX_VALUE;
        next.plannedNanos = null;
        if (next.operation == null) {
            next.pending = null;
        }
        if (next.idleRun != null) {
            unused(draft, next.idleRun);
        }
        if (!next.isExpectedToReport()) {
            return;
        }
        if (next.liveness == Liveness.ORPHANED) {
            announced(draft, Cause.ORPHAN, 0);
        } else if (next.finishedAtNanos != null) {
            announced(draft, Cause.FINISHED, next.settings.warnLeadNanos());
        }
    }

    boolean noticeAccepted(Draft draft, String noticeId) {
        Notified notified = draft.next.notified;
        if (notified == null || !notified.noticeId().equals(noticeId) || notified.acceptedNanos() != null) {
            return false;
        }
        draft.next.notified = new Notified(noticeId, draft.now(), notified.alerted());
        return true;
    }

    /** Warned in the reply to a heartbeat; due once the run is long enough and the warning has been out long enough. */
    private void unused(Draft draft, IdleRun run) {
        MachineCondition next = draft.next;
        if (next.operation != null) {
            next.activity = next.operation.cause() == Cause.IDLE ? Activity.DUE : Activity.IDLE;
            return;
        }
        Standing standing = verdicts.on(Cause.IDLE, draft);
        Verdict.Propose proposal = standing.proposal();
        long lead = next.settings.warnLeadNanos();
        long notBefore = proposal == null ? 0 : Math.max(proposal.notBeforeNanos(), next.backOffUntilNanos);
        if (proposal == null || standing.objection() != null || run.newestNanos() + lead < notBefore) {
            next.warning = null;
            next.activity = Activity.IDLE;
            heldUp(draft, standing);
            return;
        }
        Warning warning = warned(draft, next.warning);
        next.warning = warning;
        next.activity = warning == null ? Activity.IDLE : Activity.WARNED;
        if (warning == null) {
            return;
        }
        long toldBy = warning.deliveredNanos() + lead;
        next.plannedNanos = Math.max(notBefore, toldBy);
        if (run.newestNanos() < notBefore) {
            next.pending = proposal.reason();
        } else if (!warning.hasArrived() || draft.now() < toldBy) {
            next.pending = Reason.of(Reason.Code.WARNING_PENDING, Duration.ofNanos(lead));
            lookAgain(draft, toldBy);
        } else {
            next.activity = Activity.DUE;
            next.plannedNanos = null;
            operations.intend(draft, Operation.Kind.HIBERNATE, Cause.IDLE, proposal.reason());
        }
    }

    /** The warning that stands, and whom the reply to this heartbeat tells of it. */
    private static @Nullable Warning warned(Draft draft, @Nullable Warning before) {
        String heard = draft.heardReporter;
        ReporterState reporter = heard == null ? null : Reporters.find(draft.next.reporters, heard);
        return reporter == null ? before : Warning.heard(before, reporter, draft.next, draft.now());
    }

    /**
     * Announced to the owner by a notifier, since nothing on the machine can be warned. The provider's view, which does not keep, is
     * asked only when that is out of the way.
     */
    private void announced(Draft draft, Cause cause, long leadNanos) {
        MachineCondition next = draft.next;
        Notified notified = notified(draft, cause);
        Standing standing = verdicts.on(cause, draft);
        Verdict.Propose proposal = standing.proposal();
        if (proposal == null || next.operation != null) {
            return;
        }
        long notBefore = Math.max(proposal.notBeforeNanos(), next.backOffUntilNanos);
        if (draft.now() < notBefore) {
            lookAgain(draft, notBefore);
            return;
        }
        Long accepted = notified.acceptedNanos();
        boolean told = accepted != null && draft.now() - accepted >= leadNanos;
        Reason objection = standing.objection();
        if (objection != null && (told || objection.code() != Reason.Code.WITNESS)) {
            heldUp(draft, standing);
            askWitness(draft, objection);
        } else if (next.isAssumedRunning()) {
            alert(draft, notified, proposal.reason());
        } else if (!told) {
            next.pending = Reason.of(Reason.Code.WARNING_PENDING, Duration.ofNanos(leadNanos));
            lookAgain(draft, accepted == null ? Long.MAX_VALUE : accepted + leadNanos);
        } else {
            if (cause == Cause.ORPHAN) {
                alert(draft, notified, proposal.reason());
            }
            operations.intend(draft, Operation.Kind.HIBERNATE, cause, proposal.reason());
        }
    }

    private Notified notified(Draft draft, Cause cause) {
        Notified notified = draft.next.notified;
        if (notified != null) {
            return notified;
        }
        Reason reason = cause == Cause.ORPHAN
                ? SilenceLadder.silent(Reason.Code.ORPHANED, draft)
                : Reason.of(Reason.Code.WORK_FINISHED, Duration.ZERO);
        notified = new Notified(operations.newId(draft, "notice"), null, false);
        draft.next.notified = notified;
        draft.effects.add(new Effect.Notice(notified.noticeId(), reason));
        return notified;
    }

    /** Once: where nobody can carry the action out, it is all there is. */
    private static void alert(Draft draft, Notified notified, Reason reason) {
        if (!notified.alerted()) {
            draft.next.notified = new Notified(notified.noticeId(), notified.acceptedNanos(), true);
            draft.effects.add(new Effect.Alert(Severity.CRITICAL, reason));
        }
    }

    private static void askWitness(Draft draft, Reason objection) {
        if (objection.code() != Reason.Code.WITNESS) {
            return;
        }
        Long asked = draft.next.witnessAskedNanos;
        if (asked == null || draft.now() - asked >= ASK_AGAIN_NANOS) {
            SilenceLadder.askWitness(draft);
        }
        Long last = draft.next.witnessAskedNanos;
        lookAgain(draft, last == null ? Long.MAX_VALUE : last + ASK_AGAIN_NANOS);
    }

    private static void heldUp(Draft draft, Standing standing) {
        draft.next.pending = standing.objection();
        if (standing.objection() != null) {
            Long lifts = standing.liftsNanos();
            lookAgain(draft, lifts == null || lifts <= draft.now() ? draft.now() + HELD_UP_NANOS : lifts);
        }
    }

    private static void lookAgain(Draft draft, long nanos) {
        draft.next.lookAgainNanos = Math.min(draft.next.lookAgainNanos, nanos);
    }
}
