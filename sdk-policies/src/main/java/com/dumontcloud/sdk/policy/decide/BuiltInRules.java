package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Cause;
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

    private static Verdict unused(MachineView machine, Moment now) {
        IdleRun run = machine.idleRun().orElse(null);
        if (run == null) {
            return Verdict.abstain();
        }
        long allowed = machine.settings().idleAfterNanos();
        return Verdict.proposePark(
                Cause.IDLE,
                Reason.of(Reason.Code.UNUSED, run.length(), Duration.ofNanos(allowed)),
                run.firstNanos() + allowed);
    }

    /** A machine without a provider cannot be parked when nothing on it listens: there the alert is all there is. */
    private static Verdict orphaned(MachineView machine, Moment now) {
        if (machine.liveness() != Liveness.ORPHANED || machine.isAssumedRunning()) {
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
        if (since == null || machine.isAssumedRunning()) {
            return Verdict.abstain();
        }
        return Verdict.proposePark(
                Cause.FINISHED,
                Reason.of(Reason.Code.WORK_FINISHED, now.since(since)),
                since + machine.settings().idleAfterNanos());
    }
}
