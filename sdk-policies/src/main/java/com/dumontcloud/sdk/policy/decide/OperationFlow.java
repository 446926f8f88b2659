package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Outcome;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.time.Duration;
import java.util.List;

/**
 * Leads an operation from its intent to its confirmation. Nothing is repeated on suspicion: an answer that was lost is settled by
 * reading, and what cannot be settled goes to a person.
 */
final class OperationFlow {

    static final long CLAIM_RETRY_NANOS = Duration.ofSeconds(15).toNanos();
    static final long READ_AGAIN_NANOS = Duration.ofSeconds(5).toNanos();
    static final long GIVE_UP_NANOS = Duration.ofMinutes(15).toNanos();

    private static final long SETTLED_NANOS = Duration.ofSeconds(60).toNanos();
    private static final long READ_HOLDS_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int MOST_ATTEMPTS = 3;
    private static final int MOST_DOUBLINGS = 5;

    private final Objections objections;

    OperationFlow(Objections objections) {
        this.objections = objections;
    }

    /** An id that no other process and no other time gives to this machine: an agent runs each id at most once. */
    String newId(Draft draft, String what) {
        draft.next.operations++;
        return what + "-" + Long.toString(draft.moment.wall().toEpochMilli(), 36) + "-" + draft.next.operations + "-"
                + draft.next.id();
    }

    void intend(Draft draft, Kind kind, Cause cause, Reason reason) {
        Operation operation = Operation.intended(newId(draft, "op"), kind, cause, reason, draft.now());
        draft.next.operation = operation;
        draft.next.pending = null;
        draft.effects.add(new Effect.Claim(operation));
    }

    /** Returns false when an operation stands in the way that can no longer be taken back. */
    boolean command(Draft draft, Kind kind) {
        Operation open = draft.next.operation;
        if (open != null && !open.isRevocable() && open.phase() != Phase.NEEDS_HUMAN) {
            return false;
        }
        if (open != null) {
            end(draft, Outcome.ABORTED, Reason.of(Reason.Code.SUPERSEDED));
        }
        intend(draft, kind, Cause.PERSON, Reason.of(Reason.Code.ASKED_FOR));
        return true;
    }

    boolean claimed(Draft draft, Event.OperationClaimed event) {
        Operation open = draft.next.operation;
        if (open == null || !open.id().equals(event.operationId()) || open.phase() != Phase.INTENDED) {
            return false;
        }
        String problem = event.problem();
        if (problem != null || !isReadFresh(draft)) {
            draft.next.operation = open.in(Phase.INTENDED, draft.now());
            draft.next.pending = Reason.of(Reason.Code.UNREADABLE, problem == null ? "no fresh answer" : problem);
            return true;
        }
        Reason objection = objections.toAskingNow(draft, open);
        if (draft.next.power == open.kind().target() && !draft.next.isAssumedRunning()) {
            end(draft, Outcome.DONE, Reason.of(Reason.Code.CONFIRMED, draft.next.power.text()));
        } else if (objection != null) {
            end(draft, Outcome.ABORTED, objection);
        } else if (open.kind().isParking() && !draft.next.isAssumedRunning() && isListening(draft)) {
            draft.next.operation = open.in(Phase.QUIESCING, draft.now());
            tell(draft);
        } else {
            execute(draft);
        }
        return true;
    }

    boolean answered(Draft draft, Event.ProviderAnswered event) {
        Operation open = draft.next.operation;
        if (open == null || !open.id().equals(event.operationId()) || open.phase() != Phase.EXECUTING) {
            return false;
        }
        ActionReceipt receipt = event.receipt();
        if (receipt.outcome() == ActionReceipt.Outcome.REFUSED) {
            Severity severity = open.kind().isParking() ? Severity.CRITICAL : Severity.WARNING;
            fail(draft, severity, Reason.of(Reason.Code.REFUSED, receipt.detail()));
            return true;
        }
        draft.next.operation = receipt.outcome() == ActionReceipt.Outcome.UNKNOWN
                ? open.withLostAnswer(draft.now())
                : open.in(Phase.CONFIRMING, draft.now());
        readProvider(draft);
        return true;
    }

