package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.util.Objects;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/**
 * The typed client of one control plane.
 *
 * <p>Immutable and thread-safe: create one and share it. Every call runs on the thread that makes it and blocks until it has
 * an answer or its time is up; an interrupt is noticed before a request and while waiting for a repeat. Calls throw
 * {@link com.dumontcloud.sdk.core.error.DumontException}, and its subclass
 * {@link com.dumontcloud.sdk.core.error.ApiException} where the control plane answered. The client starts nothing that keeps a
 * JVM alive.
 */
public final class DumontClient implements AutoCloseable {

    private final ClientOptions options;
    private final HttpTransport transport;
    private final AgentApi agents;
    private final MachinesApi machines;
    private final DumontProvider provider;
    private final @Nullable OkHttpClient ownHttp;
    private final @Nullable SystemTime ownTime;

    private DumontClient(ClientOptions options) {
        OkHttpClient givenHttp = options.httpClient();
        TimeSource givenTime = options.timeSource();
        this.options = options;
        this.ownHttp = givenHttp == null ? new OkHttpClient() : null;
        this.ownTime = givenTime == null ? SystemTime.create("dumont-client", 1) : null;
        this.transport = new HttpTransport(
                options,
                givenHttp == null ? Objects.requireNonNull(ownHttp) : givenHttp,
                givenTime == null ? Objects.requireNonNull(ownTime) : givenTime);
        this.agents = new AgentApi(transport, options.dialect());
        this.machines = new MachinesApi(transport);
        this.provider = new DumontProvider(machines, givenTime == null ? Objects.requireNonNull(ownTime) : givenTime);
    }

    /** Returns a client with these options. Opens no connection yet. */
    public static DumontClient create(ClientOptions options) {
        return new DumontClient(Objects.requireNonNull(options, "options"));
    }

    /** Returns the calls that concern agents and the machines they report on. */
    public AgentApi agents() {
        return agents;
    }

    /** Returns the calls that look at machines and change their power. */
    public MachinesApi machines() {
        return machines;
    }

    /** Returns the control plane's machines as a provider of machines. */
    public DumontProvider provider() {
        return provider;
    }

    /**
     * Refuses further calls and closes idle connections of our own; a running call ends as it would. Returns at once;
     * idempotent. An HTTP client that was passed in stays open.
     */
    @Override
    public void close() {
        transport.close();
        if (ownHttp != null) {
            ownHttp.connectionPool().evictAll();
        }
        if (ownTime != null) {
            ownTime.close();
        }
    }

    @Override
    public String toString() {
        return "client of " + options.baseUrl();
    }
}
