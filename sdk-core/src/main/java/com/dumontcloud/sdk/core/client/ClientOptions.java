package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.wire.Dialect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link DumontClient} reaches its control plane. Immutable.
 *
 * <p>Defaults: the nested dialect; 5 s to connect, 20 s for a silent connection, 60 s for a call with all its repeats; up to 3
 * repeats after 0.5 s to 10 s; at most 30 s of a wait that the control plane asks for; plain http to this machine only.
 */
public final class ClientOptions {

    /** The environment variable with the base URL. */
    public static final String URL_VARIABLE = "DUMONT_API_URL";
    /** The environment variable with the token. */
    public static final String TOKEN_VARIABLE = "DUMONT_API_TOKEN";
    /** The environment variable with the path of a file that holds the token. */
    public static final String TOKEN_FILE_VARIABLE = "DUMONT_API_TOKEN_FILE";

    private final Builder settings;
    private final HttpUrl baseUrl;

    private ClientOptions(Builder settings, HttpUrl baseUrl) {
        this.settings = settings;
        this.baseUrl = baseUrl;
    }

    /**
     * Returns a builder.
     *
     * @param baseUrl where the control plane is, without {@code /api}: {@code https://host[:port]}
     * @param credentials gives the token of each request
     */
    public static Builder builder(String baseUrl, CredentialSource credentials) {
        return new Builder(
                Objects.requireNonNull(baseUrl, "baseUrl"), Objects.requireNonNull(credentials, "credentials"));
    }

    /**
     * Returns options with the address and the token of an environment, all else by default.
     *
     * @param environment mostly {@code System.getenv()}: {@value #URL_VARIABLE}, and one of {@value #TOKEN_VARIABLE} and
     *     {@value #TOKEN_FILE_VARIABLE}
     * @throws IllegalArgumentException if something is missing or wrong; the message names every problem, and no token
     */
    public static ClientOptions fromEnvironment(Map<String, String> environment) {
        List<String> problems = new ArrayList<>();
        String url = environment.getOrDefault(URL_VARIABLE, "").strip();
        if (url.isEmpty()) {
            problems.add(URL_VARIABLE + " is not set; set it to the control plane's address, such as"
                    + " https://api.dumontcloud.com");
        }
        CredentialSource credentials = credentialsFrom(environment, problems);
        Builder builder = new Builder(url, credentials == null ? () -> "" : credentials);
        if (!url.isEmpty()) {
            builder.baseUrl(problems);
        }
        refuse(problems);
        return builder.build();
    }

    /** Returns a builder that starts from these options. */
    public Builder toBuilder() {
        return new Builder(settings);
    }

    @Override
    public String toString() {
        return "client options (" + baseUrl + ", " + settings.dialect + " dialect, token hidden)";
    }

    HttpUrl baseUrl() {
        return baseUrl;
    }

    CredentialSource credentials() {
        return settings.credentials;
    }

    Dialect dialect() {
        return settings.dialect;
    }

    Duration connectTimeout() {
        return settings.connectTimeout;
    }

    Duration readTimeout() {
        return settings.readTimeout;
    }

    Duration callTimeout() {
        return settings.callTimeout;
    }

    RetryRules retryRules() {
        return new RetryRules(settings.maxRetries, settings.retryDelay, settings.maxRetryDelay, settings.maxRetryAfter);
    }

    @Nullable
    String userAgentSuffix() {
        return settings.userAgentSuffix;
    }

    @Nullable
    OkHttpClient httpClient() {
        return settings.httpClient;
    }

    @Nullable
    TimeSource timeSource() {
        return settings.timeSource;
    }

    Sleeper sleeper() {
        return settings.sleeper;
    }

    RandomGenerator random() {
        return settings.random;
    }

