package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Outcome;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import com.dumontcloud.sdk.policy.decide.Operation.Told;
import java.time.Duration;
import java.util.Objects;

/**
 * Leads an operation from its intent to its confirmation. Nothing is repeated on suspicion: an answer that was lost is settled by
 * reading, and what cannot be settled goes to a person.
 */
final class OperationFlow {

    static final long CLAIM_RETRY_NANOS = Duration.ofSeconds(15).toNanos();

    private static final long READ_HOLDS_NANOS = Duration.ofSeconds(60).toNanos();

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
        intend(draft, kind, cause, reason, DataLoss.REFUSED);
    }

    void intend(Draft draft, Kind kind, Cause cause, Reason reason, DataLoss dataLoss) {
        begin(draft, intended(draft, kind, cause, reason, dataLoss));
    }

    private Operation intended(Draft draft, Kind kind, Cause cause, Reason reason, DataLoss dataLoss) {
        return Operation.intended(newId(draft, "op"), kind, cause, reason, dataLoss, draft.now());
    }

    private static void begin(Draft draft, Operation intended) {
        draft.next.operation = intended;
        draft.next.pending = null;
        draft.effects.add(new Effect.Claim(intended));
    }

    /** Returns false when an operation stands in the way that gives way to none, or it cannot be done at all. */
    boolean command(Draft draft, Event.Commanded command) {
        Operation open = draft.next.operation;
        if ((open != null && !open.givesWayTo(command.kind())) || !isPossible(draft.next, command)) {
            return false;
        }
        if (open != null) {
            OperationEnd.end(draft, Outcome.ABORTED, Reason.of(Reason.Code.SUPERSEDED));
        }
        Operation wanted =
                intended(draft, command.kind(), Cause.PERSON, Reason.of(Reason.Code.ASKED_FOR), command.dataLoss());
        boolean wasAsked = open != null && open.attempts() > 0 && !FailoverFlow.isOpen(open);
        begin(draft, wasAsked ? wanted.insisting() : wanted);
        return true;
    }

    /**
     * What works is not replaced, and what is gone can be replaced alone. A legal hold binds the owner too, and without a store no
     * snapshot can prove anything.
     */
    private static boolean isPossible(MachineCondition machine, Event.Commanded command) {
        if (command.kind() == Kind.FAILOVER) {
            return machine.breakdown != null && !machine.isFenced() && machine.overspent == null;
        }
        if (command.kind() == Kind.REBOOT) {
            return machine.power == MachineState.RUNNING && !machine.isFenced();
        }
        if (machine.power == MachineState.DELETED) {
            return false;
        }
        if (!SnapshotFlow.losesDisk(machine, command.kind())) {
            return true;
        }
        return machine.legalHold == null
                && (isLetGo(machine, command.kind())
                        || machine.means.takesSnapshots()
                        || command.dataLoss().isAccepted());
    }

    /** What no provider of ours rents out cannot be given back: it is not watched any more, and nothing on it is touched. */
    private static boolean isLetGo(MachineCondition machine, Kind kind) {
        return kind == Kind.DESTROY && !machine.profile.isManaged();
    }

    /** Returns false when no such operation waits for a person. */
    boolean resolved(Draft draft, Event.Resolved event) {
        Operation open = draft.next.operation;
        if (open == null || !open.id().equals(event.operationId()) || open.phase() != Phase.NEEDS_HUMAN) {
            return false;
        }
        Outcome outcome = event.done() ? Outcome.DONE : Outcome.ABORTED;
        OperationEnd.end(
                draft, outcome, Reason.of(Reason.Code.RESOLVED, event.done() ? "done" : "given up", event.note()));
        return true;
    }

    boolean claimed(Draft draft, Event.OperationClaimed event) {
        Operation open = draft.next.operation;
        if (open == null || !open.id().equals(event.operationId()) || !open.awaitsClaim()) {
            return false;
        }
        String problem = event.problem();
        boolean isRead = problem == null && isReadFresh(draft);
        if (!isRead && draft.requires(Precondition.READ_IS_FRESH)) {
            draft.next.operation = open.claimedAgain(draft.now());
            draft.next.pending = Reason.of(Reason.Code.UNREADABLE, problem == null ? "no fresh answer" : problem);
            return true;
        }
        Reason objection = objections.toAskingNow(draft, open);
        if (Confirmation.isShown(draft.next, open)) {
            OperationEnd.end(draft, Outcome.DONE, Reason.of(Reason.Code.CONFIRMED, draft.next.power.text()));
        } else if (objection != null) {
            OperationEnd.end(draft, Outcome.ABORTED, objection);
        } else if (!isHeldBack(draft, open)) {
            goOn(draft, open);
        }
        return true;
    }

    private void goOn(Draft draft, Operation open) {
        if (isLetGo(draft.next, open.kind())) {
            PowerRule.letGo(draft, this);
            OperationEnd.end(draft, Outcome.DONE, Reason.of(Reason.Code.LET_GO));
            return;
        }
        if (open.phase() != Phase.INTENDED) {
            execute(draft);
            return;
        }
        Operation taken =
                open.kind() == Kind.HIBERNATE && SnapshotFlow.losesDisk(draft.next, open) ? open.releasing() : open;
        draft.next.operation = taken;
        if (taken.kind().endsPrograms() && !draft.next.isFenced() && Saving.isPossible(draft.next)) {
            draft.next.operation = taken.saving(draft.now(), Saving.deadlineNanos(draft.next, draft.now()));
        } else {
            saved(draft, taken);
        }
    }

    /** T12a. */
    private void saved(Draft draft, Operation open) {
        if (SnapshotFlow.isDue(draft.next, open, draft.moment.wall())) {
            SnapshotFlow.begin(draft);
        } else {
            execute(draft);
        }
    }

    /** The provider was read. What is asked for a second time is asked under every guard again, and with a proof that still holds. */
    void shown(Draft draft) {
        if (!Confirmation.shown(draft)) {
            return;
        }
        Operation open = Objects.requireNonNull(draft.next.operation);
        Reason objection = objections.toAskingNow(draft, open);
        if (objection != null) {
            OperationEnd.end(draft, Outcome.ABORTED, objection);
        } else if (objections.notNow(draft, open) == null
                && !SnapshotFlow.isUnproven(draft.next, open, draft.moment.wall())
                && !SnapshotFlow.isOutdated(draft.next, open, draft.moment)) {
            execute(draft);
        }
    }

    /** Takes in what its sender says of the commands it was told, and tells it the one that it is to have now. */
    void results(Draft draft, Evidence evidence) {
        for (CommandResult result : evidence.results()) {
            Operation open = draft.next.operation;
            Told told = open == null ? null : open.toldTo(evidence.reporter().id());
            if (open != null && told != null && told.commandId().equals(result.id()) && !told.isOver()) {
                draft.next.operation = open.answered(told, result.outcome());
                answeredByReporter(draft, open, result, told);
            }
        }
        if (mayTell(draft)) {
            AgentLine.tell(draft);
        }
    }

    /**
     * Where an agent is to park the machine the reply to its heartbeat is what asks for it: until then it is taken back when it no longer
     * stands, and waits while it is not to be done now.
     */
    private boolean mayTell(Draft draft) {
        Operation open = draft.next.operation;
        if (open == null
                || !AgentLine.isParkedByAgent(draft.next, open)
                || !open.told().isEmpty()) {
            return true;
        }
        Reason objection = objections.toAskingNow(draft, open);
        if (objection != null) {
            OperationEnd.end(draft, Outcome.ABORTED, objection);
        }
        return objection == null && objections.notNow(draft, open) == null;
    }

    /** Ends an operation of this cause that nobody was asked to carry out yet. */
    void takeBack(Draft draft, Cause cause, Reason reason) {
        Operation open = draft.next.operation;
        if (open != null && open.cause() == cause && open.isRevocable()) {
            OperationEnd.end(draft, Outcome.ABORTED, reason);
        }
    }

    /** Ends whatever the engine itself intended and nobody was asked to carry out yet. */
    void takeBackAny(Draft draft, Reason reason) {
        Operation open = draft.next.operation;
        if (open != null && open.cause() != Cause.PERSON) {
            takeBack(draft, open.cause(), reason);
        }
    }

    /** Moves on what has waited long enough, and takes back what no longer stands. */
    void advance(Draft draft) {
        Operation open = draft.next.operation;
        if (open == null) {
            return;
        }
        boolean mayBeTakenBack = open.isRevocable() || (open.phase() == Phase.NEEDS_HUMAN && open.attempts() == 0);
        Reason objection = mayBeTakenBack ? objections.to(draft, open) : null;
        if (objection != null) {
            OperationEnd.end(draft, Outcome.ABORTED, objection);
        } else if (FailoverFlow.isOpen(open) && !open.isRevocable()) {
            FailoverFlow.advance(draft, open);
        } else if (!open.isRevocable()) {
            Confirmation.advance(draft, open, draft.now() - open.sinceNanos());
        } else if (!isDeferred(draft, open)) {
            advanceRevocable(draft, open);
        }
    }

    private void advanceRevocable(Draft draft, Operation open) {
        SnapshotFlow.advance(draft, open);
        if (!open.equals(draft.next.operation)) {
            return;
        }
        if (open.awaitsClaim() && draft.now() - open.sinceNanos() >= CLAIM_RETRY_NANOS) {
            draft.next.operation = open.claimedAgain(draft.now());
            draft.effects.add(new Effect.Claim(draft.next.operation));
        } else if (open.phase() == Phase.QUIESCING && draft.now() >= Saving.untilNanos(draft.next, open)) {
            saved(draft, open);
        }
    }

    /** Whether what stands is not to be carried out now, or only on paper. */
    private boolean isHeldBack(Draft draft, Operation open) {
        if (isDeferred(draft, open)) {
            return true;
        }
        boolean shadow = draft.next.modes.containsKey(FleetMode.SHADOW) && open.cause() != Cause.PERSON;
        if (shadow) {
            draft.next.shadowed = open.cause();
            OperationEnd.end(draft, Outcome.ABORTED, Reason.of(Reason.Code.SHADOW));
        }
        return shadow;
    }

    /**
     * What nobody was told of yet waits for as long as it has to. What an agent saved does not keep that long: such an operation is
     * taken back, and intended anew, saving included, once nothing defers it.
     */
    private boolean isDeferred(Draft draft, Operation open) {
        Reason why = objections.notNow(draft, open);
        if (why == null) {
            return false;
        }
        if (open.phase() != Phase.INTENDED) {
            OperationEnd.end(draft, Outcome.ABORTED, why);
            return true;
        }
        draft.next.pending = why;
        if (draft.now() - open.sinceNanos() >= CLAIM_RETRY_NANOS) {
            draft.next.operation = open.claimedAgain(draft.now());
        }
        return true;
    }

    private static void answeredByReporter(Draft draft, Operation open, CommandResult result, Told told) {
        if (!result.outcome().isFinal()) {
            return;
        }
        if (open.phase() == Phase.QUIESCING) {
            notSaved(draft, open, result, told);
        } else if (result.outcome() == CommandResult.Outcome.DONE) {
            OperationEnd.end(draft, Outcome.DONE, Reason.of(Reason.Code.AGENT_DONE));
        } else {
            OperationEnd.fail(
                    draft,
                    Severity.CRITICAL,
                    Reason.of(Reason.Code.AGENT_FAILED, result.outcome().text()));
        }
    }

    /**
     * One that failed to save is the only one that says both that there is work to lose and that somebody is there who still
     * has it: hibernation, which promises to keep work, ends. The owner's word to stop is none to keep anything, and stands.
     */
    private static void notSaved(Draft draft, Operation open, CommandResult result, Told told) {
        if (result.outcome() != CommandResult.Outcome.FAILED) {
            return;
        }
        String why = result.detail() == null ? "it does not say why" : result.detail();
        Reason problem = Reason.of(Reason.Code.NOT_SAVED, told.reporterId(), why);
        if (open.kind() == Kind.HIBERNATE) {
            OperationEnd.fail(draft, Severity.CRITICAL, problem);
        } else {
            OperationEnd.alert(draft, Severity.CRITICAL, problem);
        }
    }

    private void execute(Draft draft) {
        Operation open = draft.next.operation;
        if (open == null || (open.isRevocable() && isHeldBack(draft, open))) {
            return;
        }
        if (draft.next.isAssumedRunning() && !open.kind().isParking()) {
            OperationEnd.end(draft, Outcome.ABORTED, Reason.of(Reason.Code.REFUSED, "no provider can do it"));
            return;
        }
        if (SnapshotFlow.isUnproven(draft.next, open, draft.moment.wall())) {
            SnapshotFlow.begin(draft);
            return;
        }
        if (open.isRevocable() && SnapshotFlow.isOutdated(draft.next, open, draft.moment)) {
            SnapshotFlow.outdated(draft, open);
            return;
        }
        Operation executing = open.in(Phase.EXECUTING, draft.now());
        draft.next.operation = executing;
        if (FailoverFlow.isOpen(executing)) {
            FailoverFlow.rent(draft, executing);
        } else if (draft.next.isAssumedRunning()) {
            AgentLine.tell(draft);
        } else {
            draft.effects.add(new Effect.Execute(executing));
        }
    }

    private static boolean isReadFresh(Draft draft) {
        Long read = draft.next.powerReadNanos;
        return draft.next.isAssumedRunning() || (read != null && draft.now() - read < READ_HOLDS_NANOS);
    }
}
