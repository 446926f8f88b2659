package com.dumontcloud.sdk.policy.endpoint;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A body that goes on for as long as its reader stays: what a server sends after the head of a reply that
 * {@linkplain ApiResponse#feed() has one}. Nothing in here waits, so that a server with a thread for each connection and one with
 * few threads for all of them serve it alike.
 *
 * <p>A server sends status and headers, without a {@code Content-Length}, opens the feed, and then writes what it takes from it:
 *
 * <pre>{@code
 * feed.open(wake);                    // from now on wake is run whenever there is something to do
 * while (!feed.isOver()) {
 *     byte[] next = feed.take();      // where it is empty wait for wake, and take again
 *     // else write and flush it; go on once that is done
 * }
 * // close the connection, also where something could not be written yet
 * feed.close();                       // at the end, however it came about: also where the client went away
 * }</pre>
 *
 * <p>A reader that does not keep up is dropped: its feed is over, and what it has not taken is thrown away. The same happens where
 * whoever asked may not read on, and where the server closes it. Clients come again, and go on where they were. How long a client may
 * take to receive what is written is the server's to limit: one that receives nothing would keep its place among the readers.
 *
 * <p>Thread-safe; taken from by one thread at a time.
 */
public final class EventFeed implements AutoCloseable {

    private static final byte[] NOTHING = {};

    private final EventStream stream;
    private final @Nullable String lastEventId;
    private final BooleanSupplier admitted;
    private final AtomicBoolean opened = new AtomicBoolean();
    private volatile @Nullable Runnable wake;
    private volatile boolean over;

    /** Up to which event it was given; guarded by the stream's lock. */
    long position;

    /** Whether it is to be told that everything has to be read again, and why; guarded by the stream's lock. */
    @Nullable
    String reset;

    /** Whether it is to be shown that the connection lives; guarded by the stream's lock. */
    boolean isPinged;

    EventFeed(EventStream stream, @Nullable String lastEventId, BooleanSupplier admitted) {
        this.stream = stream;
        this.lastEventId = lastEventId;
        this.admitted = admitted;
    }

    /**
     * Begins. Where a reader too many is open already, it is over at once.
     *
     * @param wake run whenever {@link #take} has something or the feed is over, from any thread and perhaps when neither is so; it
     *     must return at once, and does best to let a thread of its own do the rest
     * @throws IllegalStateException if it was opened before
     */
    public void open(Runnable wake) {
        Objects.requireNonNull(wake, "wake");
        if (opened.getAndSet(true)) {
            throw new IllegalStateException("this feed was opened before; each request has one of its own");
        }
        this.wake = wake;
        if (!stream.join(this, lastEventId) || over) {
            close();
        }
        wake.run();
    }

    /** Returns what is to be written next, and never waits: an empty array where there is nothing now. */
    public byte[] take() {
        return over ? NOTHING : stream.next(this);
    }

    /** Returns whether nothing will come any more: the connection is to be closed. */
    public boolean isOver() {
        return over;
    }

    /** Ends it, from any thread. Idempotent. */
    @Override
    public void close() {
        stream.leave(this);
        end();
    }

    /** Returns whether whoever reads may still do so. */
    boolean isAdmitted() {
        return admitted.getAsBoolean();
    }

    void end() {
        if (!over) {
            over = true;
            wake();
        }
    }

    void wake() {
        Runnable server = wake;
        if (server != null) {
            server.run();
        }
    }
}
