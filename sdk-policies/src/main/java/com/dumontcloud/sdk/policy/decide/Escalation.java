package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine.Draft;
import com.dumontcloud.sdk.policy.decide.MachineCondition.Notified;
import com.dumontcloud.sdk.policy.decide.MachineCondition.Warning;
import com.dumontcloud.sdk.policy.decide.Verdicts.Standing;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** From a proposal to an intent: whoever is concerned is warned first, the warning must have arrived, and nobody objects. */
final class Escalation {

    /** The provider's own view is not older than this when it decides; asked again at most this often. */
    private static final long WITNESS_AGE_NANOS = Duration.ofSeconds(60).toNanos();

    private final Verdicts verdicts;
    private final OperationFlow operations;

    Escalation(Verdicts verdicts, OperationFlow operations) {
        this.verdicts = verdicts;
        this.operations = operations;
    }

    void escalate(Draft draft) {
        MachineCondition next = draft.next;
        next.pending = null;
        if (next.idleRun != null) {
            unused(draft, standing(draft, Cause.IDLE));
        }
        if (next.liveness == Liveness.ORPHANED) {
            announced(draft, standing(draft, Cause.ORPHAN), 0);
        } else if (next.finishedAtNanos != null) {
            announced(draft, standing(draft, Cause.FINISHED), next.settings.warnLeadNanos());
        }
    }

    boolean noticeAccepted(Draft draft, String noticeId) {
        Notified notified = draft.next.notified;
        if (notified == null || !notified.noticeId().equals(noticeId) || notified.acceptedNanos() != null) {
            return false;
        }
        draft.next.notified = new Notified(noticeId, draft.now());
        return true;
    }

    private @Nullable Standing standing(Draft draft, Cause cause) {
        return verdicts.on(cause, draft.next, draft.moment).orElse(null);
    }

    /** Warned in the reply to a heartbeat; due once the run is long enough and the warning has been out long enough. */
    private void unused(Draft draft, @Nullable Standing standing) {
        MachineCondition next = draft.next;
        if (next.operation != null) {
            next.activity = next.operation.cause() == Cause.IDLE ? Activity.DUE : Activity.IDLE;
            return;
        }
        IdleRun run = next.idleRun;
        if (standing == null || run == null || standing.objection() != null) {
            next.warning = null;
            next.activity = Activity.IDLE;
            next.pending = standing == null ? null : standing.objection();
            return;
        }
        long notBefore = Math.max(standing.proposal().notBeforeNanos(), next.backOffUntilNanos);
        Warning warning = next.warning;
        if (warning == null) {
            next.activity = Activity.IDLE;
            if (draft.heardReporter != null && run.newestNanos() >= notBefore - next.settings.warnLeadNanos()) {
                next.warning = new Warning(draft.now(), draft.heardReporter, false);
                next.activity = Activity.WARNED;
            }
            return;
        }
        next.activity = Activity.WARNED;
        long out = draft.now() - warning.deliveredNanos();
        if (run.newestNanos() < notBefore) {
            next.pending = standing.proposal().reason();
        } else if (!warning.acknowledged() || out < next.settings.warnLeadNanos()) {
            next.pending = Reason.of(Reason.Code.WARNING_PENDING, Duration.ofNanos(next.settings.warnLeadNanos()));
        } else {
            next.activity = Activity.DUE;
            operations.intend(
                    draft,
                    Operation.Kind.HIBERNATE,
                    Cause.IDLE,
                    standing.proposal().reason());
        }
    }

    /** Announced to the owner by a notifier, since nothing on the machine can be warned. */
    private void announced(Draft draft, @Nullable Standing standing, long leadNanos) {
        MachineCondition next = draft.next;
        if (next.notified == null) {
            Reason reason = next.liveness == Liveness.ORPHANED
                    ? SilenceLadder.silent(Reason.Code.ORPHANED, draft)
                    : Reason.of(Reason.Code.WORK_FINISHED, Duration.ZERO);
            String noticeId = operations.newId(draft, "notice");
            next.notified = new Notified(noticeId, null);
            draft.effects.add(new Effect.Notice(noticeId, reason));
        }
        if (standing == null
                || next.operation != null
                || draft.now() < standing.proposal().notBeforeNanos()) {
            return;
        }
        Long accepted = next.notified.acceptedNanos();
        if (isOlderThan(next.witnessHeardNanos, draft.now()) && next.profile.isManaged()) {
            next.pending = Reason.of(Reason.Code.WITNESS, "nothing yet");
            if (isOlderThan(next.witnessAskedNanos, draft.now())) {
                SilenceLadder.askWitness(draft);
            }
        } else if (standing.objection() != null) {
            next.pending = standing.objection();
        } else if (accepted == null || draft.now() - accepted < leadNanos) {
            next.pending = Reason.of(Reason.Code.WARNING_PENDING, Duration.ofNanos(leadNanos));
        } else {
            Verdict.Propose proposal = standing.proposal();
            if (proposal.cause() == Cause.ORPHAN) {
                draft.effects.add(new Effect.Alert(Severity.CRITICAL, proposal.reason()));
            }
            operations.intend(draft, Operation.Kind.HIBERNATE, proposal.cause(), proposal.reason());
        }
    }

    private static boolean isOlderThan(@Nullable Long nanos, long now) {
        return nanos == null || now - nanos >= WITNESS_AGE_NANOS;
    }
}
