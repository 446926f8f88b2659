package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import com.dumontcloud.sdk.policy.decide.Extensions.Named;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks every policy and weighs the answers: one veto overrides all proposals of its causes, in whatever order they speak. */
final class Verdicts {

    /** Of several reasons the same one is shown whatever the order of the policies. */
    private static final Comparator<Reason> ORDER =
            Comparator.comparing(Reason::code).thenComparing(reason -> String.join("\n", reason.details()));

    private final List<Named<LifecyclePolicy>> policies;

    Verdicts(List<Named<LifecyclePolicy>> policies) {
        this.policies = List.copyOf(policies);
    }

    /** Returns the earliest proposal of this cause, and whatever vetoes it. */
    Standing on(Cause cause, Draft draft) {
        Verdict.Propose proposal = null;
        Reason objection = null;
        Long lifts = Long.MIN_VALUE;
        for (Named<LifecyclePolicy> policy : policies) {
            Verdict verdict = Extensions.ask(policy, draft);
            if (verdict instanceof Verdict.Propose propose && propose.cause() == cause) {
                proposal = earlier(proposal, propose);
            } else if (verdict instanceof Verdict.Veto veto && veto.causes().contains(cause)) {
                objection =
                        objection == null || ORDER.compare(veto.reason(), objection) < 0 ? veto.reason() : objection;
                lifts = later(lifts, veto.untilNanos());
            }
        }
        return new Standing(proposal, objection, objection == null ? null : lifts);
    }

    private static Verdict.Propose earlier(Verdict.@Nullable Propose one, Verdict.Propose other) {
        if (one == null || other.notBeforeNanos() != one.notBeforeNanos()) {
            return one == null || other.notBeforeNanos() < one.notBeforeNanos() ? other : one;
        }
        return ORDER.compare(other.reason(), one.reason()) < 0 ? other : one;
    }

    private static @Nullable Long later(@Nullable Long one, @Nullable Long other) {
        return one == null || other == null ? null : Long.valueOf(Math.max(one, other));
    }

    /**
     * A proposal and what speaks against it.
     *
     * @param proposal what is proposed; absent when nobody proposes anything
     * @param objection the veto against it that is shown; absent when there is none
     * @param liftsNanos when the last of the vetoes lifts by itself; absent where one of them does not
     */
    record Standing(
            Verdict.@Nullable Propose proposal,
            @Nullable Reason objection,
            @Nullable Long liftsNanos) {}
}
