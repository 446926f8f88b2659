package com.dumontcloud.sdk.core.provider;

import com.dumontcloud.sdk.core.model.HourlyRate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which offer is to be rented, and how the machine is to be set up. Immutable.
 *
 * <p>The values of its environment and what it starts with may be secrets: {@link #toString()} leaves them out, and so does
 * every message of a provider.
 */
public final class RentalRequest {

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9]{8,32}");

    private final Offer offer;
    private final String token;
    private final @Nullable String name;
    private final int diskGb;
    private final @Nullable String image;
    private final @Nullable HourlyRate bid;
    private final Map<String, String> environment;
    private final @Nullable String onStart;
    private final Set<Integer> tcpPorts;
    private final Map<String, String> labels;

    private RentalRequest(Builder builder) {
        this.offer = builder.offer;
        this.token = builder.token;
        this.name = builder.name;
        this.diskGb = builder.diskGb;
        this.image = builder.image;
        this.bid = builder.bid;
        this.environment = Map.copyOf(builder.environment);
        this.onStart = builder.onStart;
        this.tcpPorts = Set.copyOf(builder.tcpPorts);
        this.labels = Map.copyOf(builder.labels);
    }

    /**
     * Returns a builder of a request for this offer.
     *
     * @param token names this one rental among all there ever were, so that a machine whose answer was lost can be found again:
     *     8 to 32 of {@code A-Z a-z 0-9}, drawn at random; the machine carries it as {@link MachineProvider#RENTAL_LABEL}
     */
    public static Builder builder(Offer offer, String token) {
        return new Builder(offer, token);
    }

    /** Returns whether this can name a rental: 8 to 32 of {@code A-Z a-z 0-9}. */
    public static boolean isToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    /** Returns the offer. */
    public Offer offer() {
        return offer;
    }

    /** Returns what names this one rental. */
    public String token() {
        return token;
    }

    /** Returns what people are to call it, where the provider shows names; absent for none. */
    public @Nullable String name() {
        return name;
    }

    /** Returns how large a disk it is to have, in GB (10^9 bytes). */
    public int diskGb() {
        return diskGb;
    }

    /** Returns the container image it is to run; absent for the provider's own choice. */
    public @Nullable String image() {
        return image;
    }

    /** Returns what is bid for a running hour of an interruptible machine; absent for the lowest bid accepted. */
    public @Nullable HourlyRate bid() {
        return bid;
    }

    /** Returns what a running hour will cost: what was offered, or what that is at the bid. */
    public HourlyRate runningRate() {
        return offer.runningRateAt(bid);
    }

    /** Returns the environment variables of its programs. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Returns the script that runs whenever the machine starts; absent for none. */
    public @Nullable String onStart() {
        return onStart;
    }

    /** Returns the TCP ports that are to be reachable from outside; under which address is the provider's matter. */
    public Set<Integer> tcpPorts() {
        return tcpPorts;
    }

    /** Returns all labels it is to carry from its first moment on, the one with the token included. */
    public Map<String, String> labels() {
        return labels;
    }

    @Override
    public String toString() {
        return "rental " + token + " of " + offer;
    }

    /** Collects how a machine is to be set up. Not thread-safe. */
    public static final class Builder {

        private final Offer offer;
        private final String token;
        private final Map<String, String> labels = new LinkedHashMap<>();
        private @Nullable String name;
        private int diskGb = 20;
        private @Nullable String image;
        private @Nullable HourlyRate bid;
        private Map<String, String> environment = Map.of();
        private @Nullable String onStart;
        private Set<Integer> tcpPorts = Set.of();

        private Builder(Offer offer, String token) {
            this.offer = Objects.requireNonNull(offer, "offer");
            this.token = Objects.requireNonNull(token, "token");
        }

        /** Sets what people are to call it, 1 to 64 characters. Default: none. */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /** Sets how large a disk it is to have, in GB, 1 or more: what was asked for in the query. Default: 20. */
        public Builder diskGb(int diskGb) {
            this.diskGb = diskGb;
            return this;
        }

        /** Sets the container image. Default: the provider's own choice. */
        public Builder image(@Nullable String image) {
            this.image = image;
            return this;
        }

        /** Sets what is bid for a running hour of an interruptible machine, as {@link Offer#lowestBid()}, which is the default. */
        public Builder bid(@Nullable HourlyRate bid) {
            this.bid = bid;
            return this;
        }

        /** Sets the environment variables. Default: none. */
        public Builder environment(Map<String, String> environment) {
            this.environment = Map.copyOf(environment);
            return this;
        }

        /** Sets the script that runs whenever the machine starts, not only at first. Default: none. */
        public Builder onStart(@Nullable String onStart) {
            this.onStart = onStart;
            return this;
        }

        /** Sets the TCP ports that are to be reachable from outside, each 1 to 65535. Default: none. */
        public Builder tcpPorts(Set<Integer> tcpPorts) {
            this.tcpPorts = Set.copyOf(tcpPorts);
            return this;
        }

        /** Adds a label that the machine carries from its first moment on. Default: none but the token. */
        public Builder label(Label label) {
            labels.put(label.name(), label.value());
            return this;
        }

        /**
         * Returns the request.
         *
         * @throws IllegalArgumentException if the token, the name, the disk, a port or the bid cannot be so, with everything that cannot
         */
        public RentalRequest build() {
            List<String> problems = new ArrayList<>();
            if (!isToken(token)) {
                problems.add("token \"" + token + "\" must be 8 to 32 of A-Z a-z 0-9");
            }
            if (name != null && (name.isBlank() || name.length() > MachineOrder.LONGEST_NAME)) {
                problems.add("name must have 1 to " + MachineOrder.LONGEST_NAME + " characters");
            }
            if (diskGb < 1) {
                problems.add("diskGb is " + diskGb + "; it must be 1 or more");
            }
            tcpPorts.stream()
                    .filter(port -> port < 1 || port > 65_535)
                    .sorted()
                    .forEach(port -> problems.add("TCP port " + port + "; it must be 1 to 65535"));
            if (bid != null && !offer.isInterruptible()) {
                problems.add("a bid for " + offer + ", which is not interruptible");
            }
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
            labels.put(MachineProvider.RENTAL_LABEL, token);
            return new RentalRequest(this);
        }
    }
}
