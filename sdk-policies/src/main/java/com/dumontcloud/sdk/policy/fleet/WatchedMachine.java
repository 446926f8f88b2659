package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.RecentHeartbeat;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.FleetStore.MachineChanged;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One machine of the fleet: its condition, and the books kept beside it. Guarded by the fleet's lock. */
final class WatchedMachine {

    /** Stands for a machine whose deadline nobody keeps yet. */
    static final int NO_PLACE = -1;

    private final Ledger ledger;
    private final HeartbeatStatistics statistics;
    private MachineCondition condition;
    private @Nullable Heard newest;
    private @Nullable Heard newestOfGpus;

    /** What stands though the store could not take it, oldest first; absent while the store has everything. */
    private @Nullable List<MachineChanged> unwritten;

    private long writtenNanos;
    private boolean seenSinceWritten;
    private int place = NO_PLACE;

    WatchedMachine(MachineCondition condition, Ledger ledger, Moment now) {
        this(condition, ledger, HeartbeatCounts.NONE, now);
    }

    WatchedMachine(MachineCondition condition, Ledger ledger, HeartbeatCounts heartbeats, Moment now) {
        this.condition = condition;
        this.ledger = ledger;
        this.statistics = new HeartbeatStatistics(heartbeats, now);
        this.writtenNanos = now.observedNanos();
    }

    /** Returns a new machine under the id of this one, which is gone. What the id has cost stays in the books. */
    WatchedMachine reborn(MachineCondition begun, Moment now) {
        pass(now);
        ledger.book(begun, now);
        WatchedMachine reborn = new WatchedMachine(begun, ledger, now);
        reborn.place = place;
        return reborn;
    }

    MachineCondition condition() {
        return condition;
    }

    /** Books the time up to now under the condition so far. */
    void pass(Moment now) {
        ledger.book(condition, now);
        statistics.pass(condition, now);
    }

    /** Returns what it cost so far, and costs by the hour from there on. */
    CapBook.Bill bill() {
        return ledger.bill(condition);
    }

    FleetStore.Books books(Moment now) {
        return new FleetStore.Books(ledger.account(), statistics.counts(condition), now.wall());
    }

    void become(MachineCondition next, Event event) {
        condition = next;
        if (event instanceof Event.ProviderRead read) {
            ledger.found();
            if (showsBill(read.machine())) {
                ledger.shown(next);
            }
        } else if (event instanceof Event.ProviderMissed) {
            ledger.notFound();
        } else if (event instanceof Event.ProviderLost) {
            ledger.gone();
        } else if (event instanceof Event.Registered) {
            ledger.corrected(next);
        }
        seenSinceWritten = true;
    }

    /** Of a machine that starts, a provider that says no more may not see yet what it costs. */
    private static boolean showsBill(Machine shown) {
        return shown.billedRate() != null || shown.state() != MachineState.STARTING;
    }

    /** Returns where its deadline is kept. */
    int place() {
        return place;
    }

    void place(int where) {
        place = where;
    }

    /** Returns the observed time at which it was last given to the store. */
    long writtenNanos() {
        return writtenNanos;
    }

    void write(Moment now) {
        writtenNanos = now.observedNanos();
        seenSinceWritten = false;
    }

    /** Returns whether anything happened to it, and be it that time passed, since it was last given to the store. */
    boolean isSeenSinceWritten() {
        return seenSinceWritten;
    }

    /** Takes a decision in that stands though the store could not take it; absent where only what came of it is kept. */
    void standUnwritten(@Nullable MachineChanged change) {
        if (unwritten == null) {
            unwritten = new ArrayList<>();
        }
        if (change != null) {
            unwritten.add(change);
        }
    }

    /** Returns whether its condition is newer than what the store has, by more than the time. */
    boolean isAheadOfStore() {
        return unwritten != null;
    }

    /** Returns the decisions that the store has to be given yet, oldest first. */
    List<MachineChanged> unwritten() {
        return unwritten == null ? List.of() : unwritten;
    }

    /** The store has everything. */
    void written() {
        unwritten = null;
    }

    /**
     * Keeps a heartbeat for people. A straggler is counted, and does not take the place of a newer one.
     *
     * @param kept how many of the newest are kept
     */
    void heard(Heartbeat heartbeat, boolean isNew, Moment now, int kept) {
        statistics.heard(heartbeat, isNew, now, kept);
        if (isNew) {
            newest = new Heard(heartbeat, now.observedNanos());
            if (GpuSummary.isIn(heartbeat) && speaksForGpus(heartbeat)) {
                newestOfGpus = newest;
            }
        }
    }

    /** One that cannot read them takes back its own numbers, and nobody else's. */
    private boolean speaksForGpus(Heartbeat heartbeat) {
        Heard before = newestOfGpus;
        return before == null
                || !GpuSummary.of(heartbeat).equals(GpuTotals.UNKNOWN)
                || before.heartbeat()
                        .reporter()
                        .id()
                        .equals(heartbeat.reporter().id());
    }

    List<RecentHeartbeat> recent() {
        return statistics.recent();
    }

    MachineReport report(Moment now) {
        pass(now);
        Heard last = newest;
        boolean on = condition.isExpectedToReport();
        return new MachineReport(
                condition,
                ledger.account(),
                last == null ? null : last.heartbeat(),
                on ? current(now) : null,
                statistics.first(),
                statistics.last(),
                statistics.sinceLast(now),
                condition.idleRun().map(IdleRun::length).orElse(null),
                condition.hibernateIn(now.observedNanos()).orElse(null),
                on ? now.since(condition.runningSinceNanos()) : null,
                statistics.received(),
                statistics.missed(condition),
                statistics.uptimePercent(),
                statistics.averageUtilizationPercent());
    }

    private @Nullable Heartbeat current(Moment now) {
        Heard last = newestOfGpus;
        if (last == null) {
            return null;
        }
        long age = now.observedNanos() - last.observedNanos();
        return age < condition.settings().lateAfterNanos() ? last.heartbeat() : null;
    }

    private record Heard(Heartbeat heartbeat, long observedNanos) {}
}
