package com.dumontcloud.sdk.agent.transport;

import com.dumontcloud.sdk.agent.HeartbeatSink;
import com.dumontcloud.sdk.agent.internal.net.Watchdog;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends heartbeats over HTTP with the JDK's own client and no library, so that it runs beside any version of one.
 *
 * <p>Connections are kept alive. Every exchange is bounded: in connecting, in each silence of the server, as a whole, and in
 * how much of an answer is read. One thing escapes the bound on the whole: a server that sends the size line of a chunk byte
 * by byte is cut only by the JDK, after 2050 bytes; looking up a name takes as long as the system lets it. Redirects are not
 * followed, since the token would go along. Thread-safe, for one heartbeat at a time.
 */
public final class HttpHeartbeatSink implements HeartbeatSink, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HttpHeartbeatSink.class);

    /** Most replies fit; a buffer for the longest would be most of what a heartbeat leaves to the collector. */
    private static final int ORDINARY_REPLY_BYTES = 1024;

    private static final int MOST_REPLY_BYTES = 64 * 1024;
    private static final int MOST_ERROR_BYTES = 8 * 1024;
    private static final String USER_AGENT =
            "dumont-sdk-agent java/" + Runtime.version().feature();

    private final URI endpoint;
    private final Supplier<String> token;
    private final Dialect dialect;
    private final int connectMillis;
    private final int readMillis;
    private final Duration mostPerExchange;
    private final Watchdog watchdog;

    private HttpHeartbeatSink(Builder builder, URI endpoint) {
        this.endpoint = endpoint;
        this.token = builder.token;
        this.dialect = builder.dialect;
        this.connectMillis = Math.toIntExact(builder.connectTimeout.toMillis());
        this.readMillis = Math.toIntExact(builder.readTimeout.toMillis());
        this.mostPerExchange = builder.exchangeTimeout;
        this.watchdog = new Watchdog(mostPerExchange);
    }

    /**
     * Returns a builder of a sink.
     *
     * @param apiUrl the control plane's address, such as {@code https://dumontcloud.com}
     * @param token asked before every heartbeat
     */
    public static Builder builder(URI apiUrl, Supplier<String> token) {
        return new Builder(Objects.requireNonNull(apiUrl, "apiUrl"), Objects.requireNonNull(token, "token"));
    }

    /**
     * Returns what keeps this from being the address of a control plane; empty when nothing does.
     *
     * @param allowPlainHttp whether {@code http} to other machines is allowed
     */
    public static List<String> problemsWith(URI apiUrl, boolean allowPlainHttp) {
        return Endpoint.problemsWith(apiUrl, allowPlainHttp);
    }

    @Override
    public HeartbeatReply send(Heartbeat heartbeat) {
        byte[] body = AgentCodec.encodeHeartbeat(heartbeat, dialect);
        String secret = checkedToken();
        HttpURLConnection connection = open(secret);
        watchdog.watch(connection);
        try {
            return exchange(connection, heartbeat, body, secret);
        } catch (SocketTimeoutException late) {
            throw new DumontException(Kind.TIMEOUT, attempted(heartbeat) + " had no answer in time", late);
        } catch (IOException broken) {
            if (watchdog.done()) {
                throw new DumontException(
                        Kind.TIMEOUT,
                        attempted(heartbeat) + " was cut after " + mostPerExchange.toMillis() + " ms",
                        broken);
            }
            throw new DumontException(
                    Kind.NETWORK,
                    attempted(heartbeat) + " could not be sent: " + broken
                            + "; check the API URL and the network on the way",
                    broken);
        } finally {
            watchdog.done();
        }
    }

    /**
     * Loads what the first heartbeat needs, of the JDK and of this library. In a new JVM that takes longer than sending it, so
     * it is worth doing while something else is waited for. Optional; contacts nobody.
     */
    public void prepare() {
        AgentCodec.encodeHeartbeat(Heartbeat.builder(MachineId.of("none")).build(), dialect);
        open("none");
        try (Socket unconnected = new Socket()) {
            log.trace("Not connected: {}, {}", unconnected, InetAddress.getLoopbackAddress());
        } catch (IOException unusable) {
            log.debug("No socket", unusable);
        }
    }

    /** Cuts an exchange that is under way and ends the sink's thread. Idempotent; returns at once. */
    @Override
    public void close() {
        watchdog.stop();
    }

    /** Returns where heartbeats are posted to; whether a token is known there is asked with GET (200, or 401). */
    public URI endpoint() {
        return endpoint;
    }

    @Override
    public String toString() {
        return "heartbeats to " + endpoint;
    }

    /**
     * Prepares an exchange. The body is buffered, not streamed: that way the JDK sends its length, reports a 401 as what it is,
     * and sends once more, on a new connection, what met a kept one that the server had just closed. Sequence numbers make
     * such a repeat harmless.
     */
    private HttpURLConnection open(String secret) {
        try {
            HttpURLConnection connection = (HttpURLConnection) endpoint.toURL().openConnection();
            connection.setRequestMethod("POST");
            connection.setDoOutput(true);
            connection.setUseCaches(false);
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout(connectMillis);
            connection.setReadTimeout(readMillis);
            connection.setRequestProperty("Authorization", "Bearer " + secret);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setRequestProperty("Accept", "application/json");
            connection.setRequestProperty("User-Agent", USER_AGENT);
            return connection;
        } catch (IOException unusable) {
            throw new DumontException(Kind.NETWORK, "no connection to " + endpoint + " could be prepared", unusable);
        }
    }

    private HeartbeatReply exchange(HttpURLConnection connection, Heartbeat heartbeat, byte[] body, String secret)
            throws IOException {
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        if (status < 200 || status > 299) {
            String retryAfter = connection.getHeaderField("Retry-After");
            byte[] answer = read(connection, MOST_ERROR_BYTES, false);
            throw Refusal.of(attempted(heartbeat), status, retryAfter, answer, secret);
        }
        byte[] reply = read(connection, MOST_REPLY_BYTES, true);
        return AgentCodec.decodeReply(reply);
    }

    /**
     * Reads the body. What is longer than allowed is an error in a reply and cut off in a refusal; either way the rest is not
     * read and the connection is given up.
     */
    private byte[] read(HttpURLConnection connection, int most, boolean whole) throws IOException {
        try (InputStream in =
                connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
            if (in == null) {
                return new byte[0];
            }
            byte[] body = new byte[ORDINARY_REPLY_BYTES];
            int length = 0;
            int count;
            while (length <= most && (count = in.read(body, length, body.length - length)) >= 0) {
                length += count;
                if (length == body.length) {
                    body = Arrays.copyOf(body, Math.min(2 * length, most + 1));
                }
                if (watchdog.isLate()) {
                    connection.disconnect();
                    throw new SocketTimeoutException("the answer came too slowly");
                }
            }
            if (length <= most) {
                return Arrays.copyOf(body, length);
            }
            connection.disconnect();
            if (whole) {
                throw new DumontException(
                        Kind.INVALID_ANSWER, endpoint + " answered a heartbeat with more than " + most + " bytes");
            }
            return Arrays.copyOf(body, most);
        }
    }

    private String checkedToken() {
        @Nullable String secret;
        try {
            secret = token.get();
        } catch (RuntimeException unreadable) {
            throw new DumontException(
                    Kind.UNAUTHENTICATED, "the token for " + endpoint + " cannot be read", unreadable);
        }
        if (secret == null || !isToken(secret)) {
            throw new DumontException(
                    Kind.UNAUTHENTICATED, "the token for " + endpoint + " is empty or has characters no token has");
        }
        return secret;
    }

    private static boolean isToken(String secret) {
        for (int i = 0; i < secret.length(); i++) {
            if (secret.charAt(i) <= ' ' || secret.charAt(i) >= 127) {
                return false;
            }
        }
        return !secret.isEmpty();
    }

    private String attempted(Heartbeat heartbeat) {
        return "the heartbeat of machine " + heartbeat.instanceId() + " to " + endpoint;
    }

    /** Collects the settings of a sink. Not thread-safe. */
    public static final class Builder {

        private final URI apiUrl;
        private final Supplier<String> token;
        private Dialect dialect = Dialect.NESTED;
        private boolean allowPlainHttp;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration readTimeout = Duration.ofSeconds(10);
        private Duration exchangeTimeout = Duration.ofSeconds(20);

        private Builder(URI apiUrl, Supplier<String> token) {
            this.apiUrl = apiUrl;
            this.token = token;
        }

        /** Sets the dialect to speak. Default: {@link Dialect#NESTED}. */
        public Builder dialect(Dialect dialect) {
            this.dialect = Objects.requireNonNull(dialect, "dialect");
            return this;
        }

        /** Allows plain {@code http} to other machines. Default: false. */
        public Builder allowPlainHttp(boolean allowPlainHttp) {
            this.allowPlainHttp = allowPlainHttp;
            return this;
        }

        /** Sets how long connecting may take, 1 ms to 5 min. Default: 5 s. */
        public Builder connectTimeout(Duration connectTimeout) {
            this.connectTimeout = checked("connectTimeout", connectTimeout);
            return this;
        }

        /** Sets how long the server may be silent, 1 ms to 5 min. Default: 10 s. */
        public Builder readTimeout(Duration readTimeout) {
            this.readTimeout = checked("readTimeout", readTimeout);
            return this;
        }

        /** Sets how long one heartbeat may take as a whole, 1 ms to 5 min. Default: 20 s. */
        public Builder exchangeTimeout(Duration exchangeTimeout) {
            this.exchangeTimeout = checked("exchangeTimeout", exchangeTimeout);
            return this;
        }

        /**
         * Returns the sink. It connects with the first heartbeat.
         *
         * @throws IllegalArgumentException if the address is not one of a control plane, naming every problem
         */
        public HttpHeartbeatSink build() {
            List<String> problems = problemsWith(apiUrl, allowPlainHttp);
            if (!problems.isEmpty()) {
                throw new IllegalArgumentException(String.join("; ", problems));
            }
            return new HttpHeartbeatSink(this, Endpoint.of(apiUrl, dialect));
        }

        private static Duration checked(String name, Duration value) {
            if (value.toMillis() < 1 || value.compareTo(Duration.ofMinutes(5)) > 0) {
                throw new IllegalArgumentException(name + " is " + value + "; it must be 1 ms to 5 min");
            }
            return value;
        }
    }
}
