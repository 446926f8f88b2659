package com.dumontcloud.sdk.core.provider;

import java.time.Duration;
import java.util.Objects;

/**
 * What a provider can do and how long it takes. Immutable.
 */
public final class ProviderCapabilities {

    private final boolean keepsDisk;
    private final boolean reboots;
    private final Duration startTimeout;

    private ProviderCapabilities(Builder builder) {
        this.keepsDisk = builder.keepsDisk;
        this.reboots = builder.reboots;
        this.startTimeout = builder.startTimeout;
    }

    /** Returns a builder with the defaults its setters name. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns whether a stopped machine keeps its disk. Where it does not, a stop destroys data. */
    public boolean keepsDisk() {
        return keepsDisk;
    }

    /** Returns whether {@link MachineProvider#reboot} is possible. */
    public boolean reboots() {
        return reboots;
    }

    /** Returns how long a start may take before the machine counts as failed. */
    public Duration startTimeout() {
        return startTimeout;
    }

    /** Collects capabilities. Not thread-safe. */
    public static final class Builder {

        private boolean keepsDisk = true;
        private boolean reboots = true;
        private Duration startTimeout = Duration.ofMinutes(30);

        private Builder() {}

        /** Sets whether a stopped machine keeps its disk. Default: yes. */
        public Builder keepsDisk(boolean keepsDisk) {
            this.keepsDisk = keepsDisk;
            return this;
        }

        /** Sets whether machines can be rebooted. Default: yes. */
        public Builder reboots(boolean reboots) {
            this.reboots = reboots;
            return this;
        }

        /** Sets how long a start may take; positive. Default: 30 minutes, what a large image takes to pull on Vast. */
        public Builder startTimeout(Duration startTimeout) {
            this.startTimeout = Objects.requireNonNull(startTimeout, "startTimeout");
            return this;
        }

        /**
         * Returns the capabilities.
         *
         * @throws IllegalArgumentException if the start time-out is not positive
         */
        public ProviderCapabilities build() {
            if (startTimeout.isNegative() || startTimeout.isZero()) {
                throw new IllegalArgumentException("startTimeout is " + startTimeout + "; it must be positive");
            }
            return new ProviderCapabilities(this);
        }
    }
}
