package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import com.dumontcloud.sdk.policy.fleet.FleetStore.BudgetSpent;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Change;
import com.dumontcloud.sdk.policy.fleet.FleetStore.MachineChanged;
import com.dumontcloud.sdk.policy.fleet.FleetStore.TokenIssued;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A decision on its way: taken, and nothing follows from it yet. Immutable.
 *
 * @param machine on which
 * @param event what happened
 * @param now when
 * @param before its condition so far
 * @param around what was known of the rest of the fleet
 * @param decision what follows
 * @param isNewcomer whether the machine was not watched before
 * @param more what is written with it
 */
record Plan(
        WatchedMachine machine,
        Event event,
        Moment now,
        MachineCondition before,
        Surroundings around,
        Decision decision,
        boolean isNewcomer,
        List<Change> more) {

    MachineId id() {
        return before.id();
    }

    MachineCondition next() {
        return decision.next();
    }

    Plan with(Change also) {
        List<Change> all = new ArrayList<>(more);
        all.add(also);
        return new Plan(machine, event, now, before, around, decision, isNewcomer, List.copyOf(all));
    }

    /** Returns whether it changes more than the time at which something was so, and is therefore written before it is answered. */
    boolean isChange() {
        return isNewcomer || !more.isEmpty() || (decision.counted() && !decision.isMerelyLater(before));
    }

    /** Returns whether something on the machine spoke: nobody else could tell again what it said. */
    boolean isWordOfTheMachine() {
        return event instanceof Event.HeartbeatAccepted || event instanceof Event.Contact;
    }

    /** Returns what it spends of its scope's budget. */
    List<BudgetSpent> spent() {
        return more.stream()
                .filter(BudgetSpent.class::isInstance)
                .map(BudgetSpent.class::cast)
                .toList();
    }

    /** Returns whether another machine has taken the place of this one by it. */
    boolean replaces() {
        return isReplaced(next()) && !isReplaced(before);
    }

    /** Returns the hash of the token that is the machine's from here on, if it is another one. */
    Optional<String> tokenHash() {
        return more.stream()
                .filter(TokenIssued.class::isInstance)
                .map(change -> ((TokenIssued) change).sha256Hex())
                .findFirst();
    }

    private static boolean isReplaced(MachineCondition machine) {
        return machine.brokenDown()
                .filter(broken -> broken.replacedBy() != null)
                .isPresent();
    }

    /** Returns what is to be written, after what could not be written before. */
    List<Change> changes() {
        List<Change> changes = new ArrayList<>(machine.unwritten());
        changes.add(change());
        changes.addAll(more);
        return changes;
    }

    MachineChanged change() {
        return new MachineChanged(before, event, now, around, decision, machine.books(now));
    }

    /**
     * Returns whether it stands though it cannot be written: what the world did is so, whether or not it is noted, and people are
     * told of it. What somebody asked for is refused, and nobody begins to act on a machine.
     */
    boolean standsUnwritten() {
        return !isNewcomer && isFact(event) && !beginsToAct() && !intendsAnew();
    }

    private static boolean isFact(Event event) {
        return event instanceof Event.HeartbeatAccepted
                || event instanceof Event.Contact
                || event instanceof Event.ProviderRead
                || event instanceof Event.ProviderLost
                || event instanceof Event.ProviderMissed
                || event instanceof Event.ReplacementRented
                || event instanceof Event.ReplacementSeen
                || event instanceof Event.ReplacementMissed
                || event instanceof Event.SnapshotTaken
                || event instanceof Event.SnapshotVerified
                || event instanceof Event.SnapshotFailed
                || event instanceof Event.SnapshotInterrupted
                || event instanceof Event.WitnessHeard
                || event instanceof Event.WakeRiskHeard
                || event instanceof Event.NoticeAccepted
                || event instanceof Event.ProviderAnswered
                || event instanceof Event.Reconfigured
                || event instanceof Event.Unwatched
                || event instanceof Event.Ticked;
    }

    private boolean beginsToAct() {
        return isExecuting(next()) && !isExecuting(before);
    }

    /** Returns whether the engine means to act on a machine that it did not mean to act on before. */
    boolean intendsAnew() {
        Operation open = next().operation().orElse(null);
        return open != null
                && open.cause() != Cause.PERSON
                && before.operation()
                        .filter(known -> known.id().equals(open.id()))
                        .isEmpty();
    }

    private static boolean isExecuting(MachineCondition machine) {
        return machine.operation()
                .filter(open -> open.phase() == Operation.Phase.EXECUTING)
                .isPresent();
    }
}
