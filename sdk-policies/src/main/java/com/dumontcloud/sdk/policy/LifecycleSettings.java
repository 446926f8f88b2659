package com.dumontcloud.sdk.policy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every threshold of the engine for a group of machines.
 *
 * <p>The defaults are those of {@link Preset#BALANCED}. Durations are observed time and every comparison is "at least". A
 * builder refuses an inconsistent set and names every problem at once. Immutable.
 */
public final class LifecycleSettings {

    private final Duration interval;
    private final Duration lateAfter;
    private final Duration suspectAfter;
    private final Duration orphanAfter;
    private final Duration orphanHibernateAfter;
    private final @Nullable Duration orphanDeleteAfter;
    private final Duration noEvidenceAfter;
    private final double idleBelowPercent;
    private final double releaseAtPercent;
    private final SignalThresholds signals;
    private final IdleThreshold idleThreshold;
    private final Duration warnLead;
    private final double minimumCoverage;
    private final double processFactor;
    private final boolean witnessBeforeOrphanAction;
    private final Duration restartGrace;
    private final Duration minUptime;
    private final Duration saveFor;
    private final Duration snapshotWithin;
    private final boolean allowDelete;
    private final boolean observeOnly;
    private final Failover failover;
    private final double budgetShare;
    private final int budgetLeast;

    /** What they come to on a machine without and with processes and sessions: made once, since every heartbeat asks. */
    private final @Nullable EffectiveSettings[] adjusted = new EffectiveSettings[4];

    private LifecycleSettings(Builder builder) {
        this.interval = builder.interval;
        this.lateAfter = builder.lateAfter;
        this.suspectAfter = builder.suspectAfter;
        this.orphanAfter = builder.orphanAfter;
        this.orphanHibernateAfter = builder.orphanHibernateAfter;
        this.orphanDeleteAfter = builder.orphanDeleteAfter;
        this.noEvidenceAfter = builder.noEvidenceAfter;
        this.idleBelowPercent = builder.idleBelowPercent;
        this.releaseAtPercent = builder.releaseAtPercent;
        this.signals = builder.signals;
        this.idleThreshold = builder.idleThreshold;
        this.warnLead = builder.warnLead;
        this.minimumCoverage = builder.minimumCoverage;
        this.processFactor = builder.processFactor;
        this.witnessBeforeOrphanAction = builder.witnessBeforeOrphanAction;
        this.restartGrace = builder.restartGrace;
        this.minUptime = builder.minUptime;
        this.saveFor = builder.saveFor;
        this.snapshotWithin = builder.snapshotWithin;
        this.allowDelete = builder.allowDelete;
        this.observeOnly = builder.observeOnly;
        this.failover = builder.failover;
        this.budgetShare = builder.budgetShare;
        this.budgetLeast = builder.budgetLeast;
    }

    /** Returns a builder that starts from {@link Preset#BALANCED}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these settings. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.interval = interval;
        builder.lateAfter = lateAfter;
        builder.suspectAfter = suspectAfter;
        builder.orphanAfter = orphanAfter;
        builder.orphanHibernateAfter = orphanHibernateAfter;
        builder.orphanDeleteAfter = orphanDeleteAfter;
        builder.noEvidenceAfter = noEvidenceAfter;
        builder.idleBelowPercent = idleBelowPercent;
        builder.releaseAtPercent = releaseAtPercent;
        builder.signals = signals;
        builder.idleThreshold = idleThreshold;
        builder.warnLead = warnLead;
        builder.minimumCoverage = minimumCoverage;
        builder.processFactor = processFactor;
        builder.witnessBeforeOrphanAction = witnessBeforeOrphanAction;
        builder.restartGrace = restartGrace;
        builder.minUptime = minUptime;
        builder.saveFor = saveFor;
        builder.snapshotWithin = snapshotWithin;
        builder.allowDelete = allowDelete;
        builder.observeOnly = observeOnly;
        builder.failover = failover;
        builder.budgetShare = budgetShare;
        builder.budgetLeast = budgetLeast;
        return builder;
    }

    /** Returns how often reporters are told to report. */
    public Duration interval() {
        return interval;
    }

    /** Returns the silence after which a machine is late; also the largest gap an idle run may have. */
    public Duration lateAfter() {
        return lateAfter;
    }

    /** Returns the silence after which somebody is alerted. */
    public Duration suspectAfter() {
        return suspectAfter;
    }

    /** Returns the silence after which a machine is orphaned. */
    public Duration orphanAfter() {
        return orphanAfter;
    }

    /** Returns the silence after which an orphan is parked. */
    public Duration orphanHibernateAfter() {
        return orphanHibernateAfter;
    }

    /** Returns how long a machine lies orphaned and parked before it is given back; absent where that is off. */
    public @Nullable Duration orphanDeleteAfter() {
        return orphanDeleteAfter;
    }

    /** Returns how long a machine of which nothing was ever heard may run. */
    public Duration noEvidenceAfter() {
        return noEvidenceAfter;
    }

    /** Returns the mean utilisation below which a GPU is idle. */
    public double idleBelowPercent() {
        return idleBelowPercent;
    }

    /** Returns the mean utilisation at which an idle GPU is busy again. */
    public double releaseAtPercent() {
        return releaseAtPercent;
    }

    /** Returns from when on the other signals read that a machine is used. */
    public SignalThresholds signals() {
        return signals;
    }

    /** Returns how it is settled how long a machine may be unused. */
    public IdleThreshold idleThreshold() {
        return idleThreshold;
    }

    /** Returns how long a machine may be unused; where that is derived, one whose price nobody knows. */
    public Duration idleAfter() {
        return idleThreshold.idleAfterWithoutPrice();
    }

    /** Returns how long before that its users are warned. */
    public Duration warnLead() {
        return warnLead;
    }

    /** Returns the share of an idle run that samples must cover. */
    public double minimumCoverage() {
        return minimumCoverage;
    }

    /** Returns by how much processes on its GPUs stretch {@code idleAfter}. */
    public double processFactor() {
        return processFactor;
    }

    /** Returns whether the provider's own view is asked before an orphan is parked. */
    public boolean witnessBeforeOrphanAction() {
        return witnessBeforeOrphanAction;
    }

    /** Returns how long nothing is parked after the engine came back to a fleet it knew. */
    public Duration restartGrace() {
        return restartGrace;
    }

    /** Returns how long after a start the idle rule waits, because setting up is work. */
    public Duration minUptime() {
        return minUptime;
    }

    /** Returns how long a reporter may save state, from when it is told to, before its machine is parked. */
    public Duration saveFor() {
        return saveFor;
    }

    /** Returns how long a snapshot may take, or its reading back, before that counts as failed. */
    public Duration snapshotWithin() {
        return snapshotWithin;
    }

    /** Returns whether the engine may give machines back for good on its own account. */
    public boolean allowDelete() {
        return allowDelete;
    }

    /** Returns whether the engine only watches: it alerts, and never warns of parking nor parks on its own. */
    public boolean observeOnly() {
        return observeOnly;
    }

    /** Returns whether a machine that breaks down is replaced. */
    public Failover failover() {
        return failover;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof LifecycleSettings settings && values().equals(settings.values()));
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    @Override
    public String toString() {
        return "LifecycleSettings" + values();
    }

    EffectiveSettings adjusted(boolean hasProcesses, boolean hasSessions) {
        int which = (hasProcesses ? 1 : 0) + (hasSessions ? 2 : 0);
        EffectiveSettings known = adjusted[which];
        if (known == null) {
            known = EffectiveSettings.of(this, interval, hasProcesses, hasSessions);
            adjusted[which] = known;
        }
        return known;
    }

    private List<@Nullable Object> values() {
        return Arrays.asList(
                interval,
                lateAfter,
                suspectAfter,
                orphanAfter,
                orphanHibernateAfter,
                orphanDeleteAfter,
                noEvidenceAfter,
                idleBelowPercent,
                releaseAtPercent,
                signals,
                idleThreshold,
                warnLead,
                minimumCoverage,
                processFactor,
                witnessBeforeOrphanAction,
                restartGrace,
                minUptime,
                saveFor,
                snapshotWithin,
                allowDelete,
                observeOnly,
                failover,
                budgetShare,
                budgetLeast);
    }

    /** Returns which share of a scope's machines the engine parks in a quarter of an hour, for one cause. */
    public double budgetShare() {
        return budgetShare;
    }

    /** Returns how many machines it parks in that time at least, however small the scope. */
    public int budgetLeast() {
        return budgetLeast;
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {

        private Duration interval = Duration.ofSeconds(30);
        private Duration lateAfter = Duration.ofSeconds(75);
        private Duration suspectAfter = Duration.ofMinutes(5);
        private Duration orphanAfter = Duration.ofMinutes(30);
        private Duration orphanHibernateAfter = Duration.ofHours(2);
        private @Nullable Duration orphanDeleteAfter;
        private Duration noEvidenceAfter = Duration.ofHours(24);
        private double idleBelowPercent = 5;
        private double releaseAtPercent = 8;
        private SignalThresholds signals = SignalThresholds.DEFAULT;
        private IdleThreshold idleThreshold = IdleThreshold.fixed(Duration.ofMinutes(30));
        private Duration warnLead = Duration.ofMinutes(5);
        private double minimumCoverage = 2.0 / 3;
        private double processFactor = 2;
        private boolean witnessBeforeOrphanAction = true;
        private Duration restartGrace = Duration.ofMinutes(10);
        private Duration minUptime = Duration.ofMinutes(15);
        private Duration saveFor = Duration.ofMinutes(1);
        private Duration snapshotWithin = Duration.ofHours(1);
        private boolean allowDelete;
        private boolean observeOnly;
        private Failover failover = Failover.OFF;
        private double budgetShare = 0.1;
        private int budgetLeast = 1;

        private Builder() {}

        /** Sets how often reporters are told to report, 5 to 300 s. Default: 30 s. */
        public Builder interval(Duration interval) {
            this.interval = Objects.requireNonNull(interval, "interval");
            return this;
        }

        /** Sets the silence after which a machine is late. Default: 75 s. */
        public Builder lateAfter(Duration lateAfter) {
            this.lateAfter = Objects.requireNonNull(lateAfter, "lateAfter");
            return this;
        }

        /** Sets the silence after which somebody is alerted, at least {@code lateAfter}. Default: 5 min. */
        public Builder suspectAfter(Duration suspectAfter) {
            this.suspectAfter = Objects.requireNonNull(suspectAfter, "suspectAfter");
            return this;
        }

        /** Sets the silence after which a machine is orphaned, at least {@code suspectAfter}. Default: 30 min. */
        public Builder orphanAfter(Duration orphanAfter) {
            this.orphanAfter = Objects.requireNonNull(orphanAfter, "orphanAfter");
            return this;
        }

        /** Sets the silence after which an orphan is parked, {@code orphanAfter} to 365 days. Default: 2 h. */
        public Builder orphanHibernateAfter(Duration orphanHibernateAfter) {
            this.orphanHibernateAfter = Objects.requireNonNull(orphanHibernateAfter, "orphanHibernateAfter");
            return this;
        }

        /**
         * Sets how long a machine lies orphaned and parked before it is given back for good, 24 h to 365 days on both clocks, and
         * never before its owner was told 72, 24 and 1 h ahead; null turns it off. It takes {@link #allowDelete} and a store of
         * snapshots too. Default: off.
         */
        public Builder orphanDeleteAfter(@Nullable Duration orphanDeleteAfter) {
            this.orphanDeleteAfter = orphanDeleteAfter;
            return this;
        }

        /** Sets how long a machine of which nothing was ever heard may run, {@code suspectAfter} to 365 days. Default: 24 h. */
        public Builder noEvidenceAfter(Duration noEvidenceAfter) {
            this.noEvidenceAfter = Objects.requireNonNull(noEvidenceAfter, "noEvidenceAfter");
            return this;
        }

        /** Sets the mean utilisation below which a GPU is idle, more than 0 and at most 50. Default: 5. */
        public Builder idleBelowPercent(double idleBelowPercent) {
            this.idleBelowPercent = idleBelowPercent;
            return this;
        }

        /** Sets the mean utilisation at which an idle GPU is busy again, {@code idleBelowPercent} to 100. Default: 8. */
        public Builder releaseAtPercent(double releaseAtPercent) {
            this.releaseAtPercent = releaseAtPercent;
            return this;
        }

        /** Sets from when on the other signals read that a machine is used. Default: {@link SignalThresholds#DEFAULT}. */
        public Builder signals(SignalThresholds signals) {
            this.signals = Objects.requireNonNull(signals, "signals");
            return this;
        }

        /** Sets how long a machine may be unused, 5 to 60 min. Default: 30 min. */
        public Builder idleAfter(Duration idleAfter) {
            return idleThreshold(IdleThreshold.fixed(idleAfter));
        }

        /** Sets how it is settled how long a machine may be unused. Default: 30 min for every machine. */
        public Builder idleThreshold(IdleThreshold idleThreshold) {
            this.idleThreshold = Objects.requireNonNull(idleThreshold, "idleThreshold");
            return this;
        }

        /** Sets how long before that its users are warned, less than {@code idleAfter}. Default: 5 min. */
        public Builder warnLead(Duration warnLead) {
            this.warnLead = Objects.requireNonNull(warnLead, "warnLead");
            return this;
        }

        /** Sets the share of an idle run that samples must cover, more than 0 and at most 1. Default: 2/3. */
        public Builder minimumCoverage(double minimumCoverage) {
            this.minimumCoverage = minimumCoverage;
            return this;
        }

        /** Sets by how much processes on its GPUs stretch {@code idleAfter}, 1 to 12. Default: 2. */
        public Builder processFactor(double processFactor) {
            this.processFactor = processFactor;
            return this;
        }

        /** Sets whether the provider's own view is asked before an orphan is parked. Default: yes. */
        public Builder witnessBeforeOrphanAction(boolean witnessBeforeOrphanAction) {
            this.witnessBeforeOrphanAction = witnessBeforeOrphanAction;
            return this;
        }

        /** Sets how long nothing is parked after the engine came back, 1 min to 1 day. Default: 10 min. */
        public Builder restartGrace(Duration restartGrace) {
            this.restartGrace = Objects.requireNonNull(restartGrace, "restartGrace");
            return this;
        }

        /** Sets how long after a start the idle rule waits, 0 to 1 day. Default: 15 min. */
        public Builder minUptime(Duration minUptime) {
            this.minUptime = Objects.requireNonNull(minUptime, "minUptime");
            return this;
        }

        /**
         * Sets how long a reporter may save state, from when it is told to, before its machine is parked, 0 s to 30 min; at 0
         * nobody is told. Default: 60 s.
         */
        public Builder saveFor(Duration saveFor) {
            this.saveFor = Objects.requireNonNull(saveFor, "saveFor");
            return this;
        }

        /**
         * Sets how long a snapshot may take, or its reading back, before that counts as failed, 1 min to 1 day. Where snapshots
         * are taken, a machine waits for its own before it is parked, three times if need be. Default: 1 h.
         */
        public Builder snapshotWithin(Duration snapshotWithin) {
            this.snapshotWithin = Objects.requireNonNull(snapshotWithin, "snapshotWithin");
            return this;
        }

        /**
         * Sets whether the engine may give machines back for good on its own account, after {@link #orphanDeleteAfter} and never
         * without a snapshot that was read back. Default: no.
         */
        public Builder allowDelete(boolean allowDelete) {
            this.allowDelete = allowDelete;
            return this;
        }

        /**
         * Sets whether a machine that breaks down, or that its provider takes away, is replaced by another one that is rented for
         * it, and at what price. One under a lease is not: its program rents anew. Default: {@link Failover#OFF}.
         */
        public Builder failover(Failover failover) {
            this.failover = Objects.requireNonNull(failover, "failover");
            return this;
        }

        /**
         * Sets whether the engine only watches: it alerts, and never warns of parking nor parks on its own. For machines that
         * must not stop, such as production inference. Default: no.
         */
        public Builder observeOnly(boolean observeOnly) {
            this.observeOnly = observeOnly;
            return this;
        }

        /**
         * Sets which share of a scope's machines the engine parks in any 15 minutes, for one cause: a mistake of ours should cost a
         * few machines, not all. More than 0, at most 1, which leaves nothing to wait for. Default: 0.1.
         */
        public Builder budgetShare(double budgetShare) {
            this.budgetShare = budgetShare;
            return this;
        }

        /** Sets how many machines it parks in that time at least, however small the scope; 1 or more. Default: 1. */
        public Builder budgetLeast(int budgetLeast) {
            this.budgetLeast = budgetLeast;
            return this;
        }

        /**
         * Returns the settings.
         *
         * @throws IllegalArgumentException if they are inconsistent; the message names every problem
         */
        public LifecycleSettings build() {
            LifecycleSettings settings = new LifecycleSettings(this);
            List<String> problems = SettingsCheck.problemsOf(settings);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException("inconsistent lifecycle settings: " + String.join("; ", problems));
            }
            return settings;
        }
    }
}
