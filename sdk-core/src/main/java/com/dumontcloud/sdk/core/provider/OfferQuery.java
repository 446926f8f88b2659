package com.dumontcloud.sdk.core.provider;

import com.dumontcloud.sdk.core.model.HourlyRate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a machine must have to be worth renting. Immutable.
 *
 * <pre>{@code
 * OfferQuery.builder()
 *         .gpuName("RTX 4090")
 *         .diskGb(60)
 *         .maxRate(HourlyRate.ofUsd("0.60"))
 *         .build();
 * }</pre>
 */
public final class OfferQuery {

    private final Set<String> gpuNames;
    private final int gpuCount;
    private final @Nullable Long minGpuMemoryMib;
    private final Set<String> regions;
    private final int diskGb;
    private final @Nullable HourlyRate maxRate;
    private final boolean interruptible;
    private final @Nullable Double minReliability;
    private final Set<String> excludedHosts;
    private final int limit;

    private OfferQuery(Builder builder) {
        this.gpuNames = Set.copyOf(builder.gpuNames);
        this.gpuCount = builder.gpuCount;
        this.minGpuMemoryMib = builder.minGpuMemoryMib;
        this.regions = Set.copyOf(builder.regions);
        this.diskGb = builder.diskGb;
        this.maxRate = builder.maxRate;
        this.interruptible = builder.interruptible;
        this.minReliability = builder.minReliability;
        this.excludedHosts = Set.copyOf(builder.excludedHosts);
        this.limit = builder.limit;
    }

    /** Returns a builder with the defaults its setters name: any one GPU, rented on demand. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns a builder that starts from this query. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.gpuNames = gpuNames;
        builder.gpuCount = gpuCount;
        builder.minGpuMemoryMib = minGpuMemoryMib;
        builder.regions = regions;
        builder.diskGb = diskGb;
        builder.maxRate = maxRate;
        builder.interruptible = interruptible;
        builder.minReliability = minReliability;
        builder.excludedHosts = excludedHosts;
        builder.limit = limit;
        return builder;
    }

    /** Returns the models of GPU of which any will do; empty for every one. */
    public Set<String> gpuNames() {
        return gpuNames;
    }

    /** Returns how many GPUs, neither more nor fewer. */
    public int gpuCount() {
        return gpuCount;
    }

    /** Returns how much memory each GPU must have, in MiB; absent for any. */
    public @Nullable Long minGpuMemoryMib() {
        return minGpuMemoryMib;
    }

    /** Returns the regions it may be in; empty for anywhere. */
    public Set<String> regions() {
        return regions;
    }

    /** Returns how large a disk it must have, in GB (10^9 bytes); rates include it. */
    public int diskGb() {
        return diskGb;
    }

    /** Returns what a running hour may cost, the disk included; absent for any price. */
    public @Nullable HourlyRate maxRate() {
        return maxRate;
    }

    /** Returns whether machines are wanted that are taken away when somebody bids more; only such, if so. */
    public boolean isInterruptible() {
        return interruptible;
    }

    /** Returns the share of the time its host must have been up, 0 to 1; absent for any. */
    public @Nullable Double minReliability() {
        return minReliability;
    }

    /** Returns the hosts it must not be on; possibly empty. */
    public Set<String> excludedHosts() {
        return excludedHosts;
    }

    /** Returns how many offers are wanted at most. */
    public int limit() {
        return limit;
    }

    /**
     * Returns whether an offer has all that is asked for. What it does not say it is not taken to have. Providers check what
     * their other side found with this, since not every filter is honoured there.
     */
    public boolean fits(Offer offer) {
        Long memoryMib = offer.gpu().memoryMib();
        Double reliability = offer.reliability();
        Integer disk = offer.diskGb();
        String region = offer.region();
        return offer.isInterruptible() == interruptible
                && offer.gpu().count() == gpuCount
                && (gpuNames.isEmpty() || gpuNames.stream().anyMatch(offer.gpu().name()::equalsIgnoreCase))
                && (minGpuMemoryMib == null || (memoryMib != null && memoryMib >= minGpuMemoryMib))
                && (regions.isEmpty() || (region != null && regions.contains(lower(region))))
                && (disk == null || disk >= diskGb)
                && (maxRate == null || offer.runningRate().compareTo(maxRate) <= 0)
                && (minReliability == null || (reliability != null && reliability >= minReliability))
                && (offer.host() == null || !excludedHosts.contains(offer.host()));
    }

