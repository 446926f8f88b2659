package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import com.dumontcloud.sdk.policy.decide.Verdicts.Standing;
import org.jspecify.annotations.Nullable;

/** What speaks against an operation that is open: nothing ever against the owner's own, but a legal hold and its own condition. */
final class Objections {

    private final Verdicts verdicts;

    Objections(Verdicts verdicts) {
        this.verdicts = verdicts;
    }

    /** Returns what speaks against carrying it out at all; null when nothing does. */
    @Nullable
    Reason to(Draft draft, Operation open) {
        Reason unmoved = toAnyone(draft.next, open);
        if (unmoved != null || open.cause() == Cause.PERSON) {
            return unmoved;
        }
        Reason objection = objection(verdicts.on(open.cause(), draft));
        return objection == null && open.cause() == Cause.IDLE ? tooThin(draft.next) : objection;
    }

    /** Returns why it has to wait, though nothing need speak against it; null when it need not. */
    @Nullable
    Reason notNow(Draft draft, Operation open) {
        return open.cause() == Cause.PERSON
                ? null
                : verdicts.on(open.cause(), draft).deferral();
    }

    /**
     * Returns what speaks against asking for it at this moment; null when nothing does. Beside every guard the time allowed is
     * checked: somebody may have come since it was decided, or the run it was decided on may have ended.
     */
    @Nullable
    Reason toAskingNow(Draft draft, Operation open) {
        Reason unmoved = toAnyone(draft.next, open);
        if (unmoved != null || open.cause() == Cause.PERSON) {
            return unmoved;
        }
        if (draft.now() < draft.next.noticedNanos()) {
            return Reason.of(Reason.Code.RECONFIGURED);
        }
        Standing standing = verdicts.on(open.cause(), draft);
        Verdict.Propose proposal = standing.proposal();
        IdleRun run = draft.next.idleRun;
        long reached = open.cause() == Cause.IDLE && run != null ? run.newestNanos() : draft.now();
        boolean tooEarly = proposal != null && reached < proposal.notBeforeNanos();
        Reason objection = objection(standing);
        return objection == null && tooEarly ? Reason.of(Reason.Code.NO_LONGER_DUE) : objection;
    }

    /** Whoever asked for it: what may be given back only while it is unused is not once it ran. */
    private static @Nullable Reason toAnyone(MachineCondition machine, Operation open) {
        return open.dataLoss().onlyIfUnused() && machine.wasUsed()
                ? Reason.of(Reason.Code.USED_BY_NOW)
                : legalHold(machine, open);
    }

    /** It binds what owners decide, at once or ahead with a lease; for what the engine decides there is a guard. */
    private static @Nullable Reason legalHold(MachineCondition machine, Operation open) {
        String why = machine.legalHold;
        boolean bound = open.cause() == Cause.PERSON || open.cause() == Cause.LEASE_EXPIRED;
        return why != null && bound && SnapshotFlow.losesDisk(machine, open)
                ? Reason.of(Reason.Code.LEGAL_HOLD, why)
                : null;
    }

    /** A run that was long enough counts for less once its samples speak for too little of it. */
    private static @Nullable Reason tooThin(MachineCondition machine) {
        IdleRun run = machine.idleRun;
        return run == null || run.newestNanos() - run.countsSinceNanos() >= machine.settings.idleAfterNanos()
                ? null
                : BuiltInRules.thin(run);
    }

    private static @Nullable Reason objection(Standing standing) {
        boolean stands = standing.objection() != null || standing.proposal() != null;
        return stands ? standing.objection() : Reason.of(Reason.Code.NO_LONGER_DUE);
    }
}
