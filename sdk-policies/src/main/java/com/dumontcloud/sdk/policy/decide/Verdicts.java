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

    /**
     * Of several reasons the same one is shown whatever the order of the policies. The provider's own view, which is asked for anew as
     * long as it is what is missing, comes last: while anything else stands nobody need be asked.
     */
    private static final Comparator<Reason> ORDER = Comparator.comparing(
                    (Reason reason) -> reason.code() == Reason.Code.WITNESS)
            .thenComparing(Reason::code)
            .thenComparing(reason -> String.join("\n", reason.details()));

    private final List<Named<LifecyclePolicy>> policies;

    Verdicts(List<Named<LifecyclePolicy>> policies) {
        this.policies = List.copyOf(policies);
    }

    /** Returns the earliest proposal of this cause, and whatever vetoes it. */
    Standing on(Cause cause, Draft draft) {
        Verdict.Propose proposal = null;
        Reason objection = null;
        Long lifts = Long.MIN_VALUE;
        Reason deferral = null;
        for (Named<LifecyclePolicy> policy : policies) {
            Verdict verdict = Extensions.ask(policy, draft);
            if (verdict instanceof Verdict.Propose propose && propose.cause() == cause) {
                proposal = earlier(proposal, propose);
            } else if (verdict instanceof Verdict.Veto veto && veto.causes().contains(cause)) {
                objection =
                        objection == null || ORDER.compare(veto.reason(), objection) < 0 ? veto.reason() : objection;
                lifts = later(lifts, veto.untilNanos());
            } else if (verdict instanceof Verdict.Defer defer && defer.causes().contains(cause)) {
                deferral = deferral == null || ORDER.compare(defer.reason(), deferral) < 0 ? defer.reason() : deferral;
            }
        }
        return new Standing(proposal, objection, objection == null ? null : lifts, deferral);
    }

    /** Returns what everybody says, in no order that means anything. */
    List<Said> said(Draft draft) {
        return policies.stream()
                .map(policy -> new Said(policy.extension(), Extensions.ask(policy, draft)))
                .toList();
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
     * One opinion.
     *
     * @param policy whose
     * @param verdict what it says
     */
    record Said(LifecyclePolicy policy, Verdict verdict) {}

    /**
     * A proposal and what speaks against it.
     *
     * @param proposal what is proposed; absent when nobody proposes anything
     * @param objection the veto against it that is shown; absent when there is none
     * @param liftsNanos when the last of the vetoes lifts by itself; absent where one of them does not
     * @param deferral why it has to wait, though nobody need object; absent when it need not
     */
    record Standing(
            Verdict.@Nullable Propose proposal,
            @Nullable Reason objection,
            @Nullable Long liftsNanos,
            @Nullable Reason deferral) {}
}
