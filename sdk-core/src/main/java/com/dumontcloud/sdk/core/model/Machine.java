package com.dumontcloud.sdk.core.model;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One machine as its provider shows it at one moment.
 *
 * <p>Immutable. Whatever the provider did not say is absent, never zero.
 */
public final class Machine {

    private final MachineId id;
    private final MachineState state;
    private final String provider;
    private final String name;
    private final Map<String, String> labels;
    private final @Nullable String stateReason;
    private final @Nullable GpuSpec gpu;
    private final @Nullable String region;
    private final @Nullable String image;
    private final @Nullable Integer diskGb;
    private final @Nullable Boolean interruptible;
    private final @Nullable HourlyRate runningRate;
    private final @Nullable HourlyRate parkedRate;
    private final @Nullable HourlyRate billedRate;
    private final @Nullable Instant createdAt;
    private final @Nullable SshAddress ssh;

    private Machine(Builder builder) {
        this.id = builder.id;
        this.state = builder.state;
        this.provider = builder.provider;
        this.name = Objects.requireNonNullElse(builder.name, builder.id.value());
        this.labels = Map.copyOf(builder.labels);
        this.stateReason = builder.stateReason;
        this.gpu = builder.gpu;
        this.region = builder.region;
        this.image = builder.image;
        this.diskGb = builder.diskGb;
        this.interruptible = builder.interruptible;
        this.runningRate = builder.runningRate;
        this.parkedRate = builder.parkedRate;
        this.billedRate = builder.billedRate;
        this.createdAt = builder.createdAt;
        this.ssh = builder.ssh;
    }

    /** Returns a builder of a machine with the three things that every provider knows. */
    public static Builder builder(MachineId id, String provider, MachineState state) {
        return new Builder(id, provider, state);
    }

    /** Returns a builder that starts from this machine. */
    public Builder toBuilder() {
        Builder builder = new Builder(id, provider, state).name(name).labels(labels);
        builder.stateReason = stateReason;
        builder.gpu = gpu;
        builder.region = region;
        builder.image = image;
        builder.diskGb = diskGb;
        builder.interruptible = interruptible;
        builder.runningRate = runningRate;
        builder.parkedRate = parkedRate;
        builder.billedRate = billedRate;
        builder.createdAt = createdAt;
        builder.ssh = ssh;
        return builder;
    }

    /** Returns the id at the provider. */
    public MachineId id() {
        return id;
    }

    /** Returns the power state the provider shows. */
    public MachineState state() {
        return state;
    }

    /** Returns the provider's name, for example {@code vast}. */
    public String provider() {
        return provider;
    }

    /** Returns the name people gave it; the id where they gave none. */
    public String name() {
        return name;
    }

    /** Returns the labels people or programs put on it; possibly empty. */
    public Map<String, String> labels() {
        return labels;
    }

    /** Returns the provider's own words on the state, if it said any. */
    public @Nullable String stateReason() {
        return stateReason;
    }

    /** Returns its GPUs; absent when the provider does not say, {@link GpuSpec#none()} when it has none. */
    public @Nullable GpuSpec gpu() {
        return gpu;
    }

    /** Returns the region or country, if known. */
    public @Nullable String region() {
        return region;
    }

    /** Returns what is installed on it, as the provider names it; absent when not known. */
    public @Nullable String image() {
        return image;
    }

    /** Returns how large its disk is, in GB (10^9 bytes); absent when not known. */
    public @Nullable Integer diskGb() {
        return diskGb;
    }

    /** Returns whether it is taken away when somebody bids more; absent when not known. */
    public @Nullable Boolean interruptible() {
        return interruptible;
    }

    /** Returns what an hour costs while it runs, everything included; absent when no price is known. */
    public @Nullable HourlyRate runningRate() {
        return runningRate;
    }

    /** Returns what an hour costs while it is stopped with its disk kept; absent when no price is known. */
    public @Nullable HourlyRate parkedRate() {
        return parkedRate;
    }

    /** Returns what an hour costs as it is now, by the provider's own bill; absent where it does not say. */
    public @Nullable HourlyRate billedRate() {
        return billedRate;
    }

