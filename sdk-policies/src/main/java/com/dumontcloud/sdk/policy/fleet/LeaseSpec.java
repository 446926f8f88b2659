package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which machine a lease is for, and what becomes of it in the end. Immutable.
 *
 * <p>The values of its environment and what it starts with may be secrets: {@link #toString()} leaves them out.
 */
public final class LeaseSpec {

    private final OfferQuery query;
    private final boolean scratch;
    private final String owner;
    private final @Nullable String image;
    private final @Nullable HourlyRate bid;
    private final Map<String, String> environment;
    private final @Nullable String onStart;
    private final Set<Integer> tcpPorts;

    private LeaseSpec(Builder builder) {
        this.query = builder.query;
        this.scratch = builder.scratch;
        this.owner = builder.owner;
        this.image = builder.image;
        this.bid = builder.bid;
        this.environment = builder.environment;
        this.onStart = builder.onStart;
        this.tcpPorts = builder.tcpPorts;
    }

    /** Returns a builder of a lease for the cheapest machine that this query finds. */
    public static Builder builder(OfferQuery query) {
        return new Builder(query);
    }

    /** Returns what the machine must have. */
    public OfferQuery query() {
        return query;
    }

    /** Returns whether the machine's disk may go with it: then it is given back in the end, else it is stopped. */
    public boolean isScratch() {
        return scratch;
    }

    /** Returns the stem of the owner's name in the label. */
    public String owner() {
        return owner;
    }

    @Override
    public String toString() {
        return "lease for " + owner + (scratch ? ", scratch" : "");
    }

    boolean accepts(Offer offer) {
        return query.fits(offer, bid());
    }

    private @Nullable HourlyRate bid() {
        return query.isInterruptible() ? bid : null;
    }

    /** Sets a rental up as this says, and lets what will run there know that it is under a lease. */
    RentalRequest.Builder setUp(RentalRequest.Builder rental) {
        Map<String, String> told = new HashMap<>(Map.of(OwnerLease.VARIABLE, owner));
        told.putAll(environment);
        return rental.diskGb(query.diskGb())
                .image(image)
                .bid(bid())
                .environment(told)
                .onStart(onStart)
                .tcpPorts(tcpPorts);
    }

    /** Collects what a lease is for. Not thread-safe. */
    public static final class Builder {

        private final OfferQuery query;
        private boolean scratch;
        private String owner = "lease";
        private @Nullable String image;
        private @Nullable HourlyRate bid;
        private Map<String, String> environment = Map.of();
        private @Nullable String onStart;
        private Set<Integer> tcpPorts = Set.of();

        private Builder(OfferQuery query) {
            this.query = Objects.requireNonNull(query, "query");
        }

        /**
         * Says that whatever is on the machine's disk may go with it: in the end, by {@link Lease#close()}, by its budget or by
         * whoever finds it abandoned, it is given back and costs nothing any more. Default: its disk is kept, and goes on
         * costing until a person decides.
         */
        public Builder scratch() {
            this.scratch = true;
            return this;
        }

        /**
         * Sets the stem of the owner's name, by which people recognise whose machine it is: 1 to 11 of {@code A-Z a-z 0-9 . _ -}.
         * What makes it unique is added. Default: {@code lease}.
         */
        public Builder owner(String owner) {
            this.owner = Objects.requireNonNull(owner, "owner");
            return this;
        }

        /** Sets the container image. Default: the provider's own choice. */
        public Builder image(String image) {
            this.image = Objects.requireNonNull(image, "image");
            return this;
        }

        /** Sets what is bid for an hour, where the query asks for interruptible machines. Default: the lowest accepted. */
        public Builder bid(HourlyRate bid) {
            this.bid = Objects.requireNonNull(bid, "bid");
            return this;
        }

        /**
         * Sets the environment variables, beside {@value OwnerLease#VARIABLE}, which names the owner unless it is among them; at no
         * value an agent on the machine leaves its dead-man switch off. Default: none.
         */
        public Builder environment(Map<String, String> environment) {
            this.environment = Map.copyOf(environment);
            return this;
        }

        /** Sets the script that runs whenever the machine starts. Default: none. */
        public Builder onStart(String onStart) {
            this.onStart = Objects.requireNonNull(onStart, "onStart");
            return this;
        }

        /** Sets the TCP ports that are to be reachable from outside, each 1 to 65535. Default: none. */
        public Builder tcpPorts(Set<Integer> tcpPorts) {
            this.tcpPorts = Set.copyOf(tcpPorts);
            return this;
        }

        /**
         * Returns the specification.
         *
         * @throws IllegalArgumentException if the owner cannot stand in a label
         */
        public LeaseSpec build() {
            if (!owner.matches("[A-Za-z0-9._-]{1,11}")) {
                throw new IllegalArgumentException("owner \"" + owner + "\" must be 1 to 11 of A-Z a-z 0-9 . _ -");
            }
            return new LeaseSpec(this);
        }
    }
}
