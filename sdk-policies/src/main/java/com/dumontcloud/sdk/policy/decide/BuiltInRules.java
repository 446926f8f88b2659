package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.EffectiveSettings;
import com.dumontcloud.sdk.policy.IdleChoice;
import com.dumontcloud.sdk.policy.IdleChoice.Stake;
import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineView;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The grounds on which the engine itself proposes to park a machine. */
final class BuiltInRules {

    private BuiltInRules() {}

    static List<LifecyclePolicy> all() {
        return List.of(
                BuiltInRules::unused,
                BuiltInRules::orphaned,
                BuiltInRules::unheard,
                BuiltInRules::finished,
                BuiltInRules::forgotten,
                LeaseRule::runOut,
                FailoverRule::broken,
                FailoverRule::replaced,
                FailoverRule::unaffordable,
                BuiltInRules::overspent);
    }

    /** Setting a machine up is work, so the rule waits until that may be over; the warning comes ahead of the later of the two. */
    private static Verdict unused(MachineView machine, Moment now) {
        IdleRun run = machine.idleRun().orElse(null);
        if (run == null) {
            return Verdict.abstain();
        }
        EffectiveSettings settings = machine.settings();
        if (!settings.parksUnused()) {
            return Verdict.abstain();
        }
        return Verdict.proposePark(
                Cause.IDLE,
                reason(machine, run),
                Math.max(run.countsSinceNanos() + settings.idleAfterNanos(), setUpNanos(machine)));
    }

    /** Returns the observed time by which the machine should be set up. */
    static long setUpNanos(MachineView machine) {
        return machine.runningSinceNanos()
                + machine.settings().base().minUptime().toNanos();
    }

    /** Returns why not all of the run counts: what is full of holes may hide work. Null where all of it does. */
    static @Nullable Reason thin(IdleRun run) {
        if (run.thinNanos() == 0) {
            return null;
        }
        String share = Math.round(100 * run.coverage()) + " %";
        Duration counts = Duration.ofNanos(run.newestNanos() - run.countsSinceNanos());
        return Reason.of(Reason.Code.THIN_EVIDENCE, share, run.length(), counts);
    }

    /** Why parking an unused machine is proposed, or never is. */
    static Reason reason(MachineView machine, IdleRun run) {
        Duration allowed = Duration.ofNanos(machine.settings().idleAfterNanos());
        Stake stake = machine.idleChoice().map(IdleChoice::stake).orElse(null);
        if (stake == null) {
            return Reason.of(Reason.Code.UNUSED, run.length(), allowed);
        }
        String back = Math.round(100 * stake.returnProbability()) + " %";
        String saving = stake.savingUsd().toPlainString();
        String cost = stake.costUsd().toPlainString();
        return machine.settings().parksUnused()
                ? Reason.of(Reason.Code.WORTH_PARKING, run.length(), allowed, back, saving, cost)
                : Reason.of(Reason.Code.NOT_WORTH_PARKING, run.length(), back, saving, cost);
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

    /** Without a store of snapshots nothing could ever prove that its data can be restored. */
    private static Verdict forgotten(MachineView machine, Moment now) {
        Long since = machine.forgottenSinceNanos().orElse(null);
        Duration deleteAfter = machine.settings().base().orphanDeleteAfter();
        if (since == null || deleteAfter == null || !machine.means().takesSnapshots()) {
            return Verdict.abstain();
        }
        return Verdict.proposePark(
                Cause.FORGOTTEN, Reason.of(Reason.Code.FORGOTTEN, now.since(since)), since + deleteAfter.toNanos());
    }

    /** Of a machine that no provider shows running there is not even a bill to go by. */
    private static Verdict unheard(MachineView machine, Moment now) {
        if (machine.liveness() != Liveness.NEVER_SEEN || machine.power() != MachineState.RUNNING) {
            return Verdict.abstain();
        }
        long since = machine.runningSinceNanos();
        return Verdict.proposePark(
                Cause.NO_EVIDENCE,
                Reason.of(Reason.Code.NO_EVIDENCE, now.since(since)),
                since + machine.settings().base().noEvidenceAfter().toNanos());
    }

    /** However it is used. */
    private static Verdict overspent(MachineView machine, Moment now) {
        return machine.overspent()
                .map(cap -> Verdict.proposePark(Cause.SPEND_CAP, cap, machine.runningSinceNanos()))
                .orElse(Verdict.abstain());
    }

    private static Verdict finished(MachineView machine, Moment now) {
        Long since = machine.finishedAtNanos().orElse(null);
        if (since == null) {
            return Verdict.abstain();
        }
        return Verdict.proposePark(
                Cause.FINISHED,
                Reason.of(Reason.Code.WORK_FINISHED, now.since(since)),
                since + machine.settings().finishedAfterNanos());
    }
}
