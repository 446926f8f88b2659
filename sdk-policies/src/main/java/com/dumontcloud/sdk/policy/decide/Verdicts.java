package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.MachineView;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks every policy and weighs the answers: one veto overrides all proposals of its causes, in whatever order they speak. */
final class Verdicts {

    private final List<LifecyclePolicy> policies;

    Verdicts(List<LifecyclePolicy> policies) {
        this.policies = List.copyOf(policies);
    }

    /** Returns the earliest proposal of this cause, with whatever vetoes it. */
    Optional<Standing> on(Cause cause, MachineView machine, Moment now) {
        Verdict.Propose proposal = null;
        Reason objection = null;
        for (LifecyclePolicy policy : policies) {
            Verdict verdict = askSafely(policy, machine, now);
            if (verdict instanceof Verdict.Propose propose && propose.cause() == cause) {
                proposal = earlier(proposal, propose);
            } else if (objection == null
                    && verdict instanceof Verdict.Veto veto
                    && veto.causes().contains(cause)) {
                objection = veto.reason();
            }
        }
        return proposal == null ? Optional.empty() : Optional.of(new Standing(proposal, objection));
    }

    /** Returns every veto in force, whatever it is against. */
    List<Verdict.Veto> vetoes(MachineView machine, Moment now) {
        List<Verdict.Veto> vetoes = new ArrayList<>();
        for (LifecyclePolicy policy : policies) {
            if (askSafely(policy, machine, now) instanceof Verdict.Veto veto) {
                vetoes.add(veto);
            }
        }
        return vetoes;
    }

    private static Verdict.Propose earlier(Verdict.@Nullable Propose one, Verdict.Propose other) {
        return one == null || other.notBeforeNanos() < one.notBeforeNanos() ? other : one;
    }

    @SuppressWarnings("CatchingUnchecked")
    private static Verdict askSafely(LifecyclePolicy policy, MachineView machine, Moment now) {
        try {
            return policy.evaluate(machine, now);
        } catch (RuntimeException failure) {
            return Verdict.abstain();
        }
    }

    /**
     * A proposal and what speaks against it.
     *
     * @param proposal what is proposed
     * @param objection the first veto against it; absent when there is none
     */
    record Standing(Verdict.Propose proposal, @Nullable Reason objection) {}
}
