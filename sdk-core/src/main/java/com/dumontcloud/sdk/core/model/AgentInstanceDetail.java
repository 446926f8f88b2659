package com.dumontcloud.sdk.core.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane knows of one machine from its heartbeats.
 *
 * <p>Immutable. What the control plane did not say is absent, never zero. The two dialects tell different parts: see each
 * accessor; what both tell has no remark.
 */
public final class AgentInstanceDetail {

    private final MachineId id;
    private final @Nullable String hostname;
    private final @Nullable String activity;
    private final @Nullable Instant firstHeartbeat;
    private final @Nullable Instant lastHeartbeat;
    private final @Nullable Long heartbeatCount;
    private final @Nullable Duration uptime;
    private final @Nullable Double uptimePercent;
    private final @Nullable Long missedHeartbeats;
    private final @Nullable Double averageGpuUtilizationPercent;
    private final List<RecentHeartbeat> recentHeartbeats;
    private final GpuTotals gpuTotals;
    private final ActivityReading activityReading;
    private final @Nullable HibernationPlan hibernation;
    private final @Nullable String agentVersion;

    private AgentInstanceDetail(Builder builder) {
        this.id = builder.id;
        this.hostname = builder.hostname;
        this.activity = builder.activity;
        this.firstHeartbeat = builder.firstHeartbeat;
        this.lastHeartbeat = builder.lastHeartbeat;
        this.heartbeatCount = builder.heartbeatCount;
        this.uptime = builder.uptime;
        this.uptimePercent = builder.uptimePercent;
        this.missedHeartbeats = builder.missedHeartbeats;
        this.averageGpuUtilizationPercent = builder.averageGpuUtilizationPercent;
        this.recentHeartbeats = List.copyOf(builder.recentHeartbeats);
        this.gpuTotals = builder.gpuTotals;
        this.activityReading = builder.activityReading;
        this.hibernation = builder.hibernation;
        this.agentVersion = builder.agentVersion;
    }

    /** Returns a builder of the detail of this machine. */
    public static Builder builder(MachineId id) {
        return new Builder(id);
    }

    /** Returns the machine this speaks of. */
    public MachineId id() {
        return id;
    }

    /** Returns the machine's own name; nested dialect. */
    public @Nullable String hostname() {
        return hostname;
    }

    /** Returns whether it works, such as {@code active} or {@code idle}; nested dialect. */
    public @Nullable String activity() {
        return activity;
    }

    /** Returns when its first heartbeat arrived, by the control plane's clock; flat dialect. */
    public @Nullable Instant firstHeartbeat() {
        return firstHeartbeat;
    }

    /** Returns when its newest heartbeat arrived, by the control plane's clock. */
    public @Nullable Instant lastHeartbeat() {
        return lastHeartbeat;
    }

    /** Returns how many heartbeats were counted since the first. */
    public @Nullable Long heartbeatCount() {
        return heartbeatCount;
    }

    /** Returns how long it has been up; nested dialect, to a hundredth of an hour. */
    public @Nullable Duration uptime() {
        return uptime;
    }

    /** Returns the share of due heartbeats that came, 0 to 100; flat dialect. */
    public @Nullable Double uptimePercent() {
        return uptimePercent;
    }

    /** Returns how many due heartbeats did not come; it never falls; flat dialect. */
    public @Nullable Long missedHeartbeats() {
        return missedHeartbeats;
    }

    /** Returns the mean utilisation over its heartbeats, 0 to 100; flat dialect. */
    public @Nullable Double averageGpuUtilizationPercent() {
        return averageGpuUtilizationPercent;
    }

    /** Returns its newest heartbeats, newest first, at most 100; flat dialect, otherwise empty. */
    public List<RecentHeartbeat> recentHeartbeats() {
        return recentHeartbeats;
    }

    /** Returns its GPUs as one reading; nested dialect. */
    public GpuTotals gpuTotals() {
        return gpuTotals;
    }

    /** Returns the traces of use that {@link #activity()} rests on; nested dialect. */
    public ActivityReading activityReading() {
        return activityReading;
    }

    /** Returns whether and when it will be hibernated; nested dialect. */
    public @Nullable HibernationPlan hibernation() {
        return hibernation;
    }

