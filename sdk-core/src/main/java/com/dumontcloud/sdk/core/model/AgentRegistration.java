package com.dumontcloud.sdk.core.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A machine that was rented elsewhere and is now to be watched. Immutable.
 */
public final class AgentRegistration {

    private final MachineId id;
    private final @Nullable String name;
    private final @Nullable HourlyRate rate;
    private final @Nullable String provider;

    private AgentRegistration(Builder builder) {
        this.id = builder.id;
        this.name = builder.name;
        this.rate = builder.rate;
        this.provider = builder.provider;
    }

    /** Returns a builder of the registration of this machine. */
    public static Builder builder(MachineId id) {
        return new Builder(id);
    }

    /** Returns the id under which it will report. */
    public MachineId id() {
        return id;
    }

    /** Returns what people call it; the control plane uses the id where this is absent. */
    public @Nullable String name() {
        return name;
    }

    /** Returns what it costs while it runs; without it the control plane names no cost. */
    public @Nullable HourlyRate rate() {
        return rate;
    }

    /** Returns where it is rented, such as {@code vast}; without it nobody can park the machine but its own agent. */
    public @Nullable String provider() {
        return provider;
    }

    @Override
    public String toString() {
        return "registration of " + id + (provider == null ? "" : " at " + provider);
    }

    /** Collects what is known of the machine. Every setting is absent unless set. Not thread-safe. */
    public static final class Builder {

        private final MachineId id;
        private @Nullable String name;
        private @Nullable HourlyRate rate;
        private @Nullable String provider;

        private Builder(MachineId id) {
            this.id = Objects.requireNonNull(id, "id");
        }

        /** Sets what people call it. */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /** Sets what it costs while it runs. */
        public Builder rate(@Nullable HourlyRate rate) {
            this.rate = rate;
            return this;
        }

        /** Sets where it is rented. */
        public Builder provider(@Nullable String provider) {
            this.provider = provider;
            return this;
        }

        /** Returns what was collected. */
        public AgentRegistration build() {
            return new AgentRegistration(this);
        }
    }
}
