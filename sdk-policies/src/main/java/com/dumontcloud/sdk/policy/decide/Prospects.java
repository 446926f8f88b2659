package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import com.dumontcloud.sdk.policy.decide.Explanation.Hold;
import com.dumontcloud.sdk.policy.decide.Explanation.NextStep;
import com.dumontcloud.sdk.policy.decide.MachineCondition.Notified;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The ways on which a machine may come to be parked or given back, and when at the earliest. What is not the case yet, such as that the machine
 * is unused, is supposed on a copy of its condition, and the rules are asked about that.
 */
final class Prospects {

    /** Nobody is told of these before. */
    private static final Set<Cause> UNANNOUNCED =
            EnumSet.of(Cause.SPEND_CAP, Cause.LEASE_EXPIRED, Cause.FAILOVER, Cause.REPLACED);

    private final Explainer explainer;
    private final Verdicts verdicts;
    private final Draft draft;
    private final List<NextStep> steps = new ArrayList<>();

    Prospects(Explainer explainer, Verdicts verdicts, Draft draft) {
        this.explainer = explainer;
        this.verdicts = verdicts;
        this.draft = draft;
    }

    List<NextStep> all() {
        MachineCondition machine = draft.next;
        if (machine.lease != null) {
            lease(machine.lease);
        }
        if (machine.breakdown != null) {
            look(Cause.FAILOVER, draft, List.of());
            look(Cause.REPLACED, draft, List.of());
        }
        if (machine.forgotten != null) {
            forgotten(machine.forgotten);
        }
        if (machine.isExpectedToReport() || BuiltInGuard.spendsForNothing(machine)) {
            look(Cause.SPEND_CAP, draft, List.of());
        }
        if (machine.isExpectedToReport()) {
            parked(machine);
        }
        steps.sort(Comparator.comparing(NextStep::notBefore));
        return steps;
    }

    private void parked(MachineCondition machine) {
        if (machine.idleRun != null) {
            look(Cause.IDLE, draft, List.of(Reason.of(Reason.Code.IF_STILL_UNUSED)));
        } else if (machine.liveness.isReporting()) {
            Draft unused = suppose(next -> next.idleRun = new IdleRun(draft.now(), draft.now(), 0, 0));
            look(Cause.IDLE, unused, List.of(Reason.of(Reason.Code.IF_UNUSED_FROM_NOW)));
        }
        if (Escalation.isOnlyTold(machine)) {
            return;
        }
        if (machine.liveness == Liveness.ORPHANED) {
            look(Cause.ORPHAN, draft, List.of());
        } else if (machine.finishedAtNanos != null) {
            look(Cause.FINISHED, draft, List.of());
        } else if (machine.liveness == Liveness.NEVER_SEEN) {
            look(Cause.NO_EVIDENCE, draft, List.of(Reason.of(Reason.Code.IF_SILENT)));
        } else {
            Draft orphaned = suppose(next -> next.liveness = Liveness.ORPHANED);
            look(Cause.ORPHAN, orphaned, List.of(Reason.of(Reason.Code.IF_SILENT)));
        }
    }

    /** Whoever is asked about a lease is asked about the moment at which it will have run out, unless it is renewed. */
    private void lease(OwnerLease lease) {
        MachineCondition machine = draft.next;
        Duration byWall = Duration.between(draft.moment.wall(), LeaseRule.endsAt(lease));
        Duration byLabel = Duration.ofNanos(LeaseRule.stoodStillAt(lease, machine.leaseSinceNanos) - draft.now());
        Duration left = byWall.compareTo(byLabel) > 0 ? byWall : byLabel;
        boolean runsYet = left.compareTo(Duration.ZERO) > 0;
        Draft runOut = runsYet ? supposeIn(left) : draft;
        look(
                Cause.LEASE_EXPIRED,
                runOut,
                runsYet ? List.of(Reason.of(Reason.Code.IF_NOT_RENEWED, lease.owner())) : List.of());
    }

    /** T7. What its owner was told counts for nothing once somebody objects for more than a while. */
    private void forgotten(Forgotten forgotten) {
        Duration deleteAfter = draft.next.settings.base().orphanDeleteAfter();
        if (deleteAfter == null || verdicts.on(Cause.FORGOTTEN, draft).proposal() == null) {
            return;
        }
        Instant now = draft.moment.wall();
        List<Reason> conditions = new ArrayList<>();
        Instant due = now.plusNanos(Math.max(0, forgotten.leftNanos(deleteAfter, Duration.ZERO, draft.moment)));
        int told = forgotten.taken();
        for (Hold hold : explainer.holds(draft, Set.of(Cause.FORGOTTEN))) {
            if (hold.reason().code() == Reason.Code.NOT_ANNOUNCED) {
                continue; // As is said with its numbers.
            }
            Instant until = Objects.requireNonNullElse(hold.until(), now);
            if (hold.until() == null) {
                conditions.add(lifted(hold.reason()));
            }
            boolean begunAnew = hold.veto() && ForgottenRule.takesWarningsBack(hold.reason());
            told = begunAnew ? 0 : told;
            due = later(due, begunAnew ? until.plus(Forgotten.LEADS.get(0)) : until);
        }
        if (told < Forgotten.LEADS.size()) {
            Duration lead = Forgotten.LEADS.get(told);
            due = later(due, now.plus(lead));
            conditions.add(Reason.of(Reason.Code.IF_TOLD_OF_RELEASE, Forgotten.LEADS.size() - told, due.minus(lead)));
        }
        conditions.add(Reason.of(Reason.Code.IF_COPIED, LastUse.of(draft.next, draft.moment)));
        due = later(due, draft.moment.wallAt(Math.max(draft.now(), draft.next.earliestNanos())));
        due = later(due, outOfShadow(draft, conditions));
        steps.add(new NextStep(Cause.FORGOTTEN, true, due, conditions));
    }