    /** The provider was read: that alone confirms. */
    void shown(Draft draft) {
        Operation open = draft.next.operation;
        if (open == null || (open.phase() != Phase.CONFIRMING && open.phase() != Phase.NEEDS_HUMAN)) {
            return;
        }
        boolean settled = draft.now() - open.sinceNanos() >= SETTLED_NANOS;
        if (draft.next.power == open.kind().target()) {
            end(draft, Outcome.DONE, Reason.of(Reason.Code.CONFIRMED, draft.next.power.text()));
        } else if (open.outcomeUnknown()
                && settled
                && open.attempts() < MOST_ATTEMPTS
                && draft.next.power == unchanged(open.kind())) {
            Reason objection = objections.toAskingNow(draft, open);
            if (objection == null) {
                execute(draft);
            } else {
                end(draft, Outcome.ABORTED, objection);
            }
        }
    }

    void results(Draft draft, List<CommandResult> results) {
        for (CommandResult result : results) {
            Operation open = draft.next.operation;
            if (open == null || !result.id().equals(open.id()) || !AgentLine.isAsked(draft.next, open)) {
                continue;
            }
            if (result.outcome().isFinal()) {
                answeredByAgent(draft, open, result);
            } else {
                draft.next.operation = open.taken();
            }
        }
        tell(draft);
    }

    /** Ends an operation of this cause that nobody was asked to carry out yet. */
    void takeBack(Draft draft, Cause cause, Reason reason) {
        Operation open = draft.next.operation;
        if (open != null && open.cause() == cause && open.isRevocable()) {
            end(draft, Outcome.ABORTED, reason);
        }
    }

    /** Ends whatever the engine itself intended and nobody was asked to carry out yet. */
    void takeBackAny(Draft draft, Reason reason) {
        Operation open = draft.next.operation;
        if (open != null && open.cause() != Cause.PERSON) {
            takeBack(draft, open.cause(), reason);
        }
    }

    /** Ends any operation: there is no machine left to carry it out on. */
    void abandon(Draft draft, Reason reason) {
        if (draft.next.operation != null) {
            end(draft, Outcome.ABORTED, reason);
        }
    }

    /** Moves on what has waited long enough, and takes back what no longer stands. */
    void advance(Draft draft) {
        Operation open = draft.next.operation;
        if (open == null) {
            return;
        }
        Reason objection = open.isRevocable() ? objections.to(draft, open) : null;
        if (objection != null) {
            end(draft, Outcome.ABORTED, objection);
            return;
        }
        long waited = draft.now() - open.sinceNanos();
        if (open.phase() == Phase.INTENDED && waited >= CLAIM_RETRY_NANOS) {
            draft.next.operation = open.in(Phase.INTENDED, draft.now());
            draft.effects.add(new Effect.Claim(draft.next.operation));
        } else if (open.phase() == Phase.QUIESCING && draft.now() >= savedByNanos(draft.next, open)) {
            execute(draft);
        } else if (open.phase() == Phase.EXECUTING && waited >= GIVE_UP_NANOS) {
            unanswered(draft, open);
        } else if (open.phase() == Phase.CONFIRMING || open.phase() == Phase.NEEDS_HUMAN) {
            confirm(draft, open, waited);
        }
    }

    /**
     * Observed time by which the agent has saved, or has had its chance: one that misses the heartbeat whose reply would have told
     * it is not waited for.
     */
    static long savedByNanos(MachineCondition machine, Operation open) {
        long saveFor = machine.settings.base().saveFor().toNanos();
        Operation.Told told = open.told();
        return told != null ? told.atNanos() + saveFor : open.sinceNanos() + saveFor + nextHeartbeatNanos(machine);
    }

    /** Jitter makes an interval a tenth longer; a quarter leaves room for a slow network. */
    private static long nextHeartbeatNanos(MachineCondition machine) {
        return machine.settings.toldNanos() * 5 / 4;
    }

    /** An agent that never answered did nothing; a provider may have, and is read. */
    private static void unanswered(Draft draft, Operation open) {
        if (draft.next.isAssumedRunning()) {
            fail(draft, Severity.CRITICAL, Reason.of(Reason.Code.AGENT_SILENT, Duration.ofNanos(GIVE_UP_NANOS)));
        } else {
            draft.next.operation = open.withLostAnswer(draft.now());
            readProvider(draft);
        }
    }

