package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.policy.fleet.HeartbeatCounts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What was counted of a machine's heartbeats, in one column: its fields in their order, and a dash for what is absent. */
final class HeartbeatText {

    private static final String ABSENT = "-";

    private HeartbeatText() {}

    static String of(HeartbeatCounts counts) {
        return String.join(
                " ",
                Long.toString(counts.received()),
                Long.toString(counts.missed()),
                Double.toString(counts.due()),
                Double.toString(counts.inTime()),
                Double.toString(counts.utilizationSum()),
                Long.toString(counts.utilizations()),
                text(counts.first()),
                text(counts.last()),
                Long.toString(counts.lastNanos()));
    }

    static HeartbeatCounts parse(String text) {
        String[] fields = text.split(" ", -1);
        return new HeartbeatCounts(
                Long.parseLong(fields[0]),
                Long.parseLong(fields[1]),
                Double.parseDouble(fields[2]),
                Double.parseDouble(fields[3]),
                Double.parseDouble(fields[4]),
                Long.parseLong(fields[5]),
                instant(fields[6]),
                instant(fields[7]),
                Long.parseLong(fields[8]));
    }

    private static String text(@Nullable Instant instant) {
        return instant == null ? ABSENT : instant.toString();
    }

    private static @Nullable Instant instant(String text) {
        return text.equals(ABSENT) ? null : Instant.parse(text);
    }
}
