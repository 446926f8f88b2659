package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * How Vast.ai is reached and how its answers are taken. Immutable.
 *
 * <p>Defaults: the vendor's own address; its gaps between calls; 5 s to 2 min of waiting after a 429; a list is good for 5 s; a
 * queued start is taken back; a machine has 2 min to appear after its creation, 2 min until its status is believed after a
 * change, 10 min of unknown status until it counts as failed.
 */
public final class VastOptions {

    /** The environment variable with the key. */
    public static final String KEY_VARIABLE = "VAST_API_KEY";
    /** The environment variable with the path of a file that holds the key. */
    public static final String KEY_FILE_VARIABLE = "VAST_API_KEY_FILE";
    /** The environment variable with another address, such as a simulator's. */
    public static final String URL_VARIABLE = "VAST_URL";

    private static final String VENDOR = "https://console.vast.ai";

    private final Builder settings;
    private final ClientOptions connection;

    private VastOptions(Builder settings, ClientOptions connection) {
        this.settings = settings;
        this.connection = connection;
    }

    /** Returns a builder with this key, best one of the five scopes that the README names. */
    public static Builder builder(CredentialSource key) {
        return new Builder(Objects.requireNonNull(key, "key"));
    }

    /**
     * Returns options with the key, and the address if there is one, of an environment, all else by default.
     *
     * @param environment mostly {@code System.getenv()}: one of {@value #KEY_VARIABLE} and {@value #KEY_FILE_VARIABLE}, and
     *     {@value #URL_VARIABLE}
     * @throws IllegalArgumentException if something is missing or wrong; the message shows no key
     */
    public static VastOptions fromEnvironment(Map<String, String> environment) {
        String key = environment.getOrDefault(KEY_VARIABLE, "").strip();
        String file = environment.getOrDefault(KEY_FILE_VARIABLE, "").strip();
        if (key.isEmpty() == file.isEmpty()) {
            throw new IllegalArgumentException("set one of " + KEY_VARIABLE + " and " + KEY_FILE_VARIABLE + ", not "
                    + (key.isEmpty() ? "none" : "both"));
        }
        String url = environment.getOrDefault(URL_VARIABLE, "").strip();
        Builder builder = builder(file.isEmpty() ? CredentialSource.of(key) : CredentialSource.fromFile(Path.of(file)));
        if (url.isEmpty()) {
            return builder.build();
        }
        try {
            return builder.url(url).build();
        } catch (IllegalArgumentException unusable) {
            throw new IllegalArgumentException(URL_VARIABLE + ": " + unusable.getMessage(), unusable);
        }
    }

    @Override
    public String toString() {
        return "Vast options (" + settings.url + ", key hidden)";
    }

    ClientOptions connection() {
        return connection;
    }

    Duration gap(VastRoute route) {
        return settings.gaps.getOrDefault(route, route.gap());
    }

    Duration firstBackoff() {
        return settings.firstBackoff;
    }

    Duration maxBackoff() {
        return settings.maxBackoff;
    }

    Duration listMaxAge() {
        return settings.listMaxAge;
    }

    boolean cancelQueuedStarts() {
        return settings.cancelQueuedStarts;
    }

    Duration creationGrace() {
        return settings.creationGrace;
    }

    Duration statusGrace() {
        return settings.statusGrace;
    }