    /** Returns the version of the reporting program; nested dialect. */
    public @Nullable String agentVersion() {
        return agentVersion;
    }

    @Override
    public String toString() {
        return "detail of " + id + (lastHeartbeat == null ? "" : ", last heartbeat " + lastHeartbeat);
    }

    /** Collects what is known of one machine. Every setting is absent unless set. Not thread-safe. */
    public static final class Builder {

        private final MachineId id;
        private @Nullable String hostname;
        private @Nullable String activity;
        private @Nullable Instant firstHeartbeat;
        private @Nullable Instant lastHeartbeat;
        private @Nullable Long heartbeatCount;
        private @Nullable Duration uptime;
        private @Nullable Double uptimePercent;
        private @Nullable Long missedHeartbeats;
        private @Nullable Double averageGpuUtilizationPercent;
        private List<RecentHeartbeat> recentHeartbeats = List.of();
        private GpuTotals gpuTotals = GpuTotals.UNKNOWN;
        private ActivityReading activityReading = ActivityReading.UNKNOWN;
        private @Nullable HibernationPlan hibernation;
        private @Nullable String agentVersion;

        private Builder(MachineId id) {
            this.id = Objects.requireNonNull(id, "id");
        }

        /** Sets the machine's own name. */
        public Builder hostname(@Nullable String hostname) {
            this.hostname = hostname;
            return this;
        }

        /** Sets whether it works. */
        public Builder activity(@Nullable String activity) {
            this.activity = activity;
            return this;
        }

        /** Sets when its first heartbeat arrived. */
        public Builder firstHeartbeat(@Nullable Instant firstHeartbeat) {
            this.firstHeartbeat = firstHeartbeat;
            return this;
        }

        /** Sets when its newest heartbeat arrived. */
        public Builder lastHeartbeat(@Nullable Instant lastHeartbeat) {
            this.lastHeartbeat = lastHeartbeat;
            return this;
        }

        /** Sets how many heartbeats were counted, 0 or more. */
        public Builder heartbeatCount(@Nullable Long heartbeatCount) {
            this.heartbeatCount = heartbeatCount;
            return this;
        }

        /** Sets how long it has been up, zero or more. */
        public Builder uptime(@Nullable Duration uptime) {
            this.uptime = uptime;
            return this;
        }

        /** Sets the share of due heartbeats that came, 0 to 100. */
        public Builder uptimePercent(@Nullable Double uptimePercent) {
            this.uptimePercent = uptimePercent;
            return this;
        }

        /** Sets how many due heartbeats did not come, 0 or more. */
        public Builder missedHeartbeats(@Nullable Long missedHeartbeats) {
            this.missedHeartbeats = missedHeartbeats;
            return this;
        }

        /** Sets the mean utilisation over its heartbeats, 0 to 100. */
        public Builder averageGpuUtilizationPercent(@Nullable Double averageGpuUtilizationPercent) {
            this.averageGpuUtilizationPercent = averageGpuUtilizationPercent;
            return this;
        }

        /** Sets its newest heartbeats, newest first. Default: none. */
        public Builder recentHeartbeats(List<RecentHeartbeat> recentHeartbeats) {
            this.recentHeartbeats = Objects.requireNonNull(recentHeartbeats, "recentHeartbeats");
            return this;
        }

        /** Sets its GPUs as one reading. */
        public Builder gpuTotals(GpuTotals gpuTotals) {
            this.gpuTotals = Objects.requireNonNull(gpuTotals, "gpuTotals");
            return this;
        }

        /** Sets the traces of use. */
        public Builder activityReading(ActivityReading activityReading) {
            this.activityReading = Objects.requireNonNull(activityReading, "activityReading");
            return this;
        }

        /** Sets whether and when it will be hibernated. */
        public Builder hibernation(@Nullable HibernationPlan hibernation) {
            this.hibernation = hibernation;
            return this;
        }

        /** Sets the version of the reporting program. */
        public Builder agentVersion(@Nullable String agentVersion) {
            this.agentVersion = agentVersion;
            return this;
        }

        /** Returns what was collected. */
        public AgentInstanceDetail build() {
            return new AgentInstanceDetail(this);
        }
    }
}
