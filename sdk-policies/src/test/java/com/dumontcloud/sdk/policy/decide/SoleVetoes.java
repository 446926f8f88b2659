package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.MachineView;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Verdict;
import java.util.EnumSet;
import java.util.Set;

/** Abstains, and remembers which guards stood alone against a proposal whose time had come. */
final class SoleVetoes implements LifecyclePolicy {

    final Set<BuiltInGuard> guards = EnumSet.noneOf(BuiltInGuard.class);

    @Override
    public Verdict evaluate(MachineView machine, Moment now) {
        for (LifecyclePolicy rule : BuiltInRules.all()) {
            if (rule.evaluate(machine, now) instanceof Verdict.Propose due
                    && due.notBeforeNanos() <= now.observedNanos()) {
                noteSole(due.cause(), machine, now);
            }
        }
        return Verdict.abstain();
    }

    private void noteSole(Cause cause, MachineView machine, Moment now) {
        BuiltInGuard sole = null;
        for (BuiltInGuard guard : BuiltInGuard.values()) {
            Verdict verdict = guard.evaluate(machine, now);
            boolean against = (verdict instanceof Verdict.Veto veto
                            && veto.causes().contains(cause))
                    || (verdict instanceof Verdict.Defer defer && defer.causes().contains(cause));
            if (against && sole != null) {
                return;
            }
            sole = against ? guard : sole;
        }
        if (sole != null) {
            guards.add(sole);
        }
    }
}
