package com.dumontcloud.samples.controlplane.terminal;

import com.dumontcloud.samples.controlplane.terminal.TerminalRefused.ChangedHostKey;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.time.TimeSource.Scheduled;
import com.dumontcloud.sdk.policy.endpoint.TerminalGrant;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One terminal: what a person types goes to the machine, what it answers goes to the person, and neither side is sent more than it takes.
 *
 * <p>Output is read from the machine only while less than {@link #MOST_UNSHOWN} of it is on its way to the page, which says what it has
 * drawn; the rest waits in the window of SSH, and in the end in the program that writes it. What is typed is told to be taken once the
 * machine has taken it, so that a page with more to paste keeps the rest; whatever it sends is read all the same, since what it says it
 * has drawn comes on the same line, and a machine that waits to be read takes nothing.
 *
 * <p>Everything happens in turns, one after the other, so that nothing here is locked. Thread-safe.
 */
public final class Terminal {

    /** How much output may be on its way to the page, bytes. */
    static final long MOST_UNSHOWN = 256 * 1024;

    /** How much may be on its way to the machine; a page that goes on beyond it does not listen. Bytes. */
    static final int MOST_UNTYPED = 256 * 1024;

    /** After how much that the machine has taken the page is told so. Bytes; it has to be far less than a page keeps on its way. */
    static final int TELL_TAKEN_EVERY = 16 * 1024;

    /** How often it is looked after. */
    static final Duration LOOK_EVERY = Duration.ofSeconds(15);

    /** After what time without a sign of life a browser counts as gone. */
    static final Duration LOST_AFTER = Duration.ofSeconds(60);

    private static final Logger log = LoggerFactory.getLogger(Terminal.class);

    private final TerminalGrant grant;
    private final Screen screen;
    private final Shells shells;
    private final Duration idleTimeout;
    private final TimeSource time;
    private final Executor threads;
    private final Executor turns;
    private final BiConsumer<Terminal, TerminalEnd> ended;

    private final Queue<byte[]> untyped = new ArrayDeque<>();
    private int untypedBytes;
    private int untoldBytes;
    private boolean typing;
    private long unshownBytes;
    private boolean reading;
    private boolean asked;
    private boolean over;
    private long lastKeyNanos;
    private long lastSignNanos;
    private @Nullable Shell shell;
    private @Nullable WindowSize size;
    private @Nullable Scheduled look;

    /**
     * Sets it up.
     *
     * @param threads where it may wait for the machine
     * @param ended told why it ended, once
     */
    Terminal(
            TerminalGrant grant,
            Screen screen,
            Shells shells,
            Duration idleTimeout,
            TimeSource time,
            Executor threads,
            BiConsumer<Terminal, TerminalEnd> ended) {
        this.grant = grant;
        this.screen = screen;
        this.shells = shells;
        this.idleTimeout = idleTimeout;
        this.time = time;
        this.threads = threads;
        SerialTasks serial = new SerialTasks(threads);
        this.turns = turn -> serial.execute(() -> take(turn));
        this.ended = ended;
        this.lastKeyNanos = time.mono();
        this.lastSignNanos = lastKeyNanos;
    }

    /** Begins to be looked after. */
    void start() {
        turns.execute(this::look);
    }

    /** Takes a message of the page. */
    public void told(String message) {
        inTurn(() -> obey(ClientMessage.parse(message)));
    }

    /** Takes what was typed. */
    public void typed(byte[] keys) {
        inTurn(() -> {
            lastKeyNanos = time.mono();
            lastSignNanos = lastKeyNanos;
            untyped.add(keys);
            untypedBytes += keys.length;
            if (untypedBytes > MOST_UNTYPED) {
                throw new IllegalArgumentException("more was typed than is taken");
            }
            type();
        });
    }

    /** Takes a sign of life. */
    public void answered() {
        inTurn(() -> lastSignNanos = time.mono());
    }

    /** Ends it, whoever wants that. Idempotent. */
    public void end(TerminalEnd why) {
        turns.execute(() -> finish(why));
    }

    /** What goes wrong here ends the terminal, which else would stay, held by nobody. */
    private void take(Runnable turn) {
        try {
            turn.run();
        } catch (RuntimeException | Error failure) {
            log.error("A terminal on {} failed", grant.machine(), failure);
            finish(TerminalEnd.FAILED);
        }
    }

    /** What the page gets wrong ends the terminal, and nothing else. */
    private void inTurn(Runnable turn) {
        turns.execute(() -> {
            if (over) {
                return;
            }
            try {
                turn.run();
            } catch (IllegalArgumentException wrong) {
                log.debug("A page does not keep to the protocol", wrong);
                finish(TerminalEnd.PROTOCOL);
            }
        });
    }

    private void obey(ClientMessage message) {
        if (message instanceof ClientMessage.Open open) {
            open(open);
        } else if (message instanceof ClientMessage.Resize resize) {
            resize(resize.size());
        } else if (message instanceof ClientMessage.Shown shown) {
            unshownBytes = Math.max(0, unshownBytes - shown.bytes());
            lastSignNanos = time.mono();
            read();
        } else {
            throw new IllegalStateException("a message of a new type: " + message);
        }
    }

    private void open(ClientMessage.Open open) {
        if (asked) {
            throw new IllegalArgumentException("it was opened before");
        }
        asked = true;
        size = open.size();
        lastKeyNanos = time.mono();
        // Not in a turn: while it waits for the machine the person may leave.
        threads.execute(() -> {
            try {
                Shell opened = shells.open(grant.machine(), grant.address(), open.size(), open.acceptedKey());
                turns.execute(() -> opened(opened, open.size()));
            } catch (TerminalRefused refused) {
                log.info("No terminal on {}: {}", grant.machine(), refused.getMessage());
                turns.execute(() -> refused(refused));
            } catch (RuntimeException failure) {
                log.warn("A terminal on {} could not be opened", grant.machine(), failure);
                end(TerminalEnd.FAILED);
            }
        });
    }

    private void opened(Shell opened, WindowSize asOf) {
        if (over) {
            opened.close();
            return;
        }
        shell = opened;
        Shell.HostKey key = opened.hostKey();
        screen.say("{\"type\":\"open\",\"host_key\":\"" + key.fingerprint() + "\",\"new\":" + key.isNew() + "}");
        if (size != null && !size.equals(asOf)) {
            opened.resize(size);
        }
        type();
        read();
    }

    private void refused(TerminalRefused refused) {
        ChangedHostKey changed = refused.changedKey();
        if (changed != null && !over) {
            screen.say("{\"type\":\"host_key_changed\",\"known\":\"" + changed.known() + "\",\"shown\":\""
                    + changed.shown() + "\"}");
        }
        finish(refused.end());
    }

    private void resize(WindowSize to) {
        size = to;
        if (shell != null) {
            shell.resize(to);
        }
    }

    /** Sends the next of what was typed, unless the machine has not taken the last yet. */
    private void type() {
        if (shell != null && !typing && !untyped.isEmpty()) {
            byte[] keys = untyped.remove();
            typing = true;
            shell.type(keys, () -> turns.execute(() -> taken(keys.length)));
        }
    }

    private void taken(int bytes) {
        typing = false;
        untypedBytes -= bytes;
        untoldBytes += bytes;
        if (untoldBytes >= TELL_TAKEN_EVERY && !over) {
            screen.say("{\"type\":\"taken\",\"bytes\":" + untoldBytes + "}");
            untoldBytes = 0;
        }
        type();
    }

    /** Reads on, unless as much as may be is on its way to the page. */
    private void read() {
        if (shell != null && !reading && !over && unshownBytes < MOST_UNSHOWN) {
            reading = true;
            shell.read(output -> turns.execute(() -> show(output)));
        }
    }

    private void show(byte[] output) {
        if (over) {
            return;
        }
        if (output.length == 0) {
            finish(TerminalEnd.EXITED);
            return;
        }
        unshownBytes += output.length;
        screen.show(
                output,
                () -> turns.execute(() -> {
                    reading = false;
                    read();
                }));
    }

    private void look() {
        if (over) {
            return;
        }
        long now = time.mono();
        Duration idleFor = Duration.ofNanos(now - lastKeyNanos);
        if (!grant.isAdmitted()) {
            finish(TerminalEnd.SIGNED_OUT);
        } else if (idleFor.compareTo(idleTimeout) >= 0) {
            finish(TerminalEnd.IDLE);
        } else if (now - lastSignNanos >= LOST_AFTER.toNanos()) {
            finish(TerminalEnd.LOST);
        } else {
            screen.ping();
            Duration idleIn = idleTimeout.minus(idleFor);
            Duration next = idleIn.compareTo(LOOK_EVERY) < 0 ? idleIn : LOOK_EVERY;
            look = time.schedule(next, () -> turns.execute(this::look));
        }
    }

    private void finish(TerminalEnd why) {
        if (over) {
            return;
        }
        over = true;
        if (look != null) {
            look.cancel();
        }
        untyped.clear();
        try {
            if (shell != null) {
                shell.close();
            }
            screen.close(why);
        } finally {
            ended.accept(this, why);
        }
    }
}
