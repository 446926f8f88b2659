package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One machine of the fleet: its condition, and the books kept beside it. Guarded by the fleet's lock. */
final class WatchedMachine {

    private final Ledger ledger;
    private final HeartbeatStatistics statistics;
    private MachineCondition condition;
    private @Nullable Heard newest;
    private @Nullable Heard newestOfGpus;

    WatchedMachine(MachineCondition condition, Ledger ledger, Moment now) {
        this.condition = condition;
        this.ledger = ledger;
        this.statistics = new HeartbeatStatistics(now);
    }

    /** Returns a new machine under the id of this one, which is gone. What the id has cost stays in the books. */
    WatchedMachine reborn(MachineCondition begun, Moment now) {
        pass(now);
        return new WatchedMachine(begun, ledger, now);
    }

    MachineCondition condition() {
        return condition;
    }

    /** Books the time up to now under the condition so far. */
    void pass(Moment now) {
        ledger.book(condition, now);
        statistics.pass(condition, now);
    }

    FleetStore.Books books(Moment now) {
        return new FleetStore.Books(ledger.account(), now.wall());
    }

    void become(MachineCondition next) {
        condition = next;
    }

    /** Keeps a heartbeat for people. A straggler is counted, and does not take the place of a newer one. */
    void heard(Heartbeat heartbeat, boolean isNew, Moment now) {
        statistics.heard(heartbeat, now);
        if (isNew) {
            newest = new Heard(heartbeat, now);
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

    List<ReceivedHeartbeat> recent() {
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
                last == null ? null : last.at().wall(),
                last == null ? null : now.since(last.at().observedNanos()),
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
        long age = now.observedNanos() - last.at().observedNanos();
        return age < condition.settings().lateAfterNanos() ? last.heartbeat() : null;
    }

    private record Heard(Heartbeat heartbeat, Moment at) {}
}