    private static void confirm(Draft draft, Operation open, long waited) {
        if (open.phase() == Phase.CONFIRMING && waited >= GIVE_UP_NANOS) {
            draft.next.operation = open.in(Phase.NEEDS_HUMAN, draft.now());
            HourlyRate rate = draft.next.profile.runningRate();
            alert(
                    draft,
                    Severity.CRITICAL,
                    Reason.of(
                            Reason.Code.NOT_CONFIRMED,
                            Duration.ofNanos(waited),
                            draft.next.power.text(),
                            rate == null ? "an unknown rate" : rate.usdPerHour().toPlainString() + " USD/h"));
        }
        Long asked = draft.next.powerAskedNanos;
        long every = open.phase() == Phase.CONFIRMING ? READ_AGAIN_NANOS : GIVE_UP_NANOS;
        if (asked == null || draft.now() - asked >= every) {
            readProvider(draft);
        }
    }

    private void answeredByAgent(Draft draft, Operation open, CommandResult result) {
        if (open.phase() == Phase.QUIESCING) {
            execute(draft);
        } else if (result.outcome() == CommandResult.Outcome.DONE) {
            end(draft, Outcome.DONE, Reason.of(Reason.Code.AGENT_DONE));
        } else {
            fail(
                    draft,
                    Severity.CRITICAL,
                    Reason.of(Reason.Code.AGENT_FAILED, result.outcome().text()));
        }
    }

    /** Remembers when the command went out with a reply: from then on the agent's time to save runs. */
    private static void tell(Draft draft) {
        Operation open = draft.next.operation;
        String reporter = draft.heardReporter;
        if (open != null
                && reporter != null
                && open.told() == null
                && AgentLine.isAsked(draft.next, open)
                && reporter.equals(AgentLine.asked(draft.next))) {
            draft.next.operation = open.toldTo(reporter, draft.now());
        }
    }

    private void execute(Draft draft) {
        Operation open = draft.next.operation;
        if (open == null) {
            return;
        }
        if (draft.next.isAssumedRunning() && !open.kind().isParking()) {
            end(draft, Outcome.ABORTED, Reason.of(Reason.Code.REFUSED, "no provider can start it"));
            return;
        }
        Operation executing = open.in(Phase.EXECUTING, draft.now());
        draft.next.operation = executing;
        if (draft.next.isAssumedRunning()) {
            tell(draft);
        } else {
            draft.effects.add(new Effect.Execute(executing));
        }
    }

    private static void end(Draft draft, Outcome outcome, Reason reason) {
        MachineCondition next = draft.next;
        Operation ended = next.operation;
        if (ended == null) {
            return;
        }
        next.operation = null;
        next.powerAskedNanos = null;
        draft.effects.add(new Effect.OperationEnded(ended, outcome, reason));
        next.warning = null;
        if (outcome == Outcome.DONE) {
            draft.breakIdleRun(Activity.INDETERMINATE);
            next.parkedNanos = ended.kind() == Kind.HIBERNATE ? Long.valueOf(draft.now()) : null;
            next.failures = 0;
            next.backOffUntilNanos = Long.MIN_VALUE;
            next.notified = null;
            next.finishedAtNanos = null;
        } else if (next.activity == Activity.DUE || next.activity == Activity.WARNED) {
            next.activity = Activity.IDLE;
        }
    }

    /** What was tried and failed is tried again, after twice as long each time; its users are warned anew. */
    private static void fail(Draft draft, Severity severity, Reason reason) {
        MachineCondition next = draft.next;
        long firstPause = 2 * next.settings.warnLeadNanos();
        next.backOffUntilNanos = draft.now() + (firstPause << Math.min(next.failures, MOST_DOUBLINGS));
        next.failures++;
        alert(draft, severity, reason);
        end(draft, Outcome.ABORTED, reason);
    }

    private static boolean isReadFresh(Draft draft) {
        Long read = draft.next.powerReadNanos;
        return draft.next.isAssumedRunning() || (read != null && draft.now() - read < READ_HOLDS_NANOS);
    }

    private static boolean isListening(Draft draft) {
        return draft.next.liveness.isReporting()
                && AgentLine.asked(draft.next) != null
                && !draft.next.settings.base().saveFor().isZero();
    }

    private static void readProvider(Draft draft) {
        draft.next.powerAskedNanos = draft.now();
        draft.effects.add(new Effect.ReadProvider());
    }

    private static void alert(Draft draft, Severity severity, Reason reason) {
        draft.effects.add(new Effect.Alert(severity, reason));
    }

    private static MachineState unchanged(Kind kind) {
        return kind.isParking() ? MachineState.RUNNING : MachineState.STOPPED;
    }
}