    private Draft suppose(Consumer<MachineCondition> change) {
        MachineCondition supposed = draft.next.copy();
        change.accept(supposed);
        return draft.supposing(supposed, draft.moment);
    }

    /** The same machine after so long in which nothing happens. */
    private Draft supposeIn(Duration length) {
        Moment then = new Moment(
                draft.now() + length.toNanos(),
                draft.moment.monoNanos() + length.toNanos(),
                draft.moment.wall().plus(length));
        Draft supposed = draft.supposing(draft.next.copy(), then);
        supposed.next.calendar = supposed.next.calendar.at(then.wall(), supposed.next.protectedHours);
        return supposed;
    }

    private void look(Cause cause, Draft supposed, List<Reason> suppositions) {
        Verdict.Propose proposal = verdicts.on(cause, supposed).proposal();
        if (proposal == null) {
            return;
        }
        List<Reason> conditions = new ArrayList<>(suppositions);
        Instant now = draft.moment.wall();
        Instant free = now;
        Instant turn = now;
        for (Hold hold : explainer.holds(supposed, Set.of(cause))) {
            Instant until = hold.until();
            if (until == null) {
                conditions.add(lifted(hold.reason()));
            } else if (hold.veto()) {
                free = later(free, until);
            } else {
                turn = later(turn, until);
            }
        }
        turn = later(turn, outOfShadow(supposed, conditions));
        Instant told = told(cause, free, conditions);
        Instant due = draft.moment.wallAt(Escalation.notBeforeNanos(supposed.next, cause, proposal));
        due = later(due, supposed.moment.wall());
        steps.add(new NextStep(cause, releases(cause), later(later(due, told), turn), conditions));
    }

    private boolean releases(Cause cause) {
        MachineCondition machine = draft.next;
        if (cause == Cause.FAILOVER || cause == Cause.REPLACED) {
            return cause == Cause.REPLACED;
        }
        OwnerLease lease = cause == Cause.LEASE_EXPIRED ? machine.lease : null;
        return SnapshotFlow.losesDisk(
                machine, lease == null ? Operation.Kind.HIBERNATE : LeaseRule.release(machine, lease));
    }

    /** Returns when a shadow ends; now, where there is none, or where it is a condition that it ends at all. */
    private Instant outOfShadow(Draft supposed, List<Reason> conditions) {
        Reason shadow = supposed.next.modes.get(FleetMode.SHADOW);
        Instant end = shadow == null ? null : explainer.endOf(supposed, shadow);
        if (shadow != null && end == null) {
            conditions.add(lifted(shadow));
        }
        return end == null ? draft.moment.wall() : end;
    }

    /** Returns when whoever is to be told has been told for long enough, if that begins as soon as it can. */
    private Instant told(Cause cause, Instant free, List<Reason> conditions) {
        MachineCondition machine = draft.next;
        Duration lead = Duration.ofNanos(Escalation.leadNanos(machine, cause));
        Warning warning = machine.warning;
        Notified notified = machine.notified;
        if (cause == Cause.IDLE) {
            if (warning == null || !warning.hasArrived()) {
                conditions.add(Reason.of(Reason.Code.IF_WARNED, lead));
            }
            return warning == null
                    ? free.plus(lead)
                    : draft.moment.wallAt(warning.deliveredNanos()).plus(lead);
        }
        if (UNANNOUNCED.contains(cause)) {
            return free;
        }
        long atOnce = draft.now() + lead.toNanos();
        long toldAt = notified == null ? Long.MAX_VALUE : Escalation.toldNanos(machine, notified, cause);
        if (notified == null || toldAt == Long.MAX_VALUE) {
            conditions.add(Reason.of(Reason.Code.IF_OWNER_TOLD));
        } else if (notified.acceptedNanos() == null && toldAt > draft.now()) {
            conditions.add(Reason.of(Reason.Code.IF_OWNER_TOLD_OR_AT, draft.moment.wallAt(toldAt)));
        }
        boolean isTold = notified != null && notified.acceptedNanos() != null;
        return later(free, draft.moment.wallAt(isTold ? toldAt : Math.min(atOnce, toldAt)));
    }

    private static Reason lifted(Reason why) {
        return Reason.of(Reason.Code.IF_LIFTED, why.text());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isBefore(other) ? other : one;
    }
}
