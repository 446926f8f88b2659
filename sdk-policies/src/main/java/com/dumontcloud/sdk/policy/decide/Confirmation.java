package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Outcome;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.time.Duration;

/** Whether what was asked for has happened: settled by reading, and by a person where reading does not settle it. */
final class Confirmation {

    static final long READ_AGAIN_NANOS = Duration.ofSeconds(5).toNanos();
    static final long GIVE_UP_NANOS = Duration.ofMinutes(15).toNanos();

    private static final long SETTLED_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int MOST_ATTEMPTS = 3;

    private Confirmation() {}

    static boolean answered(Draft draft, Event.ProviderAnswered event) {
        Operation open = draft.next.operation;
        if (open == null || !open.id().equals(event.operationId()) || open.phase() != Phase.EXECUTING) {
            return false;
        }
        if (FailoverFlow.isOpen(open)) {
            return FailoverFlow.answerLost(draft, open.id());
        }
        ActionReceipt receipt = event.receipt();
        if (receipt.outcome() == ActionReceipt.Outcome.REFUSED) {
            Severity severity = open.kind() == Kind.WAKE ? Severity.WARNING : Severity.CRITICAL;
            OperationEnd.fail(draft, severity, Reason.of(Reason.Code.REFUSED, receipt.detail()));
            return true;
        }
        draft.next.operation = receipt.outcome() == ActionReceipt.Outcome.UNKNOWN
                ? open.withLostAnswer(draft.now())
                : open.in(Phase.CONFIRMING, draft.now());
        readProvider(draft);
        return true;
    }

    /**
     * The provider was read: that alone confirms.
     *
     * @return whether what it shows proves that nothing happened, so that it may be asked again
     */
    static boolean shown(Draft draft) {
        Operation open = draft.next.operation;
        if (open == null
                || FailoverFlow.isOpen(open)
                || (open.phase() != Phase.CONFIRMING && open.phase() != Phase.NEEDS_HUMAN)) {
            return false;
        }
        if (isShown(draft.next, open) && open.kind() == Kind.REBOOT && open.outcomeUnknown()) {
            Reason unknown = Reason.of(Reason.Code.REBOOT_UNKNOWN);
            OperationEnd.alert(draft, Severity.WARNING, unknown);
            OperationEnd.end(draft, Outcome.ABORTED, unknown);
            return false;
        }
        if (isShown(draft.next, open)) {
            OperationEnd.end(draft, Outcome.DONE, Reason.of(Reason.Code.CONFIRMED, draft.next.power.text()));
            return false;
        }
        return open.outcomeUnknown()
                && draft.now() - open.sinceNanos() >= SETTLED_NANOS
                && open.attempts() < MOST_ATTEMPTS
                && draft.next.power == unchanged(open.kind());
    }

    /** T16: one that is stopped and billed as if it ran was not stopped; and what was shown before it was asked for is no sign that it was done. */
    static boolean isShown(MachineCondition machine, Operation open) {
        boolean billed = open.target() == MachineState.STOPPED && Boolean.TRUE.equals(machine.gpuBilled);
        boolean isUnasked = open.insists() && open.attempts() == 0;
        return !FailoverFlow.isOpen(open)
                && !isUnasked
                && isReached(machine.power, open.target())
                && !billed
                && !machine.isAssumedRunning();
    }

    /** Of a machine that is parked one provider says that it is stopped, another that it hibernates. */
    private static boolean isReached(MachineState power, MachineState target) {
        return power == target || (target == MachineState.STOPPED && power == MachineState.HIBERNATING);
    }

    /** Its provider's whole lists lack the machine: what was to give it back is done, and anything else is over. */
    static void gone(Draft draft, Reason gone) {
        Operation open = draft.next.operation;
        if (open == null || FailoverFlow.isOpen(open)) {
            return;
        }
        boolean done = open.releases() && !open.isRevocable() && open.attempts() > 0;
        OperationEnd.end(
                draft,
                done ? Outcome.DONE : Outcome.ABORTED,
                done ? Reason.of(Reason.Code.CONFIRMED, MachineState.DELETED.text()) : gone);
    }

    /** Returns whether the machine was asked to be given back: only lists tell then whether it is. */
    static boolean isAwaitedInLists(MachineCondition machine) {
        Operation open = machine.operation;
        return open != null && open.releases() && !open.isRevocable() && open.attempts() > 0;
    }

    static void advance(Draft draft, Operation open, long waited) {
        if (open.phase() == Phase.EXECUTING) {
            unanswered(draft, open, waited);
            return;
        }
        if (open.phase() == Phase.CONFIRMING && waited >= GIVE_UP_NANOS && !StartRule.isStillStarting(draft, open)) {
            OperationEnd.leaveToPeople(
                    draft,
                    open,
                    Reason.of(
                            Reason.Code.NOT_CONFIRMED,
                            Duration.ofNanos(waited),
                            draft.next.power.text(),
                            rate(draft.next)));
        }
        Long asked = draft.next.powerAskedNanos;
        long every = open.phase() == Phase.CONFIRMING ? READ_AGAIN_NANOS : GIVE_UP_NANOS;
        if (asked == null || draft.now() - asked >= every) {
            readProvider(draft);
        }
    }

    /** Returns what it costs, for people. */
    static String rate(MachineCondition machine) {
        HourlyRate rate = machine.profile.runningRate();
        return rate == null ? "an unknown rate" : rate.usdPerHour().toPlainString() + " USD/h";
    }

    /** An agent that never answered did nothing; a provider may have, and is read. */
    private static void unanswered(Draft draft, Operation open, long waited) {
        if (waited < GIVE_UP_NANOS) {
            return;
        }
        if (draft.next.isAssumedRunning()) {
            OperationEnd.fail(
                    draft, Severity.CRITICAL, Reason.of(Reason.Code.AGENT_SILENT, Duration.ofNanos(GIVE_UP_NANOS)));
        } else {
            draft.next.operation = open.withLostAnswer(draft.now());
            readProvider(draft);
        }
    }

    private static void readProvider(Draft draft) {
        draft.next.powerAskedNanos = draft.now();
        draft.effects.add(new Effect.ReadProvider());
    }

    /** What is being given back may show as stopped until it is gone: of that only one that still runs was left alone. */
    private static MachineState unchanged(Kind kind) {
        return kind == Kind.WAKE ? MachineState.STOPPED : MachineState.RUNNING;
    }
}
