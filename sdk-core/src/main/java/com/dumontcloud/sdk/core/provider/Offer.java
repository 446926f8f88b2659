package com.dumontcloud.sdk.core.provider;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A machine that can be rented, as its provider offered it at one moment; it may be gone at the next. Immutable.
 *
 * <p>Whatever the provider did not say is absent, never zero.
 */
public final class Offer {

    private final String id;
    private final GpuSpec gpu;
    private final HourlyRate runningRate;
    private final HourlyRate lowestBid;
    private final boolean interruptible;
    private final @Nullable HourlyRate parkedRate;
    private final @Nullable String region;
    private final @Nullable String host;
    private final @Nullable Integer diskGb;
    private final @Nullable Double reliability;

    private Offer(Builder builder) {
        this.id = builder.id;
        this.gpu = builder.gpu;
        this.runningRate = builder.runningRate;
        this.lowestBid = Objects.requireNonNullElse(builder.lowestBid, builder.runningRate);
        this.interruptible = builder.interruptible;
        this.parkedRate = builder.parkedRate;
        this.region = builder.region;
        this.host = builder.host;
        this.diskGb = builder.diskGb;
        this.reliability = builder.reliability;
    }

    /**
     * Returns a builder of an offer with what every provider says.
     *
     * @param id names it at the provider
     * @param gpu the GPUs
     * @param runningRate what {@link #runningRate()} returns
     */
    public static Builder builder(String id, GpuSpec gpu, HourlyRate runningRate) {
        return new Builder(id, gpu, runningRate);
    }

    /** Returns its id at the provider; one that is offered again later may have another. */
    public String id() {
        return id;
    }

    /** Returns its GPUs. */
    public GpuSpec gpu() {
        return gpu;
    }

    /**
     * Returns what an hour costs while it runs, with the disk that was asked for; of an interruptible machine, at the lowest bid
     * that is accepted. Traffic may come on top.
     */
    public HourlyRate runningRate() {
        return runningRate;
    }

    /** Returns whether it is taken away when somebody bids more. */
    public boolean isInterruptible() {
        return interruptible;
    }

    /**
     * Returns the lowest bid for an hour of the whole machine that is accepted: less than the running rate where the provider bills
     * something beside the bid, such as the disk. Of a machine that nobody bids for, the running rate.
     */
    public HourlyRate lowestBid() {
        return lowestBid;
    }

    /**
     * Returns what a running hour costs at a bid, with what is billed beside it.
     *
     * @param bid for an hour of the whole machine; absent for the lowest
     */
    public HourlyRate runningRateAt(@Nullable HourlyRate bid) {
        if (bid == null) {
            return runningRate;
        }
        BigDecimal beside = runningRate.usdPerHour().subtract(lowestBid.usdPerHour());
        return new HourlyRate(bid.usdPerHour().add(beside));
    }

    /** Returns what an hour costs while it is stopped, with the disk that was asked for; absent when not known. */
    public @Nullable HourlyRate parkedRate() {
        return parkedRate;
    }

    /** Returns the region or country it is in; absent when not known. */
    public @Nullable String region() {
        return region;
    }

    /** Returns which physical host it is on, so that a replacement can be looked for elsewhere; absent when not known. */
    public @Nullable String host() {
        return host;
    }

    /** Returns how large a disk it can have, in GB (10^9 bytes); absent where its provider names no limit. */
    public @Nullable Integer diskGb() {
        return diskGb;
    }

    /** Returns the share of the time its host has been up, 0 to 1, as the provider rates it; absent when it does not. */
    public @Nullable Double reliability() {
        return reliability;
    }

    @Override
    public String toString() {
        return "offer " + id + " (" + gpu.count() + "x " + gpu.name() + ", " + runningRate.usdPerHour() + " USD/h"
                + (interruptible ? ", interruptible)" : ")");
    }

    /** Collects what a provider says. Not thread-safe. */
    public static final class Builder {

        private final String id;
        private final GpuSpec gpu;
        private final HourlyRate runningRate;
        private boolean interruptible;
        private @Nullable HourlyRate lowestBid;
        private @Nullable HourlyRate parkedRate;
        private @Nullable String region;
        private @Nullable String host;
        private @Nullable Integer diskGb;
        private @Nullable Double reliability;

        private Builder(String id, GpuSpec gpu, HourlyRate runningRate) {
            this.id = Objects.requireNonNull(id, "id");
            this.gpu = Objects.requireNonNull(gpu, "gpu");
            this.runningRate = Objects.requireNonNull(runningRate, "runningRate");
        }

        /** Sets whether it is taken away when somebody bids more. Default: no. */
        public Builder interruptible(boolean interruptible) {
            this.interruptible = interruptible;
            return this;
        }

        /** Sets the lowest bid that is accepted, at most the running rate. Default: the running rate. */
        public Builder lowestBid(@Nullable HourlyRate lowestBid) {
            this.lowestBid = lowestBid;
            return this;
        }

        /** Sets the price of a parked hour. Default: not known. */
        public Builder parkedRate(@Nullable HourlyRate parkedRate) {
            this.parkedRate = parkedRate;
            return this;
        }

        /** Sets the region or country. Default: not known. */
        public Builder region(@Nullable String region) {
            this.region = region;
            return this;
        }

        /** Sets which physical host it is on. Default: not known. */
        public Builder host(@Nullable String host) {
            this.host = host;
            return this;
        }

        /** Sets the largest disk, in GB. Default: any. */
        public Builder diskGb(@Nullable Integer diskGb) {
            this.diskGb = diskGb;
            return this;
        }

        /** Sets the share of the time its host has been up, 0 to 1. Default: not known. */
        public Builder reliability(@Nullable Double reliability) {
            this.reliability = reliability;
            return this;
        }

        /**
         * Returns the offer.
         *
         * @throws IllegalArgumentException if the lowest bid is above the running rate, which includes it
         */
        public Offer build() {
            if (lowestBid != null && lowestBid.compareTo(runningRate) > 0) {
                throw new IllegalArgumentException("lowestBid is " + lowestBid.usdPerHour()
                        + " USD/h; it must be at most the running rate of " + runningRate.usdPerHour());
            }
            return new Offer(this);
        }
    }
}
