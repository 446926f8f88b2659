package com.dumontcloud.sdk.core.model;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One report of one reporter on one machine, whichever of the two dialects it came in.
 *
 * <p>Immutable. Only the machine's id is always there; everything else may be absent, and absent means not known, never zero.
 * Values are not checked here: what arrives from outside is checked where it is decoded.
 */
public final class Heartbeat {

    private final MachineId instanceId;
    private final ReporterRef reporter;
    private final @Nullable String hostname;
    private final @Nullable Instant timestamp;
    private final @Nullable String agentVersion;
    private final @Nullable String agentStatus;
    private final GpuTotals gpuTotals;
    private final List<GpuReading> gpus;
    private final HostReading host;
    private final PeopleReading people;
    private final @Nullable BusyReading busy;
    private final @Nullable Integer processCount;
    private final @Nullable Integer activeUsers;
    private final @Nullable Instant lastActivity;
    private final @Nullable Double idleSeconds;
    private final @Nullable Long uptimeSeconds;
    private final @Nullable BigDecimal costAccumulatedUsd;
    private final @Nullable String bootId;
    private final @Nullable Long seq;
    private final List<CommandResult> results;
    private final @Nullable Goodbye goodbye;

    private Heartbeat(Builder builder) {
        this.instanceId = builder.instanceId;
        this.reporter = builder.reporter;
        this.hostname = builder.hostname;
        this.timestamp = builder.timestamp;
        this.agentVersion = builder.agentVersion;
        this.agentStatus = builder.agentStatus;
        this.gpuTotals = builder.gpuTotals;
        this.gpus = List.copyOf(builder.gpus);
        this.host = builder.host;
        this.people = builder.people;
        this.busy = builder.busy;
        this.processCount = builder.processCount;
        this.activeUsers = builder.activeUsers;
        this.lastActivity = builder.lastActivity;
        this.idleSeconds = builder.idleSeconds;
        this.uptimeSeconds = builder.uptimeSeconds;
        this.costAccumulatedUsd = builder.costAccumulatedUsd;
        this.bootId = builder.bootId;
        this.seq = builder.seq;
        this.results = List.copyOf(builder.results);
        this.goodbye = builder.goodbye;
    }

    /** Returns a builder of a heartbeat of this machine. */
    public static Builder builder(MachineId instanceId) {
        return new Builder(instanceId);
    }

    /** Returns a builder that starts from this heartbeat. */
    public Builder toBuilder() {
        Builder builder = new Builder(instanceId);
        builder.reporter = reporter;
        builder.hostname = hostname;
        builder.timestamp = timestamp;
        builder.agentVersion = agentVersion;
        builder.agentStatus = agentStatus;
        builder.gpuTotals = gpuTotals;
        builder.gpus = gpus;
        builder.host = host;
        builder.people = people;
        builder.busy = busy;
        builder.processCount = processCount;
        builder.activeUsers = activeUsers;
        builder.lastActivity = lastActivity;
        builder.idleSeconds = idleSeconds;
        builder.uptimeSeconds = uptimeSeconds;
        builder.costAccumulatedUsd = costAccumulatedUsd;
        builder.bootId = bootId;
        builder.seq = seq;
        builder.results = results;
        builder.goodbye = goodbye;
        return builder;
    }

    /** Returns the machine this speaks of. */
    public MachineId instanceId() {
        return instanceId;
    }

    /** Returns which of the machine's reporters speaks; {@link ReporterRef#AGENT} where it does not say. */
    public ReporterRef reporter() {
        return reporter;
    }

    /** Returns the machine's own name. */
    public @Nullable String hostname() {
        return hostname;
    }

    /** Returns the reporter's wall clock when it sent this; for reports of skew, never for liveness. */
    public @Nullable Instant timestamp() {
        return timestamp;
    }

    /** Returns the version of the reporting program. */
    public @Nullable String agentVersion() {
        return agentVersion;
    }

    /** Returns the agent's own word on the machine, such as {@code running}; never changes power. */
    public @Nullable String agentStatus() {
        return agentStatus;
    }

    /** Returns the GPUs as one reading. */
    public GpuTotals gpuTotals() {
        return gpuTotals;
    }

    /** Returns each GPU by itself; empty where the reporter gives only the totals. */
    public List<GpuReading> gpus() {
        return gpus;
    }

    /** Returns the machine around the GPUs. */
    public HostReading host() {
        return host;
    }

    /** Returns traces of people at the machine. */
    public PeopleReading people() {
        return people;
    }

    /** Returns the program's own word on its work. */
    public @Nullable BusyReading busy() {
        return busy;
    }

    /** Returns how many processes use a GPU. */
    public @Nullable Integer processCount() {
        return processCount;
    }

    /** Returns how many people have a session open. */
    public @Nullable Integer activeUsers() {
        return activeUsers;
    }

    /** Returns when the machine last saw somebody or something at work, by its own wall clock. */
    public @Nullable Instant lastActivity() {
        return lastActivity;
    }

    /** Returns seconds since the machine last saw activity, on its own monotonic clock. */
    public @Nullable Double idleSeconds() {
        return idleSeconds;
    }

    /** Returns seconds since the machine booted. */
    public @Nullable Long uptimeSeconds() {
        return uptimeSeconds;
    }

    /** Returns what the agent believes the machine has cost; never used for money. */
    public @Nullable BigDecimal costAccumulatedUsd() {
        return costAccumulatedUsd;
    }

    /** Returns the kernel's id of this boot. */
    public @Nullable String bootId() {
        return bootId;
    }

