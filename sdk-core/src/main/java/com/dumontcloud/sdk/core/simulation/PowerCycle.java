package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.Meter.Tariff;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The power of one rental from its first moment to its last: which state it is in, what comes next by itself, what it costs.
 *
 * <p>The clock decides, not a timer: {@link #settle} catches up with whatever fell due since, each change dated and billed at
 * the nanosecond it was due. The timer only makes sure that somebody looks. Not thread-safe; its machine holds the lock.
 */
final class PowerCycle {

    private final MachineId id;
    private final TimeSource time;
    private final Meter meter;
    private final boolean billsStarting;
    private final boolean billsFailed;
    private final Consumer<StateChange> announce;
    private final Runnable wake;
    private final List<Moment> history = new ArrayList<>();
    private MachineState state = MachineState.UNKNOWN;
    private @Nullable String reason;
    private @Nullable Step next;
    private boolean leaving;
    private boolean billsStopped;
    private int boots;

    /**
     * Creates a cycle that has not begun.
     *
     * @param announce told of every change
     * @param wake run on a thread of the time source whenever a change falls due; it must settle this cycle
     */
    PowerCycle(
            MachineId id,
            TimeSource time,
            Meter meter,
            boolean billsStarting,
            boolean billsFailed,
            Consumer<StateChange> announce,
            Runnable wake) {
        this.id = id;
        this.time = time;
        this.meter = meter;
        this.billsStarting = billsStarting;
        this.billsFailed = billsFailed;
        this.announce = announce;
        this.wake = wake;
    }

    MachineState state() {
        return state;
    }

    @Nullable
    String reason() {
        return reason;
    }

    int boots() {
        return boots;
    }

    boolean isGone() {
        return state == MachineState.DELETED;
    }

    /** Bills a stop like a running machine from now on. */
    void keepBilling() {
        billsStopped = true;
    }

    /** Returns whether it is being destroyed. */
    boolean isLeaving() {
        return leaving;
    }

    /** Returns whether a start waits for a GPU. */
    boolean isQueued() {
        return state == MachineState.STOPPED && next != null && !leaving;
    }

    List<StateChange> history() {
        return history.stream().map(Moment::change).toList();
    }

    /** Returns the change whose result was shown at that moment; absent before the first. */
    @Nullable
    StateChange shownAt(long at) {
        for (int i = history.size() - 1; i >= 0; i--) {
            if (at - history.get(i).at() >= 0) {
                return history.get(i).change();
            }
        }
        return null;
    }

    /** Carries out what fell due up to this moment. */
    void settle(long now) {
        while (next != null && now - next.at() >= 0) {
            Step due = next;
            next = null;
            due.action().accept(due.at());
        }
    }

    void begin(MachineState first, Duration startTakes, long now) {
        if (first == MachineState.STARTING) {
            start(startTakes, now);
        } else {
            enter(first, null, now);
        }
    }

    void start(Duration takes, long now) {
        enter(MachineState.STARTING, null, now);
        later(now, takes, at -> enter(MachineState.RUNNING, null, at));
    }

    void queue(Duration wait, Duration startTakes, long now) {
        enter(MachineState.STOPPED, "queued: waits for a free GPU", now);
        later(now, wait, at -> start(startTakes, at));
    }

    void unqueue(long now) {
        next = null;
        enter(MachineState.STOPPED, null, now);
    }

    void stop(Duration takes, long now) {
        enter(MachineState.STOPPING, null, now);
        later(now, takes, at -> enter(MachineState.STOPPED, null, at));
    }

    /** Boots again without giving the GPU back, hence at the running rate throughout. */
    void reboot(Duration takes, long now) {
        enter(MachineState.STARTING, "rebooting", Tariff.RUNNING, now);
        later(now, takes, at -> enter(MachineState.RUNNING, null, at));
    }

    /** What holds no GPU goes on showing, and costing, what it did until it is gone. */
    void destroy(Duration takes, long now) {
        leaving = true;
        boolean parked = state == MachineState.STOPPED || state == MachineState.FAILED;
        enter(parked ? state : MachineState.STOPPING, "being destroyed", now);
        later(now, takes, at -> enter(MachineState.DELETED, null, at));
    }

    /** Jumps to a state that nobody asked for, and forgets what would have come next. */
    void fall(MachineState to, String why, long now) {
        next = null;
        enter(to, why, now);
    }

    private void later(long now, Duration delay, LongConsumer action) {
        long due = now + delay.toNanos();
        next = new Step(due, action);
        long present = time.mono();
        if (due - present > 0) {
            time.schedule(Duration.ofNanos(due - present), wake);
        } else {
            settle(present);
        }
    }

    private void enter(MachineState to, @Nullable String why, long at) {
        enter(to, why, tariffOf(to), at);
    }

    private void enter(MachineState to, @Nullable String why, Tariff tariff, long at) {
        MachineState from = history.isEmpty() ? null : state;
        meter.switchTo(tariff, at);
        if (to == MachineState.RUNNING) {
            boots++;
        }
        state = to;
        reason = why;
        Instant when = time.wall().minusNanos(time.mono() - at);
        StateChange change = new StateChange(id, from, to, why, boots, when);
        history.add(new Moment(at, change));
        announce.accept(change);
    }

    private Tariff tariffOf(MachineState to) {
        return switch (to) {
            case STARTING -> billsStarting ? Tariff.RUNNING : Tariff.PARKED;
            case STOPPED -> billsStopped ? Tariff.RUNNING : Tariff.PARKED;
            case FAILED -> billsFailed ? Tariff.RUNNING : Tariff.NOTHING;
            case DELETED -> Tariff.NOTHING;
            default -> Tariff.RUNNING;
        };
    }

    private record Step(long at, LongConsumer action) {}

    private record Moment(long at, StateChange change) {}
}
