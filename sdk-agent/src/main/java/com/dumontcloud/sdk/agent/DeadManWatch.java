package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.core.time.TimeSource.Scheduled;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches for the moment of a {@link DeadMan}. Thread-safe. */
final class DeadManWatch {

    private static final Logger log = LoggerFactory.getLogger(HeartbeatReporter.class);

    /** How long people have to be warned. */
    private static final Duration LEAD = Duration.ofMinutes(5);

    private static final Duration BETWEEN_CALLS = Duration.ofMinutes(1);
    private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    private final Object lock = new Object();
    private final TimeSource time;
    private final DeadMan deadMan;
    private final Supplier<@Nullable Duration> idleFor;
    private final Executor threads;
    private final Notices notices;
    private final Runnable tryContact;
    private @Nullable Long contactAt;
    private @Nullable Long warnedAt;
    private @Nullable Scheduled next;
    private boolean stopped;

    /**
     * Creates a watch that does nothing yet.
     *
     * @param idleFor how long nothing has happened on the machine; null while that is not known
     * @param threads where the hook runs
     * @param tryContact sends a heartbeat soon
     */
    DeadManWatch(
            TimeSource time,
            DeadMan deadMan,
            Supplier<@Nullable Duration> idleFor,
            Executor threads,
            Notices notices,
            Runnable tryContact) {
        this.time = time;
        this.deadMan = deadMan;
        this.idleFor = idleFor;
        this.threads = threads;
        this.notices = notices;
        this.tryContact = tryContact;
    }

    void start() {
        if (deadMan.countsFromStart()) {
            contact();
        }
    }

    /** Notes that a heartbeat was counted. */
    void contact() {
        boolean calledOff;
        synchronized (lock) {
            contactAt = time.mono();
            calledOff = warnedAt != null;
            warnedAt = null;
            if (next == null) {
                checkIn(deadMan.after().minus(LEAD));
            }
        }
        if (calledOff) {
            callOff("a heartbeat was counted");
        }
    }

    void stop() {
        synchronized (lock) {
            stopped = true;
            if (next != null) {
                next.cancel();
            }
        }
    }

    private void check() {
        Duration idle = idleFor.get();
        Duration left;
        boolean isFirstCall;
        boolean calledOff;
        synchronized (lock) {
            next = null;
            if (stopped || contactAt == null) {
                return;
            }
            left = left(idle, contactAt);
            boolean isNear = left.compareTo(LEAD) <= 0;
            isFirstCall = isNear && warnedAt == null;
            calledOff = !isNear && warnedAt != null;
            if (isFirstCall) {
                warnedAt = time.mono();
                left = LEAD;
            } else if (calledOff || left.isZero()) {
                warnedAt = null;
            }
            if (!left.isZero()) {
                checkIn(isNear ? shorter(left, BETWEEN_CALLS) : left.minus(LEAD));
            }
        }
        if (calledOff) {
            callOff("the machine is used, or its use is not known");
        } else if (left.isZero()) {
            act();
        } else if (left.compareTo(LEAD) <= 0) {
            warn(left, isFirstCall);
        }
    }

    /** Call with the lock held. Never less than the time since the warning leaves, so that nobody is surprised. */
    private Duration left(@Nullable Duration idle, long contact) {
        if (idle == null) {
            return deadMan.after(); // not known is not idle
        }
        Duration silent = Duration.ofNanos(time.mono() - contact);
        Duration left = deadMan.after().minus(shorter(silent, idle));
        Duration warned = warnedAt == null ? Duration.ZERO : LEAD.minusNanos(time.mono() - warnedAt);
        Duration longer = left.compareTo(warned) > 0 ? left : warned;
        return longer.isNegative() ? Duration.ZERO : longer;
    }

    /** Call with the lock held. */
    private void checkIn(Duration wait) {
        if (!stopped) {
            next = time.schedule(wait.compareTo(SHORTEST_WAIT) > 0 ? wait : SHORTEST_WAIT, this::check);
        }
    }

    private void warn(Duration left, boolean isFirstCall) {
        if (isFirstCall) {
            log.warn(
                    "No heartbeat was counted and nothing has happened here for {} min; the dead man's switch acts in {} min"
                            + " unless that changes",
                    deadMan.after().minus(left).toMinutes(),
                    left.toMinutes());
        }
        notices.add(listener -> listener.deadManIn(left));
        notices.deliver();
        tryContact.run();
    }

    private void callOff(String why) {
        log.info("The dead man's switch is called off: {}", why);
        notices.add(listener -> listener.deadManIn(null));
        notices.deliver();
    }

    private void act() {
        log.warn(
                "The dead man's switch acts: no contact and no use for {} min",
                deadMan.after().toMinutes());
        notices.add(listener -> listener.deadManIn(Duration.ZERO));
        notices.deliver();
        threads.execute(this::runHook);
    }

    @SuppressWarnings("CatchingUnchecked")
    private void runHook() {
        try {
            deadMan.hook().act();
        } catch (Throwable failure) {
            if (failure instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            log.warn("The dead man's switch failed; it acts again only after there was contact", failure);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