    /** Returns the number of this heartbeat within the reporter's run. */
    public @Nullable Long seq() {
        return seq;
    }

    /** Returns what became of commands received earlier. */
    public List<CommandResult> results() {
        return results;
    }

    /** Returns why this is the reporter's last heartbeat, if it is. */
    public @Nullable Goodbye goodbye() {
        return goodbye;
    }

    @Override
    public String toString() {
        return "heartbeat of " + instanceId + " by " + reporter.id() + (seq == null ? "" : " #" + seq);
    }

    /** Collects what a reporter knows. Every setting is absent unless set. Not thread-safe. */
    public static final class Builder {

        private final MachineId instanceId;
        private ReporterRef reporter = ReporterRef.AGENT;
        private @Nullable String hostname;
        private @Nullable Instant timestamp;
        private @Nullable String agentVersion;
        private @Nullable String agentStatus;
        private GpuTotals gpuTotals = GpuTotals.UNKNOWN;
        private List<GpuReading> gpus = List.of();
        private HostReading host = HostReading.UNKNOWN;
        private PeopleReading people = PeopleReading.UNKNOWN;
        private @Nullable BusyReading busy;
        private @Nullable Integer processCount;
        private @Nullable Integer activeUsers;
        private @Nullable Instant lastActivity;
        private @Nullable Double idleSeconds;
        private @Nullable Long uptimeSeconds;
        private @Nullable BigDecimal costAccumulatedUsd;
        private @Nullable String bootId;
        private @Nullable Long seq;
        private List<CommandResult> results = List.of();
        private @Nullable Goodbye goodbye;

        private Builder(MachineId instanceId) {
            this.instanceId = Objects.requireNonNull(instanceId, "instanceId");
        }

        /** Sets which reporter speaks. Default: {@link ReporterRef#AGENT}. */
        public Builder reporter(ReporterRef reporter) {
            this.reporter = Objects.requireNonNull(reporter, "reporter");
            return this;
        }

        /** Sets the machine's own name. */
        public Builder hostname(@Nullable String hostname) {
            this.hostname = hostname;
            return this;
        }

        /** Sets the reporter's wall clock. */
        public Builder timestamp(@Nullable Instant timestamp) {
            this.timestamp = timestamp;
            return this;
        }

        /** Sets the version of the reporting program. */
        public Builder agentVersion(@Nullable String agentVersion) {
            this.agentVersion = agentVersion;
            return this;
        }

        /** Sets the agent's own word on the machine. */
        public Builder agentStatus(@Nullable String agentStatus) {
            this.agentStatus = agentStatus;
            return this;
        }

        /** Sets the GPUs as one reading. */
        public Builder gpuTotals(GpuTotals gpuTotals) {
            this.gpuTotals = Objects.requireNonNull(gpuTotals, "gpuTotals");
            return this;
        }

        /** Sets each GPU by itself. */
        public Builder gpus(List<GpuReading> gpus) {
            this.gpus = Objects.requireNonNull(gpus, "gpus");
            return this;
        }

        /** Sets the machine around the GPUs. */
        public Builder host(HostReading host) {
            this.host = Objects.requireNonNull(host, "host");
            return this;
        }

        /** Sets traces of people at the machine. */
        public Builder people(PeopleReading people) {
            this.people = Objects.requireNonNull(people, "people");
            return this;
        }

        /** Sets the program's own word on its work. */
        public Builder busy(@Nullable BusyReading busy) {
            this.busy = busy;
            return this;
        }

        /** Sets how many processes use a GPU, 0 or more. */
        public Builder processCount(@Nullable Integer processCount) {
            this.processCount = processCount;
            return this;
        }

        /** Sets how many people have a session open, 0 or more. */
        public Builder activeUsers(@Nullable Integer activeUsers) {
            this.activeUsers = activeUsers;
            return this;
        }

        /** Sets when the machine last saw activity. */
        public Builder lastActivity(@Nullable Instant lastActivity) {
            this.lastActivity = lastActivity;
            return this;
        }

        /** Sets seconds since the machine last saw activity, 0 or more. */
        public Builder idleSeconds(@Nullable Double idleSeconds) {
            this.idleSeconds = idleSeconds;
            return this;
        }

        /** Sets seconds since the machine booted, 0 or more. */
        public Builder uptimeSeconds(@Nullable Long uptimeSeconds) {
            this.uptimeSeconds = uptimeSeconds;
            return this;
        }

        /** Sets what the agent believes the machine has cost. */
        public Builder costAccumulatedUsd(@Nullable BigDecimal costAccumulatedUsd) {
            this.costAccumulatedUsd = costAccumulatedUsd;
            return this;
        }

        /** Sets the kernel's id of this boot. */
        public Builder bootId(@Nullable String bootId) {
            this.bootId = bootId;
            return this;
        }

        /** Sets the number of this heartbeat within the reporter's run, 0 or more, growing. */
        public Builder seq(@Nullable Long seq) {
            this.seq = seq;
            return this;
        }

        /** Sets what became of commands received earlier. */
        public Builder results(List<CommandResult> results) {
            this.results = Objects.requireNonNull(results, "results");
            return this;
        }

        /** Sets why this is the reporter's last heartbeat. */
        public Builder goodbye(@Nullable Goodbye goodbye) {
            this.goodbye = goodbye;
            return this;
        }

        /** Returns the heartbeat. */
        public Heartbeat build() {
            return new Heartbeat(this);
        }
    }
}
