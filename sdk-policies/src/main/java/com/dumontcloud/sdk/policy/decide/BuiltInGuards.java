package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.MachineView;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What stands between a proposal and an action. Each is checked when an action is decided and again when it is carried out; any
 * one of them is enough.
 */
final class BuiltInGuards {

    /** In a scope this small the silence of one machine says nothing about the others: the provider has to say so too. */
    private static final int SMALL_SCOPE = 2;

    private static final Set<Cause> ENGINE_CAUSES = Set.of(Cause.IDLE, Cause.ORPHAN, Cause.FINISHED);
    private static final Set<Cause> IDLE = Set.of(Cause.IDLE);

    private BuiltInGuards() {}

    static List<LifecyclePolicy> all() {
        return List.of(
                BuiltInGuards::unclaimed,
                BuiltInGuards::notRunning,
                BuiltInGuards::keptAlive,
                BuiltInGuards::justStarted,
                BuiltInGuards::thinEvidence,
                BuiltInGuards::staleEvidence,
                BuiltInGuards::contradicted);
    }

    private static Verdict unclaimed(MachineView machine, Moment now) {
        return machine.isClaimed() ? Verdict.abstain() : Verdict.veto(Reason.of(Reason.Code.UNCLAIMED), ENGINE_CAUSES);
    }

    private static Verdict notRunning(MachineView machine, Moment now) {
        if (machine.isAssumedRunning() || machine.power() == MachineState.RUNNING) {
            return Verdict.abstain();
        }
        return Verdict.veto(Reason.of(Reason.Code.NOT_RUNNING, machine.power().text()), ENGINE_CAUSES);
    }

    private static Verdict keptAlive(MachineView machine, Moment now) {
        KeepAlive keepAlive = machine.keepAlive();
        Set<Cause> covered = keepAlive.coveredAt(now.wall());
        return covered.isEmpty()
                ? Verdict.abstain()
                : Verdict.veto(Reason.of(Reason.Code.KEPT_ALIVE, String.valueOf(keepAlive.idleUntil())), covered);
    }

    private static Verdict justStarted(MachineView machine, Moment now) {
        Duration up = now.since(machine.runningSinceNanos());
        Duration least = machine.settings().base().minUptime();
        return up.compareTo(least) >= 0
                ? Verdict.abstain()
                : Verdict.veto(Reason.of(Reason.Code.JUST_STARTED, up, least), IDLE);
    }

    private static Verdict thinEvidence(MachineView machine, Moment now) {
        IdleRun run = machine.idleRun().orElse(null);
        if (run == null || run.coverage() >= machine.settings().base().minimumCoverage()) {
            return Verdict.abstain();
        }
        String share = String.format(Locale.ROOT, "%.0f %%", 100 * run.coverage());
        return Verdict.veto(Reason.of(Reason.Code.THIN_EVIDENCE, share, run.length()), IDLE);
    }

    private static Verdict staleEvidence(MachineView machine, Moment now) {
        IdleRun run = machine.idleRun().orElse(null);
        long limit = machine.settings().lateAfterNanos();
        if (run == null || now.observedNanos() - run.newestNanos() < limit) {
            return Verdict.abstain();
        }
        return Verdict.veto(
                Reason.of(Reason.Code.STALE_EVIDENCE, now.since(run.newestNanos()), Duration.ofNanos(limit)), IDLE);
    }

    private static Verdict contradicted(MachineView machine, Moment now) {
        Witness witness = machine.witness();
        boolean small = machine.machinesInScope() <= SMALL_SCOPE;
        boolean asked = small || machine.settings().base().witnessBeforeOrphanAction();
        boolean objects = witness == Witness.BUSY || (small && witness == Witness.UNKNOWN);
        return asked && objects
                ? Verdict.veto(Reason.of(Reason.Code.WITNESS, witness), causesOf(witness))
                : Verdict.abstain();
    }

    /** A program's own word that it is done needs no second opinion, only that nobody sees the contrary. */
    private static Set<Cause> causesOf(Witness witness) {
        return witness == Witness.BUSY ? Set.of(Cause.ORPHAN, Cause.FINISHED) : Set.of(Cause.ORPHAN);
    }
}
