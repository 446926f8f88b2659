package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One machine of the fleet: its condition, and the books kept beside it. Guarded by the monitor's lock. */
final class WatchedMachine {

    private final Ledger ledger;
    private final HeartbeatStatistics statistics = new HeartbeatStatistics();
    private MachineCondition condition;
    private @Nullable Heartbeat newest;
    private @Nullable Instant lastHeartbeat;
    private @Nullable Long lastHeartbeatNanos;
    private int missingLists;
    private long missingSinceNanos;

    WatchedMachine(MachineCondition condition, Moment now) {
        this.condition = condition;
        this.ledger = new Ledger(now);
        statistics.pass(condition, now);
    }

    MachineCondition condition() {
        return condition;
    }

    /** Books the time up to now under the condition so far. */
    void pass(Moment now) {
        ledger.book(condition, now);
        statistics.pass(condition, now);
    }

    void become(MachineCondition next) {
        condition = next;
    }

    /** Keeps a heartbeat for people. A straggler is counted, and does not take the place of a newer one. */
    void heard(Heartbeat heartbeat, boolean isNew, Moment now) {
        statistics.heard(heartbeat, condition, now);
        if (isNew) {
            newest = heartbeat;
            lastHeartbeat = now.wall();
            lastHeartbeatNanos = now.observedNanos();
        }
    }

    /** Returns how often in a row it was missing from a whole list, this time included. */
    int missing(Moment now) {
        if (missingLists++ == 0) {
            missingSinceNanos = now.observedNanos();
        }
        return missingLists;
    }

    Duration missingFor(Moment now) {
        return now.since(missingSinceNanos);
    }

    void listed() {
        missingLists = 0;
    }

    List<ReceivedHeartbeat> recent() {
        return statistics.recent();
    }

    MachineReport report(Moment now) {
        pass(now);
        IdleRun run = condition.idleRun().orElse(null);
        return new MachineReport(
                condition,
                ledger.account(),
                newest,
                statistics.first(),
                lastHeartbeat,
                lastHeartbeatNanos == null ? null : now.since(lastHeartbeatNanos),
                run == null ? null : run.length(),
                condition.hibernateIn(now.observedNanos()).orElse(null),
                statistics.received(),
                statistics.missed(condition),
                statistics.uptimePercent(condition),
                statistics.averageUtilizationPercent());
    }
}
