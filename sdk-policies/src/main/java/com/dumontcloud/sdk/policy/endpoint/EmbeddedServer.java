package com.dumontcloud.sdk.policy.endpoint;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts an endpoint on a port of this machine, with nothing but the JDK: for tests, samples and small fleets.
 *
 * <pre>{@code
 * var endpoint = AgentEndpoint.builder(monitor).userToken(token).build();
 * try (EmbeddedServer server = EmbeddedServer.builder(endpoint).build()) {
 *     server.start();
 *     // agents report to server.uri()
 * }
 * }</pre>
 *
 * <p>It speaks plain HTTP: beyond loopback put a proxy with TLS before it. All of its threads are daemons. Thread-safe.
 *
 * <p>The JDK's server reads two settings once per JVM, when its first instance is made. Without
 * {@code sun.net.httpserver.nodelay} every reply on a kept connection waits some 40 ms, so loading this class sets it to
 * {@code true} unless it is set; a program that makes an {@code HttpServer} of its own before that sets it itself. Slow clients
 * are dealt with here ({@link Builder#clientPatience}), so {@code sun.net.httpserver.maxReqTime} need not be set.
 */
public final class EmbeddedServer implements AutoCloseable {

    private static final String NODELAY = "sun.net.httpserver.nodelay";
    /** Whole fleets come back at once after a break; what does not fit the queue of the kernel has to knock again. */
    private static final int BACKLOG = 1024;

    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final Duration START = Duration.ofSeconds(10);

    static {
        if (System.getProperty(NODELAY) == null) {
            System.setProperty(NODELAY, "true");
        }
    }

    private final Object lock = new Object();
    private final ApiEndpoint endpoint;
    private final InetSocketAddress address;
    private final int threads;
    private final Duration patience;
    private @Nullable Running running;

    private EmbeddedServer(Builder builder) {
        this.endpoint = builder.endpoint;
        this.address = new InetSocketAddress(builder.host, builder.port);
        this.threads = builder.threads;
        this.patience = builder.clientPatience;
    }

    /** Returns a builder of a server for this endpoint, whose monitor is yours to start and to close, after the server. */
    public static Builder builder(ApiEndpoint endpoint) {
        return new Builder(endpoint);
    }

    /**
     * Takes the port and begins to serve; returns at once.
     *
     * @return this server
     * @throws UncheckedIOException if the port is taken, or the host is not one of this machine
     * @throws IllegalStateException if it serves already
     */
    public EmbeddedServer start() {
        synchronized (lock) {
            if (running != null) {
                throw new IllegalStateException("this server runs already, at " + uri());
            }
            try {
                running = Running.on(HttpServer.create(address, BACKLOG), endpoint, threads, patience);
            } catch (IOException unusable) {
                throw new UncheckedIOException(
                        "nothing can be served at " + address + "; is the port taken, the host this machine's?",
                        unusable);
            }
            return this;
        }
    }

    /**
     * Returns the port it serves on.
     *
     * @throws IllegalStateException if it does not run
     */
    public int port() {
        return boundTo().getPort();
    }

    /**
     * Returns where it serves, without a path: what reporters and clients take as their base.
     *
     * @throws IllegalStateException if it does not run
     */
    public URI uri() {
        InetSocketAddress bound = boundTo();
        InetAddress host = bound.getAddress();
        String name = host.isAnyLocalAddress() ? "127.0.0.1" : host.getHostAddress();
        String quoted = name.indexOf(':') < 0 ? name : "[" + name + "]";
        return URI.create("http://" + quoted + ":" + bound.getPort());
    }

    /**
     * Stops serving: requests under way are answered, new ones refused, streams ended, and within 4 s everything of it is gone.
     * Idempotent; it can be started again.
     */
    @Override
    public void close() {
        Running stopping;
        synchronized (lock) {
            stopping = running;
            running = null;
        }
        if (stopping != null) {
            stopping.stop();
        }
    }

    private InetSocketAddress boundTo() {
        synchronized (lock) {
            if (running == null) {
                throw new IllegalStateException("this server does not run; start it first");
            }
            return running.server().getAddress();
        }
    }

    private record Running(
            HttpServer server, Exchanges exchanges, FeedWriters feeds, Workers workers, ClientPatience patience) {

        static Running on(HttpServer server, ApiEndpoint endpoint, int threads, Duration limit) {
            ClientPatience patience = new ClientPatience(limit);
            Workers workers = new Workers(threads, patience);
            FeedWriters feeds = new FeedWriters(patience);
            Exchanges exchanges = new Exchanges(endpoint, workers, patience, feeds);
            server.createContext("/", exchanges);
            server.setExecutor(workers);
            // Its dispatcher inherits being a daemon from the thread that starts it.
            Workers.runOnDaemon("dumont-http-start", server::start, START);
            return new Running(server, exchanges, feeds, workers, patience);
        }

        void stop() {
            exchanges.drain(DRAIN);
            feeds.close();
            server.stop(0);
            workers.close();
            patience.close();
        }
    }

    /** Collects how a server is to run. Not thread-safe. */
    public static final class Builder {

        private final ApiEndpoint endpoint;
        private InetAddress host = InetAddress.getLoopbackAddress();
        private int port;
        private int threads = 32;
        private Duration clientPatience = Duration.ofSeconds(10);

        private Builder(ApiEndpoint endpoint) {
            this.endpoint = Objects.requireNonNull(endpoint, "endpoint");
        }

        /** Sets on which address of this machine to listen. Default: loopback, so that nobody else can connect. */
        public Builder host(InetAddress host) {
            this.host = Objects.requireNonNull(host, "host");
            return this;
        }

        /** Sets the port, 0 to 65535; 0 takes any that is free. Default: 0. */
        public Builder port(int port) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("port is " + port + "; it must be 0 to 65535");
            }
            this.port = port;
            return this;
        }

        /** Sets how many requests are served at once, 1 to 1,000; the rest wait. Default: 32. */
        public Builder threads(int threads) {
            if (threads < 1 || threads > 1000) {
                throw new IllegalArgumentException("threads is " + threads + "; it must be 1 to 1000");
            }
            this.threads = threads;
            return this;
        }

        /**
         * Sets how long a client may take to send one request, and again to read the reply; then its connection is closed. More
         * than 0. Default: 10 s.
         */
        public Builder clientPatience(Duration clientPatience) {
            if (clientPatience.isNegative() || clientPatience.isZero()) {
                throw new IllegalArgumentException("clientPatience is " + clientPatience + "; it must be more than 0");
            }
            this.clientPatience = clientPatience;
            return this;
        }

        /** Returns the server; it does not listen yet. */
        public EmbeddedServer build() {
            return new EmbeddedServer(this);
        }
    }
}
