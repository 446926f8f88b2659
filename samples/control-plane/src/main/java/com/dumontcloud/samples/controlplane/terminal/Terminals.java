package com.dumontcloud.samples.controlplane.terminal;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.endpoint.TerminalGrant;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every terminal that is open, and the line that is written of each: who had a shell on which machine, when, for how long, and why it
 * ended; never what was typed or shown. Thread-safe.
 */
public final class Terminals implements AutoCloseable {

    /** How many may be open at once. */
    static final int MOST = 32;

    private static final Logger log = LoggerFactory.getLogger(Terminals.class);

    private static final long PATIENCE_MILLIS = 2_000;

    private final Shells shells;
    private final Duration idleTimeout;
    private final TimeSource time;
    private final Consumer<String> audit;
    private final Executor threads;
    private final Set<Terminal> open = new HashSet<>();
    private boolean closed;

    Terminals(Shells shells, Duration idleTimeout, TimeSource time, Executor threads, Consumer<String> audit) {
        this.shells = shells;
        this.idleTimeout = idleTimeout;
        this.time = time;
        this.threads = threads;
        this.audit = audit;
    }

    /**
     * Returns terminals on these shells, of which none is open yet; their lines go to the log.
     *
     * @param time the real one; yours to close, as the shells are
     */
    public static Terminals on(SshShells shells, Duration idleTimeout, TimeSource time) {
        return new Terminals(shells, idleTimeout, time, threads(), line -> log.info("{}", line));
    }

    /**
     * Begins one for a person whose WebSocket is open. Where there are too many, or the server is about to go, it ends at once.
     *
     * @param client where the person comes from, for the log
     */
    public Terminal begin(TerminalGrant grant, String client, Screen screen) {
        AuditLine line = new AuditLine(grant, client, time);
        Terminal terminal =
                new Terminal(grant, screen, shells, idleTimeout, time, threads, (self, why) -> ended(self, line, why));
        TerminalEnd refusal = admit(terminal);
        if (refusal == null) {
            audit.accept(line.begun());
            terminal.start();
        } else {
            terminal.end(refusal);
        }
        return terminal;
    }

    /** Ends all of them, and waits until they have, for 2 s at most. New ones are refused from now on. Idempotent. */
    @Override
    public void close() {
        List<Terminal> ending;
        synchronized (open) {
            closed = true;
            ending = List.copyOf(open);
        }
        ending.forEach(terminal -> terminal.end(TerminalEnd.SHUTDOWN));
        synchronized (open) {
            long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
            try {
                while (!open.isEmpty() && System.nanoTime() < deadline) {
                    TimeUnit.NANOSECONDS.timedWait(open, deadline - System.nanoTime());
                }
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private @Nullable TerminalEnd admit(Terminal terminal) {
        synchronized (open) {
            if (closed) {
                return TerminalEnd.SHUTDOWN;
            }
            if (open.size() >= MOST) {
                return TerminalEnd.TOO_MANY;
            }
            open.add(terminal);
            return null;
        }
    }

    private void ended(Terminal terminal, AuditLine line, TerminalEnd why) {
        audit.accept(line.ended(why));
        synchronized (open) {
            open.remove(terminal);
            open.notifyAll();
        }
    }

    /** No more than there are terminals and logins; they go by themselves when there is nothing to do. */
    private static Executor threads() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "dumont-terminals-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