    private static @Nullable CredentialSource credentialsFrom(Map<String, String> environment, List<String> problems) {
        String token = environment.getOrDefault(TOKEN_VARIABLE, "").strip();
        String file = environment.getOrDefault(TOKEN_FILE_VARIABLE, "").strip();
        if (token.isEmpty() == file.isEmpty()) {
            problems.add((token.isEmpty() ? "neither " : "both ") + TOKEN_VARIABLE
                    + (token.isEmpty() ? " nor " : " and ") + TOKEN_FILE_VARIABLE
                    + (token.isEmpty() ? " is set" : " are set") + "; set one of them");
            return null;
        }
        try {
            return file.isEmpty() ? CredentialSource.of(token) : CredentialSource.fromFile(Path.of(file));
        } catch (IllegalArgumentException unusable) {
            problems.add((file.isEmpty() ? TOKEN_VARIABLE : TOKEN_FILE_VARIABLE) + ": " + unusable.getMessage());
            return null;
        }
    }

    private static void refuse(List<String> problems) {
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("the client options are not usable: " + String.join("; ", problems));
        }
    }

    /** Collects options. Not thread-safe. */
    public static final class Builder {

        private static final Duration LONGEST = Duration.ofHours(1);
        private static final int MOST_RETRIES = 10;

        private final String baseUrl;
        private final CredentialSource credentials;
        private Dialect dialect = Dialect.NESTED;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration readTimeout = Duration.ofSeconds(20);
        private Duration callTimeout = Duration.ofSeconds(60);
        private int maxRetries = 3;
        private Duration retryDelay = Duration.ofMillis(500);
        private Duration maxRetryDelay = Duration.ofSeconds(10);
        private Duration maxRetryAfter = Duration.ofSeconds(30);
        private boolean allowPlainHttp;
        private @Nullable String userAgentSuffix;
        private @Nullable OkHttpClient httpClient;
        private @Nullable TimeSource timeSource;
        private Sleeper sleeper = Sleeper.THREAD;
        private RandomGenerator random = new Random();

        private Builder(String baseUrl, CredentialSource credentials) {
            this.baseUrl = baseUrl;
            this.credentials = credentials;
        }

        private Builder(Builder other) {
            this(other.baseUrl, other.credentials);
            this.dialect = other.dialect;
            this.connectTimeout = other.connectTimeout;
            this.readTimeout = other.readTimeout;
            this.callTimeout = other.callTimeout;
            this.maxRetries = other.maxRetries;
            this.retryDelay = other.retryDelay;
            this.maxRetryDelay = other.maxRetryDelay;
            this.maxRetryAfter = other.maxRetryAfter;
            this.allowPlainHttp = other.allowPlainHttp;
            this.userAgentSuffix = other.userAgentSuffix;
            this.httpClient = other.httpClient;
            this.timeSource = other.timeSource;
            this.sleeper = other.sleeper;
            this.random = other.random;
        }

        /** Sets which of the two shapes is spoken, and with it the path of the agent routes. Default: nested. */
        public Builder dialect(Dialect dialect) {
            this.dialect = Objects.requireNonNull(dialect, "dialect");
            return this;
        }

        /** Sets how long a connection may take to open, more than 0, at most 1 h. Default: 5 s. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = Objects.requireNonNull(connectTimeout, "connectTimeout");
            return this;
        }

        /** Sets how long an open connection may be silent or not take data, more than 0, at most 1 h. Default: 20 s. */
        public Builder readTimeout(Duration readTimeout) {
            this.readTimeout = Objects.requireNonNull(readTimeout, "readTimeout");
            return this;
        }

        /** Sets how long a call may take with all repeats and waits, more than 0, at most 1 h. Default: 60 s. */
        public Builder callTimeout(Duration callTimeout) {
            this.callTimeout = Objects.requireNonNull(callTimeout, "callTimeout");
            return this;
        }

        /** Sets how often a call that may be repeated is, 0 to 10. Default: 3. Heartbeats never are. */
        public Builder maxRetries(int maxRetries) {
            this.maxRetries = maxRetries;
            return this;
        }

        /** Sets the longest wait before the first repeat, more than 0, at most 1 h; it doubles each time. Default: 0.5 s. */
        public Builder retryDelay(Duration retryDelay) {
            this.retryDelay = Objects.requireNonNull(retryDelay, "retryDelay");
            return this;
        }

        /** Sets the longest wait of our own choice, {@code retryDelay} or more, at most 1 h. Default: 10 s. */
        public Builder maxRetryDelay(Duration maxRetryDelay) {
            this.maxRetryDelay = Objects.requireNonNull(maxRetryDelay, "maxRetryDelay");
            return this;
        }

        /** Sets how much of a wait that the control plane asks for is kept, more than 0, at most 1 h. Default: 30 s. */
        public Builder maxRetryAfter(Duration maxRetryAfter) {
            this.maxRetryAfter = Objects.requireNonNull(maxRetryAfter, "maxRetryAfter");
            return this;
        }

        /**
         * Sets whether plain http may leave this machine. Default: no, because whoever listens then has the token. Turn it on
         * only inside a network that encrypts by itself.
         */
        public Builder allowPlainHttp(boolean allowPlainHttp) {
            this.allowPlainHttp = allowPlainHttp;
            return this;
        }

        /** Sets what stands after our own {@code User-Agent}, such as {@code my-tool/2}: visible ASCII. Default: nothing. */
        public Builder userAgentSuffix(String userAgentSuffix) {
            this.userAgentSuffix = Objects.requireNonNull(userAgentSuffix, "userAgentSuffix");
            return this;
        }

        /**
         * Sets an HTTP client whose connections, proxy, trust and interceptors are used; its time limits, redirects and own
         * repeats are not. Closing the {@link DumontClient} does not close it. Default: one of our own.
         */
        public Builder httpClient(OkHttpClient httpClient) {
            this.httpClient = Objects.requireNonNull(httpClient, "httpClient");
            return this;
        }

        /** Sets the time that calls are measured by; the caller closes it. Default: the real one. */
        public Builder timeSource(TimeSource timeSource) {
            this.timeSource = Objects.requireNonNull(timeSource, "timeSource");
            return this;
        }

        /** Sets how a call waits before a repeat, or for its turn. Default: the calling thread sleeps. */
        public Builder sleeper(Sleeper sleeper) {
            this.sleeper = Objects.requireNonNull(sleeper, "sleeper");
            return this;
        }

        /**
         * Returns the options.
         *
         * @throws IllegalArgumentException if something is out of range; the message names every problem
         */
        public ClientOptions build() {
            List<String> problems = new ArrayList<>();
            HttpUrl url = baseUrl(problems);
            check(problems, "connectTimeout", connectTimeout);
            check(problems, "readTimeout", readTimeout);
            check(problems, "callTimeout", callTimeout);
            check(problems, "retryDelay", retryDelay);
            check(problems, "maxRetryDelay", maxRetryDelay);
            check(problems, "maxRetryAfter", maxRetryAfter);
            if (retryDelay.compareTo(maxRetryDelay) > 0) {
                problems.add("retryDelay is " + retryDelay + ", longer than maxRetryDelay, " + maxRetryDelay);
            }
            if (maxRetries < 0 || maxRetries > MOST_RETRIES) {
                problems.add("maxRetries is " + maxRetries + "; it must be 0 to " + MOST_RETRIES);
            }
            if (userAgentSuffix != null && !userAgentSuffix.matches("[\\x21-\\x7e]+( [\\x21-\\x7e]+)*")) {
                problems.add("userAgentSuffix must be words of visible ASCII characters");
            }
            refuse(problems);
            return new ClientOptions(new Builder(this), Objects.requireNonNull(url));
        }

        Builder random(RandomGenerator random) {
            this.random = random;
            return this;
        }

        private @Nullable HttpUrl baseUrl(List<String> problems) {
            return BaseUrl.parse(baseUrl, allowPlainHttp, problems);
        }

        private static void check(List<String> problems, String name, Duration value) {
            if (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0) {
                problems.add(name + " is " + value + "; it must be more than 0 and at most " + LONGEST);
            }
        }
    }
}
