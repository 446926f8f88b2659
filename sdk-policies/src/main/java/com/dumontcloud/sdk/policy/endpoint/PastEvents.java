package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.FleetEvent;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.decide.ConditionCodec;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one machine, as the journal has it, in the words of {@code GET /events}. The journal is read a day at a time, from
 * the newest on, and no further than it takes.
 */
final class PastEvents {

    /** For how long a journal is kept, and how much of it is read at once: whoever writes waits for that long. */
    private static final int DAYS = 30;

    private static final Duration DAY = Duration.ofDays(1);

    private final FleetMonitor monitor;
    private final MachineId id;
    private @Nullable MachineCondition later;

    PastEvents(FleetMonitor monitor, MachineId id) {
        this.monitor = monitor;
        this.id = id;
    }

    /** Returns the newest events, the newest first. Waits for the store. */
    List<FleetEvent> newest(int limit) {
        List<FleetEvent> newestFirst = new ArrayList<>();
        Instant to = monitor.time().wall().plusMillis(1);
        for (int day = 0; day < DAYS && newestFirst.size() < limit; day++) {
            Instant from = to.minus(DAY);
            List<JournalEntry> entries = monitor.journal(id, from, to);
            for (int i = entries.size() - 1; i >= 0 && newestFirst.size() < limit; i--) {
                JournalEntry entry = entries.get(i);
                List<FleetEvent> events = new ArrayList<>(EventViews.past(entry, followed(entry)));
                Collections.reverse(events);
                newestFirst.addAll(events);
                later = entry.before();
            }
            to = from;
        }
        return newestFirst.subList(0, Math.min(limit, newestFirst.size()));
    }

    /**
     * What an entry led to is what the next one began with. No entry tells that of the newest: it is decided again, and where the
     * settings have changed since, so that it comes out otherwise, the machine as it is now has to do.
     */
    private MachineCondition followed(JournalEntry entry) {
        if (later != null) {
            return later;
        }
        Decision again = monitor.engine().decide(entry.before(), entry.event(), entry.at(), entry.around());
        if (ConditionCodec.fingerprint(again.next()) == entry.fingerprint()) {
            return again.next();
        }
        return monitor.machine(id).map(report -> report.condition()).orElse(again.next());
    }
}
