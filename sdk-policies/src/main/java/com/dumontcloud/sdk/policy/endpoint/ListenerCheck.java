package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a server still takes connections, found out by knocking at its own port: what {@code FleetMonitor.Builder.accepting} wants to
 * know. A process that has run out of descriptors, or whose socket is gone, must not take the silence that follows for its machines'.
 *
 * <p>Knocks every 5 s on a thread of its own, and waits 2 s for an answer; one connection that is taken and closed again. Thread-safe;
 * asking is reading a field.
 */
public final class ListenerCheck implements BooleanSupplier, AutoCloseable {

    /** Twelve times in the minute after which an absence counts as one. */
    private static final Duration EVERY = Duration.ofSeconds(5);

    private static final int PATIENCE_MILLIS = 2000;
    private static final Logger log = LoggerFactory.getLogger(ListenerCheck.class);

    private final SystemTime time = SystemTime.create("dumont-listener-check", 1);
    private volatile boolean accepting = true;

    /** Creates a check that is content until it is told {@linkplain #watch where} to knock. */
    public ListenerCheck() {}

    /** Knocks at this address from now on; called once. */
    public void watch(InetSocketAddress address) {
        knock(Objects.requireNonNull(address, "address"), time);
    }

    /** Returns whether the newest knock was answered; true before the first one. */
    @Override
    public boolean getAsBoolean() {
        return accepting;
    }

    /** Knocks no more; what it found last stands. Idempotent. */
    @Override
    public void close() {
        time.close();
    }

    private void knock(InetSocketAddress address, TimeSource after) {
        boolean answered = isAnswered(address);
        if (answered != accepting) {
            log.warn(
                    "{} {}",
                    address,
                    answered ? "takes connections again" : "takes no connections: silence does not count");
        }
        accepting = answered;
        after.schedule(EVERY, () -> knock(address, after));
    }

    private static boolean isAnswered(InetSocketAddress address) {
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MILLIS);
            return true;
        } catch (IOException refused) {
            log.debug("{} did not answer", address, refused);
            return false;
        }
    }
}
