package com.dumontcloud.samples.controlplane.server;

import com.dumontcloud.samples.controlplane.terminal.Terminals;
import com.dumontcloud.sdk.policy.endpoint.ApiEndpoint;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.Options;

/**
 * The control plane on a port: the endpoint's routes and the page. Thread-safe.
 *
 * <p>Clients that are slow are cut off: a head has to arrive within {@link #CLIENT_PATIENCE}, a body too, and whoever neither sends nor
 * reads for {@link #IDLE_FOR} is gone. A reader of events has {@link #CLIENT_PATIENCE} to take what it is sent.
 */
public final class PlaneServer implements AutoCloseable {

    /** How long the head of a request may take to arrive, and again its body. */
    static final Duration CLIENT_PATIENCE = Duration.ofSeconds(10);

    /** How long a connection may lie still. */
    static final Duration IDLE_FOR = Duration.ofSeconds(90);

    private static final Logger log = LoggerFactory.getLogger(PlaneServer.class);

    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final int BACKLOG = 1024;
    private static final int MOST_HEADER_BYTES = 16 * 1024;
    private static final int MOST_HEADERS = 100;
    private static final int MOST_PARAMETERS = 50;
    private static final int WORKERS = 64;

    /** So many heartbeats wait together for one write to the disk. */
    private static final int HEARTBEAT_WORKERS = 64;

    /** More than come in the time that reporters wait for a reply; while a disk stalls the memory is not to fill up. */
    private static final int MOST_HEARTBEATS_WAITING = 10_000;

    private final Undertow undertow;
    private final ExecutorService heartbeats;
    private final ApiHandler api;
    private final @Nullable Terminals terminals;
    private final Draining draining;
    private final URI uri;

    private PlaneServer(
            Undertow undertow,
            ExecutorService heartbeats,
            ApiHandler api,
            @Nullable Terminals terminals,
            Draining draining,
            URI uri) {
        this.undertow = undertow;
        this.heartbeats = heartbeats;
        this.api = api;
        this.terminals = terminals;
        this.draining = draining;
        this.uri = uri;
    }

    /**
     * Takes the port and begins to serve.
     *
     * @param terminals what carries the terminals that the endpoint grants; absent for one that grants none. Closed with this server
     * @throws IllegalStateException if the port is taken, or the address not this machine's
     */
    public static PlaneServer start(ApiEndpoint endpoint, Page page, Address address, @Nullable Terminals terminals) {
        return start(endpoint, page, address, terminals, CLIENT_PATIENCE);
    }

    static PlaneServer start(
            ApiEndpoint endpoint, Page page, Address address, @Nullable Terminals terminals, Duration clientPatience) {
        ExecutorService heartbeats = heartbeatWorkers();
        ApiHandler api = new ApiHandler(endpoint, heartbeats, terminals, clientPatience);
        Draining draining = new Draining(new PageHandler(page, api));
        HttpHandler root =
                new RequestLog(new SecurityHeaders(page.policy(), address.keys() != null, new ErrorBodies(draining)));
        Undertow undertow = builder(address, clientPatience).setHandler(root).build();
        try {
            undertow.start();
        } catch (RuntimeException failure) {
            heartbeats.shutdown();
            if (failure.getCause() instanceof BindException taken) {
                throw new IllegalStateException(
                        "nothing can be served at " + address.host().getHostAddress() + " port " + address.port() + ": "
                                + taken.getMessage(),
                        taken);
            }
            throw failure;
        }
        InetSocketAddress bound =
                (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
        return new PlaneServer(undertow, heartbeats, api, terminals, draining, address.uri(bound.getPort()));
    }

    /** Returns where it serves, without a path. */
    public URI uri() {
        return uri;
    }

    /** Stops: requests under way are answered, new ones refused with 503, and within some seconds the port is free. Idempotent. */
    @Override
    public void close() {
        try {
            draining.refuse();
            api.endFeeds();
            if (terminals != null) {
                terminals.close();
            }
            if (!draining.await(DRAIN)) {
                log.warn("Requests were still under way after {} s, and are cut off", DRAIN.toSeconds());
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        undertow.stop();
        heartbeats.shutdown();
    }

    private static ExecutorService heartbeatWorkers() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                HEARTBEAT_WORKERS,
                HEARTBEAT_WORKERS,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(MOST_HEARTBEATS_WAITING),
                task -> {
                    Thread thread = new Thread(task, "dumont-heartbeats-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }

    private static Undertow.Builder builder(Address address, Duration clientPatience) {
        Undertow.Builder builder = Undertow.builder()
                .setIoThreads(Math.max(4, 2 * Runtime.getRuntime().availableProcessors()))
                .setWorkerThreads(WORKERS)
                .setWorkerOption(Options.THREAD_DAEMON, true)
                .setSocketOption(Options.BACKLOG, BACKLOG)
                .setSocketOption(Options.TCP_NODELAY, true)
                .setServerOption(UndertowOptions.DECODE_URL, false)
                .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MOST_HEADER_BYTES)
                .setServerOption(UndertowOptions.MAX_HEADERS, MOST_HEADERS)
                .setServerOption(UndertowOptions.MAX_PARAMETERS, MOST_PARAMETERS)
                .setServerOption(UndertowOptions.RECORD_REQUEST_START_TIME, true)
                .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, (int) clientPatience.toMillis())
                .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, (int) IDLE_FOR.toMillis())
                .setServerOption(UndertowOptions.IDLE_TIMEOUT, (int) IDLE_FOR.toMillis());
        String host = address.host().getHostAddress();
        return address.keys() == null
                ? builder.addHttpListener(address.port(), host)
                : builder.addHttpsListener(address.port(), host, address.keys().context());
    }
}
