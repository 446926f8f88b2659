package com.dumontcloud.sdk.core.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One row of the fleet as the control plane lists it: a machine and the newest word of its reporters.
 *
 * <p>Immutable. What the control plane did not say is absent, never zero. The two dialects tell different parts: see each
 * accessor; what both tell has no remark.
 */
public final class AgentInstance {

    private final MachineId id;
    private final @Nullable String name;
    private final @Nullable String hostname;
    private final @Nullable String status;
    private final @Nullable String health;
    private final @Nullable String activity;
    private final @Nullable Instant lastHeartbeat;
    private final @Nullable Duration sinceHeartbeat;
    private final @Nullable Double gpuUtilizationPercent;
    private final @Nullable Double memoryUsedPercent;
    private final @Nullable Duration idleFor;
    private final @Nullable BigDecimal costTodayUsd;
    private final @Nullable String alert;
    private final @Nullable String agentVersion;

    private AgentInstance(Builder builder) {
        this.id = builder.id;
        this.name = builder.name;
        this.hostname = builder.hostname;
        this.status = builder.status;
        this.health = builder.health;
        this.activity = builder.activity;
        this.lastHeartbeat = builder.lastHeartbeat;
        this.sinceHeartbeat = builder.sinceHeartbeat;
        this.gpuUtilizationPercent = builder.gpuUtilizationPercent;
        this.memoryUsedPercent = builder.memoryUsedPercent;
        this.idleFor = builder.idleFor;
        this.costTodayUsd = builder.costTodayUsd;
        this.alert = builder.alert;
        this.agentVersion = builder.agentVersion;
    }

    /** Returns a builder of a row of this machine. */
    public static Builder builder(MachineId id) {
        return new Builder(id);
    }

    /** Returns the machine this speaks of. */
    public MachineId id() {
        return id;
    }

    /** Returns the name people gave the machine; flat dialect. */
    public @Nullable String name() {
        return name;
    }

    /** Returns the machine's own name; nested dialect. */
    public @Nullable String hostname() {
        return hostname;
    }

    /** Returns the state of the machine, such as {@code running} or {@code orphaned}; flat dialect. */
    public @Nullable String status() {
        return status;
    }

    /** Returns whether its heartbeats arrive, such as {@code healthy} or {@code unhealthy}; flat dialect. */
    public @Nullable String health() {
        return health;
    }

    /** Returns whether it works, such as {@code active} or {@code idle}; nested dialect. */
    public @Nullable String activity() {
        return activity;
    }

    /** Returns when its newest heartbeat arrived, by the control plane's clock. */
    public @Nullable Instant lastHeartbeat() {
        return lastHeartbeat;
    }

    /** Returns how long ago that was; flat dialect, in whole seconds. */
    public @Nullable Duration sinceHeartbeat() {
        return sinceHeartbeat;
    }

    /** Returns the utilisation of its busiest GPU, 0 to 100. */
    public @Nullable Double gpuUtilizationPercent() {
        return gpuUtilizationPercent;
    }

    /** Returns the share of GPU memory in use, 0 to 100; nested dialect. */
    public @Nullable Double memoryUsedPercent() {
        return memoryUsedPercent;
    }

    /** Returns how long it has been without activity; nested dialect, in whole seconds. */
    public @Nullable Duration idleFor() {
        return idleFor;
    }

    /** Returns what it has cost since 00:00 UTC, in US dollars; flat dialect. */
    public @Nullable BigDecimal costTodayUsd() {
        return costTodayUsd;
    }

    /** Returns what a person should look at, where there is something; flat dialect. */
    public @Nullable String alert() {
        return alert;
    }

    /** Returns the version of the reporting program; nested dialect. */
    public @Nullable String agentVersion() {
        return agentVersion;
    }

    @Override
    public String toString() {
        return "row of " + id + (status == null ? "" : ", " + status) + (activity == null ? "" : ", " + activity);
    }

    /** Collects what is known of one machine. Every setting is absent unless set. Not thread-safe. */
    public static final class Builder {

        private final MachineId id;
        private @Nullable String name;
        private @Nullable String hostname;
        private @Nullable String status;
        private @Nullable String health;
        private @Nullable String activity;
        private @Nullable Instant lastHeartbeat;
        private @Nullable Duration sinceHeartbeat;
        private @Nullable Double gpuUtilizationPercent;
        private @Nullable Double memoryUsedPercent;
        private @Nullable Duration idleFor;
        private @Nullable BigDecimal costTodayUsd;
        private @Nullable String alert;
        private @Nullable String agentVersion;

        private Builder(MachineId id) {
            this.id = Objects.requireNonNull(id, "id");
        }

        /** Sets the name people gave the machine. */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /** Sets the machine's own name. */
        public Builder hostname(@Nullable String hostname) {
            this.hostname = hostname;
            return this;
        }

        /** Sets the state of the machine. */
        public Builder status(@Nullable String status) {
            this.status = status;
            return this;
        }

        /** Sets whether its heartbeats arrive. */
        public Builder health(@Nullable String health) {
            this.health = health;
            return this;
        }

        /** Sets whether it works. */
        public Builder activity(@Nullable String activity) {
            this.activity = activity;
            return this;
        }

        /** Sets when its newest heartbeat arrived. */
        public Builder lastHeartbeat(@Nullable Instant lastHeartbeat) {
            this.lastHeartbeat = lastHeartbeat;
            return this;
        }

        /** Sets how long ago that was, zero or more. */
        public Builder sinceHeartbeat(@Nullable Duration sinceHeartbeat) {
            this.sinceHeartbeat = sinceHeartbeat;
            return this;
        }

        /** Sets the utilisation of its busiest GPU, 0 to 100. */
        public Builder gpuUtilizationPercent(@Nullable Double gpuUtilizationPercent) {
            this.gpuUtilizationPercent = gpuUtilizationPercent;
            return this;
        }

        /** Sets the share of GPU memory in use, 0 to 100. */
        public Builder memoryUsedPercent(@Nullable Double memoryUsedPercent) {
            this.memoryUsedPercent = memoryUsedPercent;
            return this;
        }

        /** Sets how long it has been without activity, zero or more. */
        public Builder idleFor(@Nullable Duration idleFor) {
            this.idleFor = idleFor;
            return this;
        }

        /** Sets what it has cost since 00:00 UTC, in US dollars. */
        public Builder costTodayUsd(@Nullable BigDecimal costTodayUsd) {
            this.costTodayUsd = costTodayUsd;
            return this;
        }

        /** Sets what a person should look at. */
        public Builder alert(@Nullable String alert) {
            this.alert = alert;
            return this;
        }

        /** Sets the version of the reporting program. */
        public Builder agentVersion(@Nullable String agentVersion) {
            this.agentVersion = agentVersion;
            return this;
        }

        /** Returns what was collected. */
        public AgentInstance build() {
            return new AgentInstance(this);
        }
    }
}