    Duration unknownTimeout() {
        return settings.unknownTimeout;
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private final CredentialSource key;
        private String url = VENDOR;
        private UnaryOperator<ClientOptions.Builder> connection = UnaryOperator.identity();
        private Map<VastRoute, Duration> gaps = new EnumMap<>(VastRoute.class);
        private Duration firstBackoff = Duration.ofSeconds(5);
        private Duration maxBackoff = Duration.ofMinutes(2);
        private Duration listMaxAge = Duration.ofSeconds(5);
        private boolean cancelQueuedStarts = true;
        private Duration creationGrace = Duration.ofMinutes(2);
        private Duration statusGrace = Duration.ofMinutes(2);
        private Duration unknownTimeout = Duration.ofMinutes(10);

        private Builder(CredentialSource key) {
            this.key = key;
        }

        private Builder(Builder other) {
            this(other.key);
            this.url = other.url;
            this.connection = other.connection;
            this.gaps = new EnumMap<>(other.gaps);
            this.firstBackoff = other.firstBackoff;
            this.maxBackoff = other.maxBackoff;
            this.listMaxAge = other.listMaxAge;
            this.cancelQueuedStarts = other.cancelQueuedStarts;
            this.creationGrace = other.creationGrace;
            this.statusGrace = other.statusGrace;
            this.unknownTimeout = other.unknownTimeout;
        }

        /** Sets another address, {@code https://host[:port]} without {@code /api}. Default: {@code https://console.vast.ai}. */
        public Builder url(String url) {
            this.url = Objects.requireNonNull(url, "url");
            return this;
        }

        /** Changes how connections are made: time limits, repeats, an HTTP client of yours. Default: as the core has it. */
        public Builder connection(UnaryOperator<ClientOptions.Builder> change) {
            this.connection = Objects.requireNonNull(change, "change");
            return this;
        }

        /** Sets the least time between two calls of a route, 0 or more. Default: the vendor's, {@link VastRoute#gap}. */
        public Builder gap(VastRoute route, Duration gap) {
            this.gaps.put(Objects.requireNonNull(route, "route"), Objects.requireNonNull(gap, "gap"));
            return this;
        }

        /** Sets how long a route rests after its first 429, more than 0; doubles with each in a row. Default: 5 s. */
        public Builder firstBackoff(Duration firstBackoff) {
            this.firstBackoff = Objects.requireNonNull(firstBackoff, "firstBackoff");
            return this;
        }

        /**
         * Sets how long a route rests at most after a 429, {@code firstBackoff} or more, also where Vast asks for longer: it is
         * asked again then, for on the route of stops hangs what a machine costs. Default: 2 min.
         */
        public Builder maxBackoff(Duration maxBackoff) {
            this.maxBackoff = Objects.requireNonNull(maxBackoff, "maxBackoff");
            return this;
        }

        /** Sets for how long a list answers further questions for a list, 0 or more. Default: 5 s. */
        public Builder listMaxAge(Duration listMaxAge) {
            this.listMaxAge = Objects.requireNonNull(listMaxAge, "listMaxAge");
            return this;
        }

        /**
         * Sets whether a start that Vast refuses for lack of a GPU is taken back. Vast queues it, and the machine would start,
         * and bill, whenever the GPU comes free. Default: yes; with no, such a start is answered {@code QUEUED}.
         */
        public Builder cancelQueuedStarts(boolean cancelQueuedStarts) {
            this.cancelQueuedStarts = cancelQueuedStarts;
            return this;
        }

        /** Sets how long a machine may be missing from answers after its creation, 0 or more. Default: 2 min. */
        public Builder creationGrace(Duration creationGrace) {
            this.creationGrace = Objects.requireNonNull(creationGrace, "creationGrace");
            return this;
        }

        /** Sets for how long after a start or reboot an old status is not believed, 0 or more. Default: 2 min. */
        public Builder statusGrace(Duration statusGrace) {
            this.statusGrace = Objects.requireNonNull(statusGrace, "statusGrace");
            return this;
        }

        /** Sets how long the status may be {@code unknown} until a machine counts as failed, 0 or more. Default: 10 min. */
        public Builder unknownTimeout(Duration unknownTimeout) {
            this.unknownTimeout = Objects.requireNonNull(unknownTimeout, "unknownTimeout");
            return this;
        }

        /**
         * Returns the options.
         *
         * @throws IllegalArgumentException if something is out of range; the message names every problem
         */
        public VastOptions build() {
            List<String> problems = new ArrayList<>();
            gaps.forEach((route, gap) -> check(problems, "gap of " + route, gap, true));
            check(problems, "firstBackoff", firstBackoff, false);
            check(problems, "listMaxAge", listMaxAge, true);
            check(problems, "creationGrace", creationGrace, true);
            check(problems, "statusGrace", statusGrace, true);
            check(problems, "unknownTimeout", unknownTimeout, true);
            if (maxBackoff.compareTo(firstBackoff) < 0) {
                problems.add("maxBackoff is " + maxBackoff + ", shorter than firstBackoff, " + firstBackoff);
            }
            ClientOptions reached = null;
            try {
                reached = connection.apply(ClientOptions.builder(url, key)).build();
            } catch (IllegalArgumentException unusable) {
                problems.add(String.valueOf(unusable.getMessage()));
            }
            if (reached == null || !problems.isEmpty()) {
                throw new IllegalArgumentException("the Vast options are not usable: " + String.join("; ", problems));
            }
            return new VastOptions(new Builder(this), reached);
        }

        private static void check(List<String> problems, String name, Duration value, boolean mayBeZero) {
            if (value.isNegative() || (value.isZero() && !mayBeZero)) {
                problems.add(name + " is " + value + "; it must be " + (mayBeZero ? "0 or more" : "more than 0"));
            }
        }
    }
}
