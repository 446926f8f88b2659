package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
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

    /** A notifier that takes nothing holds what can be undone for this long (lifecycle rules, I3), and the rest for ever. */
    private static final long BLIND_NANOS = Duration.ofHours(24).toNanos();

    private final Verdicts verdicts;
    private final OperationFlow operations;
    private final ForgottenRule forgotten;
    private final FailoverRule failover;

    Escalation(Verdicts verdicts, OperationFlow operations) {
        this.verdicts = verdicts;
        this.operations = operations;
        this.forgotten = new ForgottenRule(verdicts, operations);
        this.failover = new FailoverRule(verdicts, operations);
    }

    void escalate(Draft draft) {
        MachineCondition next = draft.next;
        next.lookAgainNanos = Long.MAX_VALUE;
        next.plannedNanos = null;
        next.waiting = null;
        leaveShadow(draft);
        if (next.operation == null) {
            next.pending = null;
        }
        if (next.overspent != null) {
            overspent(draft);
        }
        if (next.idleRun != null) {
            unused(draft, next.idleRun);
        }
        ForgottenRule.keep(draft);
        if (next.lease != null) {
            leaseRunOut(draft, next.lease);
        }
        failover.escalate(draft);
        if (!next.isExpectedToReport()) {
            forgotten.escalate(draft);
            return;
        }
        if (next.liveness == Liveness.ORPHANED) {
            announced(draft, Cause.ORPHAN);
        } else if (next.finishedAtNanos != null) {
            announced(draft, Cause.FINISHED);
        } else if (next.liveness == Liveness.NEVER_SEEN && next.power == MachineState.RUNNING && next.claimed) {
            unheard(draft);
        }
    }

    /** Returns before when nothing is intended, whatever was warned of. */
    static long notBeforeNanos(MachineCondition machine, Cause cause, Verdict.Propose proposal) {
        long earliest = Math.max(proposal.notBeforeNanos(), machine.earliestNanos());
        return cause == Cause.IDLE ? Math.max(earliest, machine.idleAgainNanos) : earliest;
    }

    /** Returns whether nobody can park it without its own agent, which is not there: people are told, and that is all. */
    static boolean isOnlyTold(MachineCondition machine) {
        return machine.isAssumedRunning();
    }

    /** Returns how long people must have been told before. Of what is silent its owner is told hours ahead. */
    static long leadNanos(MachineCondition machine, Cause cause) {
        return cause == Cause.IDLE || cause == Cause.FINISHED ? machine.settings.warnLeadNanos() : 0;
    }

    /** Returns when its owner counts as told for long enough; the end of time while that takes a notifier. */
    static long toldNanos(MachineCondition machine, Notified notified, Cause cause) {
        Long accepted = notified.acceptedNanos();
        if (accepted != null) {
            return accepted + leadNanos(machine, cause);
        }
        return SnapshotFlow.losesDisk(machine, Operation.Kind.HIBERNATE)
                ? Long.MAX_VALUE
                : notified.sentNanos() + BLIND_NANOS;
    }

    /** Nobody need be warned: the owner said themselves until when they need it. People are told what is done. */
    private void leaseRunOut(Draft draft, OwnerLease lease) {
        MachineCondition next = draft.next;
        Standing standing = verdicts.on(Cause.LEASE_EXPIRED, draft);
        Verdict.Propose proposal = standing.proposal();
        if (proposal == null || draft.isBusy()) {
            return;
        }
        if (next.shadowed != null) {
            next.pending = Reason.of(Reason.Code.SHADOW);
        } else if (draft.now() < next.earliestNanos()) {
            lookAgain(draft, next.earliestNanos());
        } else if (standing.objection() != null) {
            heldUp(draft, standing);
        } else if (standing.deferral() != null) {
            await(next, Cause.LEASE_EXPIRED, standing.deferral());
        } else {
            draft.effects.add(new Effect.Alert(Severity.WARNING, proposal.reason()));
            operations.intend(
                    draft,
                    LeaseRule.release(next, lease),
                    Cause.LEASE_EXPIRED,
                    proposal.reason(),
                    LeaseRule.dataLoss(lease));
        }
    }

    /** Its owner is told as soon as an agent that was installed would long have been heard. */
    private void unheard(Draft draft) {
        long tellAt = draft.next.runningSinceNanos + draft.next.settings.suspectAfterNanos();
        if (draft.now() < tellAt) {
            lookAgain(draft, tellAt);
        } else {
            announced(draft, Cause.NO_EVIDENCE);
        }
    }

    boolean noticeAccepted(Draft draft, String noticeId) {
        if (ForgottenRule.accepted(draft, noticeId)) {
            return true;
        }
        Notified notified = draft.next.notified;
        if (notified == null || !notified.noticeId().equals(noticeId) || notified.acceptedNanos() != null) {
            return false;
        }
        draft.next.notified = notified.acceptedAt(draft.now());
        return true;
    }

    /**
     * People were told of it on the way there, and what works on the machine is told to save. One that cannot does not keep it
     * on: that is what stopping, unlike hibernating, does not promise.
     */
    private void overspent(Draft draft) {
        MachineCondition next = draft.next;
        boolean mayBeStopped = next.isExpectedToReport() || BuiltInGuard.spendsForNothing(next);
        if (draft.isBusy() || next.shadowed != null || !mayBeStopped) {
            return;
        }
        Standing standing = verdicts.on(Cause.SPEND_CAP, draft);
        Verdict.Propose proposal = standing.proposal();
        long notBefore = proposal == null ? 0 : notBeforeNanos(next, Cause.SPEND_CAP, proposal);
        if (proposal == null || draft.now() < notBefore) {
            lookAgain(draft, proposal == null ? Long.MAX_VALUE : notBefore);
        } else if (standing.objection() != null) {
            heldUp(draft, standing);
        } else if (standing.deferral() != null) {
            next.pending = standing.deferral();
            lookAgain(draft, draft.now() + HELD_UP_NANOS);
        } else {
            operations.intend(draft, Operation.Kind.STOP, Cause.SPEND_CAP, proposal.reason());
        }
    }

    /** Warned in the reply to a heartbeat; due once the run is long enough and the warning has been out long enough. */
    private void unused(Draft draft, IdleRun run) {
        MachineCondition next = draft.next;
        if (next.operation != null && draft.isBusy()) {
            next.activity = next.operation.cause() == Cause.IDLE ? Activity.DUE : Activity.IDLE;
            return;
        }
        if (next.shadowed != null) {
            next.activity = Activity.IDLE;
            next.pending = Reason.of(Reason.Code.SHADOW);
            return;
        }
        Standing standing = verdicts.on(Cause.IDLE, draft);
        Verdict.Propose proposal = standing.proposal();
        long lead = leadNanos(next, Cause.IDLE);
        long notBefore = proposal == null ? 0 : notBeforeNanos(next, Cause.IDLE, proposal);
        if (proposal == null || standing.objection() != null || run.newestNanos() + lead < notBefore) {
            next.warning = null;
            next.activity = Activity.IDLE;
            heldUp(draft, standing);
            if (next.pending == null && !next.settings.parksUnused()) {
                next.pending = BuiltInRules.reason(next, run);
            } else if (next.pending == null && run.newestNanos() + lead >= notBefore - run.thinNanos()) {
                next.pending = BuiltInRules.thin(run);
            }
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
        } else if (draft.requires(Precondition.WARNING_ARRIVED) && (!warning.hasArrived() || draft.now() < toldBy)) {
            next.pending = Reason.of(Reason.Code.WARNING_PENDING, Duration.ofNanos(lead));
            lookAgain(draft, toldBy);
        } else if (standing.deferral() != null) {
            await(next, Cause.IDLE, standing.deferral());
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
    private void announced(Draft draft, Cause cause) {
        MachineCondition next = draft.next;
        Notified notified = notified(draft, cause);
        Standing standing = verdicts.on(cause, draft);
        Verdict.Propose proposal = standing.proposal();
        if (proposal == null || draft.isBusy()) {
            return;
        }
        if (next.shadowed != null) {
            next.pending = Reason.of(Reason.Code.SHADOW);
            return;
        }
        long notBefore = notBeforeNanos(next, cause, proposal);
        if (draft.now() < notBefore) {
            lookAgain(draft, notBefore);
            return;
        }
        long toldAt = toldNanos(next, notified, cause);
        boolean told = draft.now() >= toldAt || !draft.requires(Precondition.NOTICE_TAKEN);
        Reason objection = standing.objection();
        Reason deferral = standing.deferral();
        boolean isWitness = objection != null && objection.code() == Reason.Code.WITNESS;
        if (objection != null && objection.code() == Reason.Code.DISK_NOT_KEPT) {
            alert(draft, notified, proposal.reason());
        }
        if (objection != null && (!isWitness || (told && deferral == null))) {
            heldUp(draft, standing);
            askWitness(draft, objection);
        } else if (isOnlyTold(next)) {
            alert(draft, notified, proposal.reason());
        } else if (!told) {
            next.pending = Reason.of(Reason.Code.WARNING_PENDING, Duration.ofNanos(leadNanos(next, cause)));
            lookAgain(draft, toldAt);
        } else if (deferral != null) {
            await(next, cause, deferral);
        } else {
            if (cause != Cause.FINISHED) {
                alert(draft, notified, proposal.reason());
            }
            operations.intend(draft, Operation.Kind.HIBERNATE, cause, proposal.reason());
        }
    }

    /** Warned and due; whoever keeps the modes and the budget looks at it again once its turn has come. */
    private static void await(MachineCondition next, Cause cause, Reason why) {
        next.waiting = cause;
        next.pending = why;
    }

    /** What would have been parked is left alone as long as the case for it stands, and no longer than the shadow lasts. */
    private void leaveShadow(Draft draft) {
        Cause cause = draft.next.shadowed;
        boolean stands = cause != null
                && draft.next.modes.containsKey(FleetMode.SHADOW)
                && verdicts.on(cause, draft).proposal() != null;
        draft.next.shadowed = stands ? cause : null;
    }

    private Notified notified(Draft draft, Cause cause) {
        Notified notified = draft.next.notified;
        if (notified != null) {
            return notified;
        }
        Reason reason = switch (cause) {
            case ORPHAN -> SilenceLadder.silent(Reason.Code.ORPHANED, draft);
            case NO_EVIDENCE -> Reason.of(Reason.Code.NO_EVIDENCE, draft.moment.since(draft.next.runningSinceNanos));
            default -> Reason.of(Reason.Code.WORK_FINISHED, Duration.ZERO);
        };
        notified = new Notified(operations.newId(draft, "notice"), draft.now(), null, false);
        draft.next.notified = notified;
        draft.effects.add(new Effect.Notice(notified.noticeId(), reason));
        return notified;
    }

    /** Once: where nobody can carry the action out, it is all there is. */
    private static void alert(Draft draft, Notified notified, Reason reason) {
        if (!notified.alerted()) {
            draft.next.notified = notified.alerting();
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
