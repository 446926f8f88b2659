package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineView;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a proposal and an action. Each is checked when an action is decided and again until it is carried out; any
 * one of them is enough.
 */
enum BuiltInGuard implements LifecyclePolicy {
    /** What a provider merely lists belongs to nobody we know. */
    UNCLAIMED {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return machine.isClaimed() ? Verdict.abstain() : Verdict.veto(Reason.of(Reason.Code.UNCLAIMED), ANY_CAUSE);
        }
    },

    /**
     * What is not known to be running cannot be parked, and must not be by mistake. One that broke down and is billed as if it ran
     * spends what a cap is to keep, and does no work that a stop could end.
     */
    NOT_RUNNING {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            if (machine.isAssumedRunning() || machine.power() == MachineState.RUNNING) {
                return Verdict.abstain();
            }
            return Verdict.veto(
                    Reason.of(Reason.Code.NOT_RUNNING, machine.power().text()),
                    spendsForNothing(machine) ? PARKING_CAUSES : STOPPING_CAUSES);
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

        @Override
        @Nullable
        Instant until(MachineView machine, Moment now, Cause cause) {
            KeepAlive keepAlive = machine.keepAlive();
            return cause == Cause.ORPHAN ? keepAlive.orphanUntil() : keepAlive.idleUntil();
        }
    },

    /** Somebody gave a reason to leave it alone for a while. */
    EXEMPT {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return machine.exemption()
                    .filter(exemption -> exemption.coversAt(now.wall()))
                    .map(exemption -> Verdict.veto(
                            Reason.of(Reason.Code.EXEMPT, exemption.until(), exemption.reason()), HELD_CAUSES))
                    .orElse(Verdict.abstain());
        }

        @Override
        @Nullable
        Instant until(MachineView machine, Moment now, Cause cause) {
            return machine.exemption().map(Exemption::until).orElse(null);
        }
    },

    /** Whoever rented it is there: their word is newer than any sign of use, or of its absence. */
    LEASED {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return machine.lease()
                    .filter(lease -> !LeaseRule.hasRunOut(machine, now))
                    .map(lease ->
                            Verdict.veto(Reason.of(Reason.Code.LEASED, lease.owner(), lease.until()), RENTED_CAUSES))
                    .orElse(Verdict.abstain());
        }

        @Override
        @Nullable
        Instant until(MachineView machine, Moment now, Cause cause) {
            return machine.lease().map(LeaseRule::endsAt).orElse(null);
        }
    },

    /** These are hours in which people come back without notice. */
    PROTECTED_HOURS {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return machine.isWithinProtectedHours()
                    ? Verdict.veto(Reason.of(Reason.Code.PROTECTED_HOURS), HELD_CAUSES)
                    : Verdict.abstain();
        }

        @Override
        @Nullable
        Instant until(MachineView machine, Moment now, Cause cause) {
            return machine.protectedHours().endAfter(now.wall());
        }
    },

    /** Some machines are watched and never touched. */
    OBSERVED_ONLY {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return machine.settings().base().observeOnly()
                    ? Verdict.veto(Reason.of(Reason.Code.OBSERVED_ONLY), ANY_CAUSE)
                    : Verdict.abstain();
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
    },

    /** Where the provider measures use itself, somebody does know. */
    MEASURED {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            if (machine.isAssumedRunning() || machine.liveness() != Liveness.NEVER_SEEN) {
                return Verdict.abstain();
            }
            Long heard = machine.witnessHeardNanos().orElse(null);
            boolean fresh = heard != null && now.observedNanos() - heard < WITNESS_HOLDS.toNanos();
            if (fresh && (machine.witness() == Witness.UNKNOWN || machine.witness() == Witness.DEAD)) {
                return Verdict.abstain();
            }
            String view = fresh ? machine.witness().name().toLowerCase(Locale.ROOT) : "nothing yet";
            return Verdict.veto(Reason.of(Reason.Code.WITNESS, view), Set.of(Cause.NO_EVIDENCE));
        }
    },

    /** What cannot be stopped without losing its disk has to be copied before, and nothing on a silent machine can do that. */
    DISK_NOT_KEPT {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            if (machine.isAssumedRunning() || machine.means().keepsDisk()) {
                return Verdict.abstain();
            }
            Set<Cause> causes = machine.means().takesSnapshots() ? SILENT_OR_SPENT_CAUSES : STOPPING_CAUSES;
            return Verdict.veto(Reason.of(Reason.Code.DISK_NOT_KEPT), causes);
        }
    },

    /** What must not be deleted must not be lost by a stop either. */
    LEGALLY_HELD {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            boolean stopIsFinal =
                    !machine.isAssumedRunning() && !machine.means().keepsDisk();
            return machine.legalHold()
                    .map(why -> Verdict.veto(
                            Reason.of(Reason.Code.LEGAL_HOLD, why), stopIsFinal ? LOSING_CAUSES : GIVING_BACK_CAUSES))
                    .orElse(Verdict.abstain());
        }
    },

    /** Whoever watches over a fleet need not be allowed to delete anything. */
    DELETING_NOT_ALLOWED {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return machine.settings().base().allowDelete()
                    ? Verdict.abstain()
                    : Verdict.veto(Reason.of(Reason.Code.DELETING_NOT_ALLOWED), RELEASING_CAUSES);
        }
    },

    /** What is not known to be off may be at work. */
    NOT_STOPPED {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return machine.power() == MachineState.STOPPED
                    ? Verdict.abstain()
                    : Verdict.veto(
                            Reason.of(Reason.Code.NOT_RUNNING, machine.power().text()), RELEASING_CAUSES);
        }
    },

    /** Three times, since what is given back does not come back. */
    UNANNOUNCED {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return machine.isReleaseAnnounced(now)
                    ? Verdict.abstain()
                    : Verdict.veto(Reason.of(Reason.Code.NOT_ANNOUNCED), RELEASING_CAUSES);
        }
    },

    /** Whoever was away does not know what happened meanwhile. */
    RESTARTING {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return waitIn(FleetMode.RESTARTING, machine);
        }
    },

    /** Where many fall silent at once, no single one is to blame. */
    SILENCE_PAUSED {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return waitIn(FleetMode.SILENCE_PAUSED, machine);
        }
    },

    /** What nobody can read, nobody should change. */
    PROVIDER_BLIND {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return waitIn(FleetMode.PROVIDER_BLIND, machine);
        }
    },

    /** Calendars and keep-alives may not hold what they seem to. */
    CLOCK_SUSPECT {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return waitIn(FleetMode.CLOCK_SUSPECT, machine);
        }
    },

    /** An intent that is not written down would be forgotten by a crash. */
    STORE_FAILED {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return waitIn(FleetMode.STORE_FAILED, machine);
        }
    },

    /** A person said stop. */
    FROZEN {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            return waitIn(FleetMode.FROZEN, machine);
        }
    },

    /** A mistake of ours should cost a few machines, not all of them. */
    OUT_OF_TURN {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            Set<Cause> causes = machine.outOfTurn();
            return causes.isEmpty() ? Verdict.abstain() : Verdict.defer(Reason.of(Reason.Code.OUT_OF_TURN), causes);
        }
    };

    /** How long the provider's own view holds; it is asked well before this ends. */
    static final Duration WITNESS_HOLDS = Duration.ofMinutes(2);

    /** When the view is asked for anew while something waits that rests on it: so long before it is too old to act on. */
    static final Duration WITNESS_RENEWED = WITNESS_HOLDS.dividedBy(2);

    /** In a scope this small the silence of one machine says nothing about the others: the provider has to say so too. */
    private static final int SMALL_SCOPE = 2;

    /** Where the provider's own view is asked for. */
    static final Set<Cause> WITNESSED_CAUSES = Set.of(Cause.ORPHAN, Cause.NO_EVIDENCE, Cause.FINISHED);

    private static final Set<Cause> SILENT_CAUSES = Set.of(Cause.ORPHAN, Cause.NO_EVIDENCE);
    private static final Set<Cause> PARKING_CAUSES =
            Set.of(Cause.IDLE, Cause.ORPHAN, Cause.NO_EVIDENCE, Cause.FINISHED);
    private static final Set<Cause> RELEASING_CAUSES = Set.of(Cause.FORGOTTEN);

    /** Whatever the engine does on its own account. */
    private static final Set<Cause> ANY_CAUSE = EnumSet.complementOf(EnumSet.of(Cause.PERSON));

    /** What follows from how a machine is seen to be used, or from how long nobody was there. */
    private static final Set<Cause> SEEN_CAUSES =
            Set.of(Cause.IDLE, Cause.ORPHAN, Cause.NO_EVIDENCE, Cause.FINISHED, Cause.FORGOTTEN);

    /** What would take a machine from whoever rented it. */
    private static final Set<Cause> RENTED_CAUSES = with(Cause.REPLACED, SEEN_CAUSES);

    private static final Set<Cause> ENGINE_CAUSES =
            Set.of(Cause.IDLE, Cause.ORPHAN, Cause.NO_EVIDENCE, Cause.FINISHED, Cause.FORGOTTEN, Cause.LEASE_EXPIRED);

    /** A spend cap knows nothing of use: no hold stands against it. */
    private static final Set<Cause> STOPPING_CAUSES = withSpending(PARKING_CAUSES);

    /** Somebody wants it to be left as it is. That another machine is rented in its place takes nothing from anybody. */
    private static final Set<Cause> HELD_CAUSES = with(Cause.REPLACED, ENGINE_CAUSES);

    private static final Set<Cause> GIVING_BACK_CAUSES = with(Cause.REPLACED, RELEASING_CAUSES);
    private static final Set<Cause> LOSING_CAUSES = withSpending(HELD_CAUSES);

    private static final Set<Cause> SILENT_OR_SPENT_CAUSES = withSpending(SILENT_CAUSES);

    /** Returns whether it does no work, nor is on its way to any, and costs as if it did. */
    static boolean spendsForNothing(MachineView machine) {
        boolean isAtRest = machine.power() == MachineState.FAILED || machine.power() == MachineState.HIBERNATING;
        return isAtRest && machine.isBilledAsRunning();
    }

    /**
     * Returns until when what it says of a cause holds by the calendar, for people: what decides is asked again. Absent where only an event
     * ends it.
     */
    @Nullable
    Instant until(MachineView machine, Moment now, Cause cause) {
        return null;
    }

    private static Set<Cause> withSpending(Set<Cause> causes) {
        return with(Cause.SPEND_CAP, causes);
    }

    private static Set<Cause> with(Cause more, Set<Cause> causes) {
        Set<Cause> all = EnumSet.of(more);
        all.addAll(causes);
        return Set.copyOf(all);
    }

    private static Verdict waitIn(FleetMode mode, MachineView machine) {
        Reason why = machine.modes().get(mode);
        return why == null ? Verdict.abstain() : Verdict.defer(why, ANY_CAUSE);
    }

    private static boolean isFinished(MachineView machine) {
        return machine.finishedAtNanos().isPresent();
    }
}
