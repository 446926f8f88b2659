package com.dumontcloud.sdk.core.client;

import com.dumontcloud.sdk.core.client.ServerSentEvents.Frame;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.FleetEvent;
import com.dumontcloud.sdk.core.wire.EventCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a fleet, as it happens.
 *
 * <pre>{@code
 * try (FleetEventStream events = client.machines().events()) {
 *     for (var next = events.next(); next.isPresent(); next = events.next()) {
 *         show(next.get());
 *     }
 * }
 * }</pre>
 *
 * <p>Where the connection breaks off it is opened again, after a pause, and goes on after the event that was read last; what the
 * control plane does not remember any more is made up for by a {@link FleetEvent.Reset}, with which every new stream begins too. It
 * has no thread of its own: nothing is read, and nobody resumes, but within {@link #next}.
 *
 * <p>For one thread at a time, {@link #close} aside.
 */
public final class FleetEventStream implements AutoCloseable {

    /** Three signs of life that did not come. */
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(45);

    private static final ApiCall CALL = ApiCall.get(List.of("api", "v1", "events"));

    private final HttpTransport transport;
    private final Object lock = new Object();
    private @Nullable String lastEventId;
    private @Nullable Response response;
    private @Nullable ServerSentEvents source;
    private int failures;
    private @Nullable Call call;
    private boolean closed;
    private boolean reading;

    FleetEventStream(HttpTransport transport, @Nullable String lastEventId) {
        this.transport = transport;
        this.lastEventId = lastEventId;
    }

    /**
     * Returns the next event, and blocks until there is one; empty once the stream is closed. An interrupt is noticed at the next
     * sign of life, within 15 s.
     *
     * @throws DumontException if the control plane refuses, if it cannot be reached with all the repeats that the {@link ClientOptions}
     *     allow, or if it says what cannot be read. It may be called again after that, and goes on
     */
    public Optional<FleetEvent> next() {
        if (!enter()) {
            return Optional.empty();
        }
        try {
            return read();
        } finally {
            leave();
        }
    }

    /** Returns the id after which this stream would go on, for {@link MachinesApi#events(String)} in another process. */
    public Optional<String> lastEventId() {
        return Optional.ofNullable(lastEventId);
    }

    /**
     * Ends it, from any thread, and gives the connection back; a {@link #next} under way then returns, at the latest after the pause
     * before a repeat. Idempotent.
     */
    @Override
    public void close() {
        Call open;
        boolean isRead;
        synchronized (lock) {
            closed = true;
            open = call;
            isRead = reading;
        }
        if (open != null) {
            open.cancel();
        }
        if (!isRead) {
            disconnect();
        }
    }

    private Optional<FleetEvent> read() {
        while (!isClosed()) {
            try {
                Frame frame = connected().next();
                lastEventId = frame.id() == null ? lastEventId : frame.id();
                failures = 0;
                return Optional.of(EventCodec.decode(frame.type(), frame.data().getBytes(StandardCharsets.UTF_8)));
            } catch (IOException broken) {
                lose(broken);
            } catch (DumontException refused) {
                if (isClosed()) {
                    break;
                }
                throw refused;
            }
        }
        return Optional.empty();
    }

    /** Returns whether there is still something to read: whoever reads gives the connection back, and else whoever closes. */
    private boolean enter() {
        synchronized (lock) {
            reading = !closed;
            return reading;
        }
    }

    private void leave() {
        boolean isLast;
        synchronized (lock) {
            reading = false;
            isLast = closed;
        }
        if (isLast) {
            disconnect();
        }
    }

    private ServerSentEvents connected() {
        ServerSentEvents known = source;
        if (known != null) {
            return known;
        }
        Response answer = transport.open(CALL, lastEventId, LONGEST_SILENCE, this::begin);
        ServerSentEvents opened = new ServerSentEvents(answer.body().source());
        response = answer;
        source = opened;
        return opened;
    }

    /** A call that is begun after the stream was closed would be cancelled by nobody. */
    private void begin(Call next) {
        synchronized (lock) {
            if (closed) {
                throw new DumontException(Kind.INTERRUPTED, CALL + " was given up: the stream was closed");
            }
            call = next;
        }
    }

    private void lose(IOException broken) {
        boolean spoke = source != null && source.hasSpoken();
        disconnect();
        if (!isClosed()) {
            failures = spoke ? 1 : failures + 1;
            transport.pause(CALL, failures, broken);
        }
    }

    private void disconnect() {
        Response open = response;
        response = null;
        source = null;
        if (open != null) {
            open.close();
        }
    }

    private boolean isClosed() {
        synchronized (lock) {
            return closed;
        }
    }
}
