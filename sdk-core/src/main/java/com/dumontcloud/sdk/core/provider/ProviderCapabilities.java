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
    private final boolean rents;
    private final boolean interruptible;
    private final boolean labels;
    private final Duration rentalShowsWithin;

    private ProviderCapabilities(Builder builder) {
        this.keepsDisk = builder.keepsDisk;
        this.reboots = builder.reboots;
        this.startTimeout = builder.startTimeout;
        this.rents = builder.rents;
        this.interruptible = builder.interruptible;
        this.labels = builder.labels;
        this.rentalShowsWithin = builder.rentalShowsWithin;
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

    /** Returns whether machines can be searched and rented. A machine that is rented carries the labels it was asked with. */
    public boolean rents() {
        return rents;
    }

    /** Returns whether machines are rented out that are taken away when somebody bids more. */
    public boolean interruptible() {
        return interruptible;
    }

    /** Returns whether {@link MachineProvider#setLabel} is possible, so that a lease can be renewed. */
    public boolean labels() {
        return labels;
    }

    /** Returns within what time a machine whose rental took effect is in every complete list. */
    public Duration rentalShowsWithin() {
        return rentalShowsWithin;
    }

    /** Collects capabilities. Not thread-safe. */
    public static final class Builder {

        private boolean keepsDisk = true;
        private boolean reboots = true;
        private Duration startTimeout = Duration.ofMinutes(30);
        private boolean rents;
        private boolean interruptible;
        private boolean labels;
        private Duration rentalShowsWithin = Duration.ofMinutes(2);

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

        /** Sets whether machines can be searched and rented. Default: no. */
        public Builder rents(boolean rents) {
            this.rents = rents;
            return this;
        }

        /** Sets whether machines are rented out that are taken away when somebody bids more. Default: no. */
        public Builder interruptible(boolean interruptible) {
            this.interruptible = interruptible;
            return this;
        }

        /** Sets whether labels can be set on a machine. Default: no. */
        public Builder labels(boolean labels) {
            this.labels = labels;
            return this;
        }

        /** Sets within what time a machine that was rented is in every complete list; 0 or more. Default: 2 minutes. */
        public Builder rentalShowsWithin(Duration rentalShowsWithin) {
            this.rentalShowsWithin = Objects.requireNonNull(rentalShowsWithin, "rentalShowsWithin");
            return this;
        }

        /**
         * Returns the capabilities.
         *
         * @throws IllegalArgumentException if the start time-out is not positive, or the time until a rental shows is negative
         */
        public ProviderCapabilities build() {
            if (rentalShowsWithin.isNegative()) {
                throw new IllegalArgumentException(
                        "rentalShowsWithin is " + rentalShowsWithin + "; it must be 0 or more");
            }
            if (startTimeout.isNegative() || startTimeout.isZero()) {
                throw new IllegalArgumentException("startTimeout is " + startTimeout + "; it must be positive");
            }
            return new ProviderCapabilities(this);
        }
    }
}
