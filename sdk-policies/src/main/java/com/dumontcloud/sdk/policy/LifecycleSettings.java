package com.dumontcloud.sdk.policy;

import java.time.Duration;
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
    private final Duration idleAfter;
    private final Duration warnLead;
    private final double minimumCoverage;
    private final double processFactor;
    private final boolean witnessBeforeOrphanAction;
    private final Duration restartGrace;
    private final Duration minUptime;
    private final Duration saveFor;

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
        this.idleAfter = builder.idleAfter;
        this.warnLead = builder.warnLead;
        this.minimumCoverage = builder.minimumCoverage;
        this.processFactor = builder.processFactor;
        this.witnessBeforeOrphanAction = builder.witnessBeforeOrphanAction;
        this.restartGrace = builder.restartGrace;
        this.minUptime = builder.minUptime;
        this.saveFor = builder.saveFor;
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
        builder.idleAfter = idleAfter;
        builder.warnLead = warnLead;
        builder.minimumCoverage = minimumCoverage;
        builder.processFactor = processFactor;
        builder.witnessBeforeOrphanAction = witnessBeforeOrphanAction;
        builder.restartGrace = restartGrace;
        builder.minUptime = minUptime;
        builder.saveFor = saveFor;
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

    /** Returns how long a machine stays orphaned before it is released; absent where that is off. */
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

    /** Returns how long a machine may be unused. */
    public Duration idleAfter() {
        return idleAfter;
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

    /** Returns how long an agent may save state before its machine is parked. */
    public Duration saveFor() {
        return saveFor;
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
        private Duration idleAfter = Duration.ofMinutes(30);
        private Duration warnLead = Duration.ofMinutes(5);
        private double minimumCoverage = 2.0 / 3;
        private double processFactor = 2;
        private boolean witnessBeforeOrphanAction = true;
        private Duration restartGrace = Duration.ofMinutes(10);
        private Duration minUptime = Duration.ofMinutes(15);
        private Duration saveFor = Duration.ofMinutes(1);

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

        /** Sets how long a machine stays orphaned before it is released, 24 h to 365 days; null turns it off. Default: off. */
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

        /** Sets how long a machine may be unused, 5 to 60 min. Default: 30 min. */
        public Builder idleAfter(Duration idleAfter) {
            this.idleAfter = Objects.requireNonNull(idleAfter, "idleAfter");
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

        /** Sets how long an agent may save state before its machine is parked, 0 s to 30 min. Default: 60 s. */
        public Builder saveFor(Duration saveFor) {
            this.saveFor = Objects.requireNonNull(saveFor, "saveFor");
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
