package com.dumontcloud.sdk.policy.fleet;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was counted of a machine's heartbeats, as far as it outlives a process. Immutable.
 *
 * @param received how many came
 * @param missed how many were due and did not come
 * @param due how many intervals passed in which they were expected, since the first
 * @param inTime how many of those due came
 * @param utilizationSum sum of the GPU utilisations that they told, in per cent
 * @param utilizations how many told one
 * @param first when the first came; absent before
 * @param last when the newest came; absent before
 * @param lastNanos the same in observed time; 0 before
 */
public record HeartbeatCounts(
        long received,
        long missed,
        double due,
        double inTime,
        double utilizationSum,
        long utilizations,
        @Nullable Instant first,
        @Nullable Instant last,
        long lastNanos) {

    /** Before the first heartbeat. */
    public static final HeartbeatCounts NONE = new HeartbeatCounts(0, 0, 0, 0, 0, 0, null, null, 0);
}
