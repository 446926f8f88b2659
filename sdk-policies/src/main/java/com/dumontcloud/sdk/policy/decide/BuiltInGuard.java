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
import java.time.Instant;
import java.util.Locale;
import java.util.Set;

/**
 * What stands between a proposal and an action. Each is checked when an action is decided and again until it is carried out; any
 * one of them is enough.
 */
enum BuiltInGuard implements LifecyclePolicy {
    /** What a provider merely lists belongs to nobody we know. */
    UNCLAIMED {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return machine.isClaimed()
                    ? Verdict.abstain()
                    : Verdict.veto(Reason.of(Reason.Code.UNCLAIMED), ENGINE_CAUSES);
        }
    },

    /** What is not known to be running cannot be parked, and must not be by mistake. */
    NOT_RUNNING {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            if (machine.isAssumedRunning() || machine.power() == MachineState.RUNNING) {
                return Verdict.abstain();
            }
            return Verdict.veto(
                    Reason.of(Reason.Code.NOT_RUNNING, machine.power().text()), ENGINE_CAUSES);
        }
    },

    /** Somebody asked that it be left alone. */
    KEPT_ALIVE {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            KeepAlive keepAlive = machine.keepAlive();
            Instant until = keepAlive.idleUntil();
            Set<Cause> covered = keepAlive.coveredAt(now.wall());
            return until == null || covered.isEmpty()
                    ? Verdict.abstain()
                    : Verdict.veto(Reason.of(Reason.Code.KEPT_ALIVE, until), covered);
        }
    },

    /** An idle run full of holes may hide work. */
    THIN_EVIDENCE {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            IdleRun run = machine.idleRun().orElse(null);
            if (run == null || run.coverage() >= machine.settings().base().minimumCoverage()) {
                return Verdict.abstain();
            }
            String share = String.format(Locale.ROOT, "%.0f %%", 100 * run.coverage());
            return Verdict.veto(Reason.of(Reason.Code.THIN_EVIDENCE, share, run.length()), Set.of(Cause.IDLE));
        }
    },

    /** Much can have happened since the newest sample. */
    STALE_EVIDENCE {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            IdleRun run = machine.idleRun().orElse(null);
            long limit = machine.settings().lateAfterNanos();
            if (run == null || now.observedNanos() - run.newestNanos() < limit) {
                return Verdict.abstain();
            }
            return Verdict.veto(
                    Reason.of(Reason.Code.STALE_EVIDENCE, now.since(run.newestNanos()), Duration.ofNanos(limit)),
                    Set.of(Cause.IDLE));
        }
    },

    /** Whoever is silent may still be at work: the provider's own view is asked, and decides where it contradicts. */
    CONTRADICTED {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            if (machine.isAssumedRunning() || !(machine.liveness().isSilent() || isFinished(machine))) {
                return Verdict.abstain();
            }
            boolean small = machine.machinesInScope() <= SMALL_SCOPE;
            boolean asked = small || machine.settings().base().witnessBeforeOrphanAction();
            // A program's own word that it is done needs no second opinion, only that nobody sees the contrary.
            Set<Cause> causes = asked ? Set.of(Cause.ORPHAN, Cause.FINISHED) : Set.of(Cause.FINISHED);
            Long heard = machine.witnessHeardNanos().orElse(null);
            if (heard == null || now.observedNanos() - heard >= WITNESS_HOLDS.toNanos()) {
                return Verdict.veto(Reason.of(Reason.Code.WITNESS, "nothing yet"), causes);
            } else if (machine.witness() == Witness.BUSY) {
                return Verdict.veto(Reason.of(Reason.Code.WITNESS, "busy"), causes);
            } else if (small && machine.witness() == Witness.UNKNOWN) {
                return Verdict.veto(Reason.of(Reason.Code.WITNESS, "unknown"), Set.of(Cause.ORPHAN));
            }
            return Verdict.abstain();
        }
    };

    /** How long the provider's own view holds; it is asked well before this ends. */
    static final Duration WITNESS_HOLDS = Duration.ofMinutes(2);

    /** In a scope this small the silence of one machine says nothing about the others: the provider has to say so too. */
    private static final int SMALL_SCOPE = 2;

    private static final Set<Cause> ENGINE_CAUSES = Set.of(Cause.IDLE, Cause.ORPHAN, Cause.FINISHED);

    private static boolean isFinished(MachineView machine) {
        return machine.finishedAtNanos().isPresent();
    }
}
