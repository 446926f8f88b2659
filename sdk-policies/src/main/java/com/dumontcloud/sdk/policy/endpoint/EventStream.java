package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.FleetEvent;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.wire.EventCodec;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.FleetListener;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.Notifier.Notification;
import java.io.ByteArrayOutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The newest events of a fleet, and everybody who reads them as they happen.
 *
 * <p>Each event is rendered once and remembered in a ring of fixed size, through which each reader moves at its own pace; one that
 * falls behind by the whole ring is dropped. So a reader costs a number and no queue, and whoever brings an event never waits.
 *
 * <p>Ids name this stream and the event's place in it, so that an id of a process before this one is known for what it is. Nothing
 * is listened to or remembered before the first reader. Thread-safe.
 */
final class EventStream implements FleetListener {

    /** How many events are remembered; a fleet of a thousand machines that all change at once tells some two thousand. */
    static final int REMEMBERED = 4096;

    static final int MOST_READERS = 256;

    /** Proxies close connections on which nothing moves, the sooner ones after 30 s. */
    static final Duration PING_EVERY = Duration.ofSeconds(15);

    private static final Logger log = LoggerFactory.getLogger(EventStream.class);

    private static final byte[] NOTHING = {};
    private static final byte[] PING = Tokens.utf8(": ping\n\n");
    private static final String NEW = "new";
    private static final String TOO_OLD = "too_old";

    /** What a reader is given at once; it takes the rest when that is written. */
    private static final int MOST_AT_ONCE = 64 * 1024;

    private final Object lock = new Object();
    private final FleetMonitor monitor;
    private final TimeSource time;
    private final String name;
    private final Pattern id;
    private final byte[][] ring = new byte[REMEMBERED][];
    private final List<EventFeed> readers = new CopyOnWriteArrayList<>();
    private long newest;
    private boolean listening;
    private boolean pinging;

    /**
     * Creates a stream.
     *
     * @param time by what readers are shown that their connection lives
     */
    EventStream(FleetMonitor monitor, TimeSource time) {
        byte[] random = new byte[6];
        new SecureRandom().nextBytes(random);
        this.monitor = monitor;
        this.time = time;
        this.name = HexFormat.of().formatHex(random);
        this.id = Pattern.compile(name + "-([0-9]{1,18})");
    }

    /**
     * Returns a reader's feed, which is not open yet.
     *
     * @param lastEventId what it read last; absent for one that begins
     * @param admitted asked from time to time whether it may read on
     */
    EventFeed feed(@Nullable String lastEventId, BooleanSupplier admitted) {
        return new EventFeed(this, lastEventId, admitted);
    }

    /** Returns whether no more readers are taken. */
    boolean isFull() {
        return readers.size() >= MOST_READERS;
    }

    @Override
    public void decided(MachineCondition before, Event event, Decision decision, Moment now) {
        List<FleetEvent> events = EventViews.of(before, event, decision, now);
        if (!events.isEmpty()) {
            publish(events);
        }
    }

    @Override
    public void notified(Notification message) {
        publish(List.of(EventViews.of(message)));
    }

    /** Takes a reader in; returns whether there is room for it. */
    boolean join(EventFeed reader, @Nullable String lastEventId) {
        synchronized (lock) {
            if (isFull()) {
                return false;
            }
            if (!listening) {
                listening = true;
                monitor.listen(this);
            }
            long asked = place(lastEventId);
            boolean goesOn = asked >= 0 && newest - asked <= REMEMBERED;
            reader.position = goesOn ? asked : newest;
            reader.reset = goesOn ? null : lastEventId == null ? NEW : TOO_OLD;
            readers.add(reader);
            if (!pinging) {
                pinging = true;
                time.schedule(PING_EVERY, this::ping);
            }
            return true;
        }
    }

    void leave(EventFeed reader) {
        readers.remove(reader);
    }

    byte[] next(EventFeed reader) {
        synchronized (lock) {
            if (keepsUp(reader)) {
                return take(reader);
            }
        }
        drop(reader);
        return NOTHING;
    }

    /** Whether all that it has not read is still remembered; under the lock. */
    private boolean keepsUp(EventFeed reader) {
        return newest - reader.position <= REMEMBERED;
    }

    private static void drop(EventFeed reader) {
        log.info("A reader of events is more than {} behind, and is dropped", REMEMBERED);
        reader.close();
    }

    private byte[] take(EventFeed reader) {
        String reset = reader.reset;
        if (reset != null) {
            reader.reset = null;
            return frame(reader.position, new FleetEvent.Reset(reset));
        }
        if (newest == reader.position) {
            byte[] sign = reader.isPinged ? PING : NOTHING;
            reader.isPinged = false;
            return sign;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        while (reader.position < newest && bytes.size() < MOST_AT_ONCE) {
            reader.position++;
            bytes.writeBytes(ring[(int) (reader.position % REMEMBERED)]);
        }
        reader.isPinged = false;
        return bytes.toByteArray();
    }

    private void publish(List<FleetEvent> events) {
        synchronized (lock) {
            for (FleetEvent event : events) {
                newest++;
                ring[(int) (newest % REMEMBERED)] = frame(newest, event);
            }
        }
        readers.forEach(this::wake);
    }

    /** Shows readers that their connection lives, and looks whether they may still read, and do. */
    private void ping() {
        boolean active = monitor.isActive();
        for (EventFeed reader : readers) {
            if (!active || !reader.isAdmitted()) {
                reader.close();
                continue;
            }
            boolean reads;
            synchronized (lock) {
                reads = keepsUp(reader);
                reader.isPinged = true;
            }
            if (reads) {
                wake(reader);
            } else {
                drop(reader);
            }
        }
        synchronized (lock) {
            pinging = !readers.isEmpty();
            if (pinging) {
                time.schedule(PING_EVERY, this::ping);
            }
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private void wake(EventFeed reader) {
        try {
            reader.wake();
        } catch (RuntimeException failure) {
            log.warn("A server could not be woken for a reader of events, which is dropped", failure);
            leave(reader);
        }
    }

    /** Returns the place of the event with this id, -1 where the id is not one of this stream. */
    private long place(@Nullable String eventId) {
        Matcher ours = id.matcher(eventId == null ? "" : eventId);
        long place = ours.matches() ? Long.parseLong(ours.group(1)) : -1;
        return place <= newest ? place : -1;
    }

    private byte[] frame(long place, FleetEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        bytes.writeBytes(Tokens.utf8("id: " + name + "-" + place + "\nevent: " + EventCodec.type(event) + "\ndata: "));
        bytes.writeBytes(EventCodec.encode(event));
        bytes.writeBytes(Tokens.utf8("\n\n"));
        return bytes.toByteArray();
    }
}
