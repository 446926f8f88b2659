package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineView;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import java.time.Duration;
import java.util.List;

/** The grounds on which the engine itself proposes to park a machine. */
final class BuiltInRules {

    private BuiltInRules() {}

    static List<LifecyclePolicy> all() {
        return List.of(BuiltInRules::unused, BuiltInRules::orphaned, BuiltInRules::finished);
    }

    /** Setting a machine up is work, so the rule waits until that may be over; the warning comes ahead of the later of the two. */
    private static Verdict unused(MachineView machine, Moment now) {
        IdleRun run = machine.idleRun().orElse(null);
        if (run == null) {
            return Verdict.abstain();
        }
        EffectiveSettings settings = machine.settings();
        long setUp = machine.runningSinceNanos() + settings.base().minUptime().toNanos();
        return Verdict.proposePark(
                Cause.IDLE,
                Reason.of(Reason.Code.UNUSED, run.length(), Duration.ofNanos(settings.idleAfterNanos())),
                Math.max(run.firstNanos() + settings.idleAfterNanos(), setUp));
    }

    private static Verdict orphaned(MachineView machine, Moment now) {
        if (machine.liveness() != Liveness.ORPHANED) {
            return Verdict.abstain();
        }
        long since = machine.silentSinceNanos();
        return Verdict.proposePark(
                Cause.ORPHAN,
                Reason.of(Reason.Code.ORPHANED, now.since(since)),
                since + machine.settings().base().orphanHibernateAfter().toNanos());
    }

    private static Verdict finished(MachineView machine, Moment now) {
        Long since = machine.finishedAtNanos().orElse(null);
        if (since == null) {
            return Verdict.abstain();
        }
        return Verdict.proposePark(
                Cause.FINISHED,
                Reason.of(Reason.Code.WORK_FINISHED, now.since(since)),
                since + machine.settings().idleAfterNanos());
    }
}