    /**
     * Returns whether an offer has all that is asked for, also where more than its lowest bid is bid: what the machine then costs is
     * within the highest rate.
     *
     * @param bid for an hour of the whole machine, which must be accepted; absent for the lowest
     */
    public boolean fits(Offer offer, @Nullable HourlyRate bid) {
        return fits(offer)
                && (bid == null || bid.compareTo(offer.lowestBid()) >= 0)
                && (maxRate == null || offer.runningRateAt(bid).compareTo(maxRate) <= 0);
    }

    /** Whether both ask for the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OfferQuery query && parts().equals(query.parts());
    }

    @Override
    public int hashCode() {
        return parts().hashCode();
    }

    private List<@Nullable Object> parts() {
        return Arrays.asList(
                gpuNames,
                gpuCount,
                minGpuMemoryMib,
                regions,
                diskGb,
                maxRate,
                interruptible,
                minReliability,
                excludedHosts,
                limit);
    }

    private static String lower(String region) {
        return region.toLowerCase(Locale.ROOT);
    }

    /** Collects what is asked for. Not thread-safe. */
    public static final class Builder {

        private Set<String> gpuNames = Set.of();
        private int gpuCount = 1;
        private @Nullable Long minGpuMemoryMib;
        private Set<String> regions = Set.of();
        private int diskGb = 20;
        private @Nullable HourlyRate maxRate;
        private boolean interruptible;
        private @Nullable Double minReliability;
        private Set<String> excludedHosts = Set.of();
        private int limit = 20;

        private Builder() {}

        /** Sets the model of GPU, as the provider spells it but for case, for example {@code RTX 4090}. Default: any. */
        public Builder gpuName(String gpuName) {
            return gpuNames(Set.of(gpuName));
        }

        /** Sets the models of GPU of which any will do, each as for {@link #gpuName}; none for any. Default: any. */
        public Builder gpuNames(Set<String> gpuNames) {
            this.gpuNames = Set.copyOf(gpuNames);
            return this;
        }

        /** Sets how many GPUs, 0 or more; 0 for a machine without. Default: 1. */
        public Builder gpuCount(int gpuCount) {
            this.gpuCount = gpuCount;
            return this;
        }

        /** Sets how much memory each GPU must have, in MiB, 1 or more. Default: any. */
        public Builder minGpuMemoryMib(long minGpuMemoryMib) {
            this.minGpuMemoryMib = minGpuMemoryMib;
            return this;
        }

        /** Sets the regions or countries it may be in, as the provider spells them but for case. Default: anywhere. */
        public Builder regions(String... regions) {
            List<String> lower = new ArrayList<>();
            for (String region : regions) {
                lower.add(lower(region));
            }
            this.regions = Set.copyOf(lower);
            return this;
        }

        /** Sets how large a disk it must have, in GB, 1 or more. Default: 20. */
        public Builder diskGb(int diskGb) {
            this.diskGb = diskGb;
            return this;
        }

        /** Sets what a running hour may cost at most, the disk included; null for any price. Default: any price. */
        public Builder maxRate(@Nullable HourlyRate maxRate) {
            this.maxRate = maxRate;
            return this;
        }

        /** Asks for machines that are taken away when somebody bids more, and cost less. Default: those that are not. */
        public Builder interruptible(boolean interruptible) {
            this.interruptible = interruptible;
            return this;
        }

        /** Sets the share of the time its host must have been up, 0 to 1. Default: any. */
        public Builder minReliability(double minReliability) {
            this.minReliability = minReliability;
            return this;
        }

        /** Sets the hosts it must not be on. Default: none. */
        public Builder excludedHosts(Set<String> excludedHosts) {
            this.excludedHosts = Set.copyOf(excludedHosts);
            return this;
        }

        /** Sets how many offers are wanted at most, 1 or more. Default: 20. */
        public Builder limit(int limit) {
            this.limit = limit;
            return this;
        }

        /**
         * Returns the query.
         *
         * @throws IllegalArgumentException if a number is out of its range, with every one that is
         */
        public OfferQuery build() {
            List<String> problems = new ArrayList<>();
            if (gpuCount < 0) {
                problems.add("gpuCount is " + gpuCount + "; it must be 0 or more");
            }
            if (minGpuMemoryMib != null && minGpuMemoryMib < 1) {
                problems.add("minGpuMemoryMib is " + minGpuMemoryMib + "; it must be 1 or more");
            }
            if (diskGb < 1) {
                problems.add("diskGb is " + diskGb + "; it must be 1 or more");
            }
            if (minReliability != null && !(minReliability >= 0 && minReliability <= 1)) {
                problems.add("minReliability is " + minReliability + "; it must be 0 to 1");
            }
            if (limit < 1) {
                problems.add("limit is " + limit + "; it must be 1 or more");
            }
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
            return new OfferQuery(this);
        }
    }
}
