package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import com.dumontcloud.sdk.policy.decide.Verdicts.Standing;
import org.jspecify.annotations.Nullable;

/** What speaks against an operation that is open: nothing ever against the owner's own. */
final class Objections {

    private final Verdicts verdicts;

    Objections(Verdicts verdicts) {
        this.verdicts = verdicts;
    }

    /** Returns what speaks against carrying it out at all; null when nothing does. */
    @Nullable
    Reason to(Draft draft, Operation open) {
        return open.cause() == Cause.PERSON ? null : objection(verdicts.on(open.cause(), draft));
    }

    /**
     * Returns what speaks against asking for it at this moment; null when nothing does. Beside every guard the time allowed is
     * checked: somebody may have come since it was decided, or the run it was decided on may have ended.
     */
    @Nullable
    Reason toAskingNow(Draft draft, Operation open) {
        if (open.cause() == Cause.PERSON) {
            return null;
        }
        Standing standing = verdicts.on(open.cause(), draft);
        Verdict.Propose proposal = standing.proposal();
        IdleRun run = draft.next.idleRun;
        long reached = open.cause() == Cause.IDLE && run != null ? run.newestNanos() : draft.now();
        boolean tooEarly = proposal != null && reached < proposal.notBeforeNanos();
        Reason objection = objection(standing);
        return objection == null && tooEarly ? Reason.of(Reason.Code.NO_LONGER_DUE) : objection;
    }

    private static @Nullable Reason objection(Standing standing) {
        boolean stands = standing.objection() != null || standing.proposal() != null;
        return stands ? standing.objection() : Reason.of(Reason.Code.NO_LONGER_DUE);
    }
}
