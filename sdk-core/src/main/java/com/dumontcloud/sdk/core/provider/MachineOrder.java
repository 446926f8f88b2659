package com.dumontcloud.sdk.core.provider;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A machine that a control plane is to rent: which, and how it is to be set up. Immutable.
 *
 * <p>The values of its environment and what it starts with may be secrets: {@link #toString()} leaves them out.
 */
public final class MachineOrder {

    /** The longest name, in characters. */
    public static final int LONGEST_NAME = 64;

    /** A line of authorized_keys without options: its kind and the key itself, which have nothing that a shell would read. */
    private static final Pattern PUBLIC_KEY = Pattern.compile(
            "((?:ssh|ecdsa|sk)-[a-z0-9@.-]{1,64} [A-Za-z0-9+/]{32,4096}={0,2})(?: [^\\p{Cntrl}]{0,256})?");

    private final OfferQuery query;
    private final @Nullable String offerId;
    private final @Nullable String token;
    private final @Nullable String name;
    private final Map<String, String> labels;
    private final @Nullable String image;
    private final @Nullable HourlyRate bid;
    private final Map<String, String> environment;
    private final @Nullable String onStart;
    private final Set<Integer> tcpPorts;
    private final @Nullable String sshPublicKey;
    private final @Nullable MachineSettings settings;

    private MachineOrder(Builder builder) {
        this.query = builder.query;
        this.offerId = builder.offerId;
        this.token = builder.token;
        this.name = builder.name;
        this.labels = Map.copyOf(builder.labels);
        this.image = builder.image;
        this.bid = builder.bid;
        this.environment = Map.copyOf(builder.environment);
        this.onStart = builder.onStart;
        this.tcpPorts = Set.copyOf(builder.tcpPorts);
        this.sshPublicKey = builder.sshPublicKey;
        this.settings = builder.settings;
    }

    /** Returns a builder of an order for the cheapest machine that this query finds. */
    public static Builder builder(OfferQuery query) {
        return new Builder(query);
    }

    /** Returns a builder that starts from this order. */
    public Builder toBuilder() {
        Builder builder = new Builder(query)
                .offerId(offerId)
                .token(token)
                .name(name)
                .image(image)
                .bid(bid)
                .environment(environment)
                .onStart(onStart)
                .tcpPorts(tcpPorts)
                .sshPublicKey(sshPublicKey)
                .settings(settings);
        builder.labels.putAll(labels);
        return builder;
    }

    /** Returns what the machine must have; how many offers are wanted means nothing here. */
    public OfferQuery query() {
        return query;
    }

    /** Returns by which offer it is to be rented, one that the query finds; absent for the cheapest. */
    public @Nullable String offerId() {
        return offerId;
    }

    /** Returns what names this one rental, as {@link RentalRequest#token()} does; absent where the control plane is to draw one. */
    public @Nullable String token() {
        return token;
    }

    /** Returns what people are to call it; absent for its id. */
    public @Nullable String name() {
        return name;
    }

    /** Returns the labels it is to carry. */
    public Map<String, String> labels() {
        return labels;
    }

    /** Returns the container image; absent for the provider's own choice. */
    public @Nullable String image() {
        return image;
    }

    /** Returns what is bid for a running hour of an interruptible machine; absent for the lowest accepted. */
    public @Nullable HourlyRate bid() {
        return bid;
    }

    /** Returns the environment variables. */
    public Map<String, String> environment() {
        return environment;
    }

    /** Returns the script that runs whenever it starts; absent for none. */
    public @Nullable String onStart() {
        return onStart;
    }

    /** Returns the TCP ports that are to be reachable from outside. */
    public Set<Integer> tcpPorts() {
        return tcpPorts;
    }

    /** Returns whose holder may log in, as a line of {@code authorized_keys}; absent for nobody besides those that the account lets in. */
    public @Nullable String sshPublicKey() {
        return sshPublicKey;
    }

    /** Returns what its owner wants of how it is looked after; absent for what is assigned to it. */
    public @Nullable MachineSettings settings() {
        return settings;
    }

    /**
     * Returns the rental of this offer that fulfils the order.
     *
     * @param rental what names it, as {@link RentalRequest#token()} does
     * @throws IllegalArgumentException if a key is to be let in, and what it starts with is no script of a shell
     */
    public RentalRequest request(Offer offer, String rental) {
        RentalRequest.Builder request = RentalRequest.builder(offer, rental)
                .name(name)
                .diskGb(query.diskGb())
                .image(image)
                .bid(bid)
                .environment(environment)
                .onStart(sshPublicKey == null ? onStart : StartScript.beginning(letIn(sshPublicKey), onStart))
                .tcpPorts(tcpPorts);
        labels.forEach((label, value) -> request.label(new Label(label, value)));
        return request.build();
    }

    /** Returns whether this can be let in: a line of {@code authorized_keys} without options, such as {@code ssh-ed25519 AAAA... me}. */
    public static boolean isPublicKey(String text) {
        return PUBLIC_KEY.matcher(text).matches();
    }

    /** What of the line is a person's own words never comes near a shell. */
    private static String letIn(String publicKey) {
        Matcher line = PUBLIC_KEY.matcher(publicKey);
        if (!line.matches()) {
            throw new IllegalArgumentException("no public key"); // It was looked at when the order was built.
        }
        return "(umask 077; k='" + line.group(1) + "'; d=\"${HOME:-/root}/.ssh\"; mkdir -p \"$d\";"
                + " grep -qsF \"$k\" \"$d/authorized_keys\" || echo \"$k\" >>\"$d/authorized_keys\")\n";
    }

    @Override
    public String toString() {
        return "order" + (name == null ? "" : " of " + name) + (offerId == null ? "" : " by offer " + offerId);
    }

    /** Collects what is ordered. Not thread-safe. */
    public static final class Builder {

        private final OfferQuery query;
        private final Map<String, String> labels = new LinkedHashMap<>();
        private @Nullable String offerId;
        private @Nullable String token;
        private @Nullable String name;
        private @Nullable String image;
        private @Nullable HourlyRate bid;
        private Map<String, String> environment = Map.of();
        private @Nullable String onStart;
        private Set<Integer> tcpPorts = Set.of();
        private @Nullable String sshPublicKey;
        private @Nullable MachineSettings settings;

        private Builder(OfferQuery query) {
            this.query = Objects.requireNonNull(query, "query");
        }

        /** Sets by which offer it is to be rented, one that the query finds. Default: the cheapest. */
        public Builder offerId(@Nullable String offerId) {
            this.offerId = offerId;
            return this;
        }

        /**
         * Sets what names this one rental among all there ever were, 8 to 32 of {@code A-Z a-z 0-9}, drawn at random: an order that
         * comes again with it rents nothing more. Default: the control plane draws one.
         */
        public Builder token(@Nullable String token) {
            this.token = token;
            return this;
        }

        /** Sets what people are to call it, 1 to 64 characters. Default: its id. */
        public Builder name(@Nullable String name) {
            this.name = name;
            return this;
        }

        /** Adds a label that it carries from its first moment on. Default: none. */
        public Builder label(Label label) {
            labels.put(label.name(), label.value());
            return this;
        }

        /** Sets the container image. Default: the provider's own choice. */
        public Builder image(@Nullable String image) {
            this.image = image;
            return this;
        }

        /** Sets what is bid for a running hour, where the query asks for interruptible machines. Default: the lowest accepted. */
        public Builder bid(@Nullable HourlyRate bid) {
            this.bid = bid;
            return this;
        }

        /** Sets the environment variables. Default: none. */
        public Builder environment(Map<String, String> environment) {
            this.environment = Map.copyOf(environment);
            return this;
        }

        /** Sets the script that runs whenever it starts. Default: none. */
        public Builder onStart(@Nullable String onStart) {
            this.onStart = onStart;
            return this;
        }

        /** Sets the TCP ports that are to be reachable from outside, each 1 to 65535. Default: none. */
        public Builder tcpPorts(Set<Integer> tcpPorts) {
            this.tcpPorts = Set.copyOf(tcpPorts);
            return this;
        }

        /** Sets whose holder may log in beside those that the account lets in: a line of {@code authorized_keys}. Default: nobody. */
        public Builder sshPublicKey(@Nullable String sshPublicKey) {
            this.sshPublicKey = sshPublicKey;
            return this;
        }

        /** Sets what its owner wants of how it is looked after. Default: what is assigned to it. */
        public Builder settings(@Nullable MachineSettings settings) {
            this.settings = settings;
            return this;
        }

        /**
         * Returns the order.
         *
         * @throws IllegalArgumentException if the token, the name, a port, the public key or the bid cannot be so, with
         *     everything that cannot
         */
        public MachineOrder build() {
            List<String> problems = new ArrayList<>();
            if (token != null && !RentalRequest.isToken(token)) {
                problems.add("token \"" + token + "\" must be 8 to 32 of A-Z a-z 0-9");
            }
            if (name != null && (name.isBlank() || name.length() > LONGEST_NAME)) {
                problems.add("name must have 1 to " + LONGEST_NAME + " characters");
            }
            tcpPorts.stream()
                    .filter(port -> port < 1 || port > 65_535)
                    .sorted()
                    .forEach(port -> problems.add("TCP port " + port + "; it must be 1 to 65535"));
            if (sshPublicKey != null && !isPublicKey(sshPublicKey)) {
                problems.add("an SSH key that is no line of authorized_keys without options");
            }
            if (bid != null && !query.isInterruptible()) {
                problems.add("a bid for a machine that is not to be interruptible");
            }
            if (labels.containsKey(MachineProvider.RENTAL_LABEL)) {
                problems.add("label " + MachineProvider.RENTAL_LABEL + " is the rental's own; set the token");
            }
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
            return new MachineOrder(this);
        }
    }
}
