package com.dumontcloud.sdk.policy;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * From when on each of the engine's own signals reads that a machine is used; the defaults are those of the lifecycle rules. The
 * mean of a GPU has its two thresholds in {@link LifecycleSettings}, since presets differ in them. What is set out of its range is
 * refused together with the settings it is put into. Immutable.
 */
public final class SignalThresholds {

    /** The lifecycle rules' own. */
    public static final SignalThresholds DEFAULT = builder().build();

    private final double gpuPeakPercent;
    private final double gpuPowerShare;
    private final double gpuMemoryChangeMib;
    private final double cpuBusyPercent;
    private final double cpuIdlePercent;
    private final double networkBytesPerSecond;
    private final double diskBytesPerSecond;
    private final Duration recentInput;
    private final Duration stalledAfter;
    private final Duration stalledForGood;

    private SignalThresholds(Builder builder) {
        this.gpuPeakPercent = builder.gpuPeakPercent;
        this.gpuPowerShare = builder.gpuPowerShare;
        this.gpuMemoryChangeMib = builder.gpuMemoryChangeMib;
        this.cpuBusyPercent = builder.cpuBusyPercent;
        this.cpuIdlePercent = builder.cpuIdlePercent;
        this.networkBytesPerSecond = builder.networkBytesPerSecond;
        this.diskBytesPerSecond = builder.diskBytesPerSecond;
        this.recentInput = builder.recentInput;
        this.stalledAfter = builder.stalledAfter;
        this.stalledForGood = builder.stalledForGood;
    }

    /** Returns a builder that starts from {@link #DEFAULT}. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from these. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.gpuPeakPercent = gpuPeakPercent;
        builder.gpuPowerShare = gpuPowerShare;
        builder.gpuMemoryChangeMib = gpuMemoryChangeMib;
        builder.cpuBusyPercent = cpuBusyPercent;
        builder.cpuIdlePercent = cpuIdlePercent;
        builder.networkBytesPerSecond = networkBytesPerSecond;
        builder.diskBytesPerSecond = diskBytesPerSecond;
        builder.recentInput = recentInput;
        builder.stalledAfter = stalledAfter;
        builder.stalledForGood = stalledForGood;
        return builder;
    }

    /** Returns the utilisation in a single sample from which a GPU works. */
    public double gpuPeakPercent() {
        return gpuPeakPercent;
    }

    /** Returns the power above what a GPU draws when idle from which it works, as a share of what is left up to its limit. */
    public double gpuPowerShare() {
        return gpuPowerShare;
    }

    /** Returns the change of GPU memory from which something happens there. */
    public double gpuMemoryChangeMib() {
        return gpuMemoryChangeMib;
    }

    /** Returns the share of its processors from which a machine with GPUs works. */
    public double cpuBusyPercent() {
        return cpuBusyPercent;
    }

    /** Returns the share of its processors below which a machine without GPUs is idle. */
    public double cpuIdlePercent() {
        return cpuIdlePercent;
    }

    /** Returns the traffic, in both directions together, from which data comes or goes. */
    public double networkBytesPerSecond() {
        return networkBytesPerSecond;
    }

    /** Returns the same of disks. */
    public double diskBytesPerSecond() {
        return diskBytesPerSecond;
    }

    /** Returns for how long somebody who typed is taken to be there. */
    public Duration recentInput() {
        return recentInput;
    }

    /** Returns after how long without progress or work on a GPU people are told that a busy program stands still. */
    public Duration stalledAfter() {
        return stalledAfter;
    }

    /** Returns after how long its word that it is busy no longer counts. */
    public Duration stalledForGood() {
        return stalledForGood;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || (other instanceof SignalThresholds thresholds && values().equals(thresholds.values()));
    }

    @Override
    public int hashCode() {
        return values().hashCode();
    }

    @Override
    public String toString() {
        return "SignalThresholds" + values();
    }

    private List<Object> values() {
        return List.of(
                gpuPeakPercent,
                gpuPowerShare,
                gpuMemoryChangeMib,
                cpuBusyPercent,
                cpuIdlePercent,
                networkBytesPerSecond,
                diskBytesPerSecond,
                recentInput,
                stalledAfter,
                stalledForGood);
    }

    /** Collects thresholds. Not thread-safe. */
    public static final class Builder {

        private double gpuPeakPercent = 50;
        private double gpuPowerShare = 0.25;
        private double gpuMemoryChangeMib = 256;
        private double cpuBusyPercent = 20;
        private double cpuIdlePercent = 5;
        private double networkBytesPerSecond = 1_000_000;
        private double diskBytesPerSecond = 5_000_000;
        private Duration recentInput = Duration.ofMinutes(10);
        private Duration stalledAfter = Duration.ofMinutes(60);
        private Duration stalledForGood = Duration.ofHours(2);

        private Builder() {}

        /** Sets the utilisation in a single sample from which a GPU works, more than 0 and at most 100. Default: 50. */
        public Builder gpuPeakPercent(double gpuPeakPercent) {
            this.gpuPeakPercent = gpuPeakPercent;
            return this;
        }

        /**
         * Sets the power above what a GPU draws when idle from which it works, as a share of what is left up to its limit, more than
         * 0 and at most 1. What it draws when idle is learned, with memory held and without. Default: 0.25.
         */
        public Builder gpuPowerShare(double gpuPowerShare) {
            this.gpuPowerShare = gpuPowerShare;
            return this;
        }

        /** Sets the change of GPU memory from which something happens there, more than 0. Default: 256 MiB. */
        public Builder gpuMemoryChangeMib(double gpuMemoryChangeMib) {
            this.gpuMemoryChangeMib = gpuMemoryChangeMib;
            return this;
        }

        /** Sets the share of its processors from which a machine with GPUs works, more than 0 and at most 100. Default: 20. */
        public Builder cpuBusyPercent(double cpuBusyPercent) {
            this.cpuBusyPercent = cpuBusyPercent;
            return this;
        }

        /** Sets the share below which a machine without GPUs is idle, more than 0 and at most 100. Default: 5. */
        public Builder cpuIdlePercent(double cpuIdlePercent) {
            this.cpuIdlePercent = cpuIdlePercent;
            return this;
        }

        /** Sets the traffic, in both directions together, from which data comes or goes, more than 0. Default: 1,000,000. */
        public Builder networkBytesPerSecond(double networkBytesPerSecond) {
            this.networkBytesPerSecond = networkBytesPerSecond;
            return this;
        }

        /** Sets the same of disks, more than 0. Default: 5,000,000. */
        public Builder diskBytesPerSecond(double diskBytesPerSecond) {
            this.diskBytesPerSecond = diskBytesPerSecond;
            return this;
        }

        /** Sets for how long somebody who typed is taken to be there, 1 min to 1 day. Default: 10 min. */
        public Builder recentInput(Duration recentInput) {
            this.recentInput = Objects.requireNonNull(recentInput, "recentInput");
            return this;
        }

        /**
         * Sets after how long without progress or work on a GPU people are told that a busy program stands still, 1 min to 30 days.
         * Default: 60 min.
         */
        public Builder stalledAfter(Duration stalledAfter) {
            this.stalledAfter = Objects.requireNonNull(stalledAfter, "stalledAfter");
            return this;
        }

        /** Sets after how long its word that it is busy no longer counts, {@code stalledAfter} to 30 days. Default: 2 h. */
        public Builder stalledForGood(Duration stalledForGood) {
            this.stalledForGood = Objects.requireNonNull(stalledForGood, "stalledForGood");
            return this;
        }

        /** Returns the thresholds. */
        public SignalThresholds build() {
            return new SignalThresholds(this);
        }
    }
}