    /** Returns when the rental began, if known. */
    public @Nullable Instant createdAt() {
        return createdAt;
    }

    /** Returns where to log in to it; absent where the provider does not say. */
    public @Nullable SshAddress ssh() {
        return ssh;
    }

    @Override
    public String toString() {
        return provider + " machine " + id + " (" + state.text() + ")";
    }

    /** Collects what is known of a machine. Not thread-safe. */
    public static final class Builder {

        private final MachineId id;
        private String provider;
        private MachineState state;
        private Map<String, String> labels = Map.of();
        private @Nullable String name;
        private @Nullable String stateReason;
        private @Nullable GpuSpec gpu;
        private @Nullable String region;
        private @Nullable String image;
        private @Nullable Integer diskGb;
        private @Nullable Boolean interruptible;
        private @Nullable HourlyRate runningRate;
        private @Nullable HourlyRate parkedRate;
        private @Nullable HourlyRate billedRate;
        private @Nullable Instant createdAt;
        private @Nullable SshAddress ssh;

        private Builder(MachineId id, String provider, MachineState state) {
            this.id = Objects.requireNonNull(id, "id");
            this.provider = Objects.requireNonNull(provider, "provider");
            this.state = Objects.requireNonNull(state, "state");
        }

        /** Replaces the power state. */
        public Builder state(MachineState state) {
            this.state = Objects.requireNonNull(state, "state");
            return this;
        }

        /** Replaces the provider's name: for one that passes another's machines on. */
        public Builder provider(String provider) {
            this.provider = Objects.requireNonNull(provider, "provider");
            return this;
        }

        /** Sets the name people see. Default: the id. */
        public Builder name(String name) {
            this.name = Objects.requireNonNull(name, "name");
            return this;
        }

        /** Sets the labels. Default: none. */
        public Builder labels(Map<String, String> labels) {
            this.labels = Map.copyOf(labels);
            return this;
        }

        /** Sets the provider's words on the state. Default: absent. */
        public Builder stateReason(@Nullable String stateReason) {
            this.stateReason = stateReason;
            return this;
        }

        /** Sets the GPUs. Default: not known. */
        public Builder gpu(GpuSpec gpu) {
            this.gpu = Objects.requireNonNull(gpu, "gpu");
            return this;
        }

        /** Sets the region. Default: not known. */
        public Builder region(String region) {
            this.region = Objects.requireNonNull(region, "region");
            return this;
        }

        /** Sets what is installed on it. Default: not known. */
        public Builder image(@Nullable String image) {
            this.image = image;
            return this;
        }

        /** Sets how large its disk is, in GB. Default: not known. */
        public Builder diskGb(@Nullable Integer diskGb) {
            this.diskGb = diskGb;
            return this;
        }

        /** Sets whether it is taken away when somebody bids more. Default: not known. */
        public Builder interruptible(@Nullable Boolean interruptible) {
            this.interruptible = interruptible;
            return this;
        }

        /** Sets the price of a running hour. Default: not known. */
        public Builder runningRate(HourlyRate runningRate) {
            this.runningRate = Objects.requireNonNull(runningRate, "runningRate");
            return this;
        }

        /** Sets the price of a parked hour. Default: not known. */
        public Builder parkedRate(HourlyRate parkedRate) {
            this.parkedRate = Objects.requireNonNull(parkedRate, "parkedRate");
            return this;
        }

        /** Sets what an hour costs as it is now, by the provider's own bill. Default: not known. */
        public Builder billedRate(@Nullable HourlyRate billedRate) {
            this.billedRate = billedRate;
            return this;
        }

        /** Sets when the rental began. Default: not known. */
        public Builder createdAt(Instant createdAt) {
            this.createdAt = Objects.requireNonNull(createdAt, "createdAt");
            return this;
        }

        /** Sets where to log in to it. Default: not known. */
        public Builder ssh(@Nullable SshAddress ssh) {
            this.ssh = ssh;
            return this;
        }

        /** Returns the machine. */
        public Machine build() {
            return new Machine(this);
        }
    }
}
