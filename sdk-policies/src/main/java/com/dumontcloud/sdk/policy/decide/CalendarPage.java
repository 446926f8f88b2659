package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.ProtectedHours;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether it is a machine's protected hours, and for which stretch of the wall clock that answer holds: looked up once a stretch,
 * since a calendar costs more than all the rest of a decision. Immutable.
 *
 * @param isProtected the answer
 * @param from from when on it holds
 * @param until until when; absent where nothing ever changes
 */
record CalendarPage(
        boolean isProtected, Instant from, @Nullable Instant until) {

    /** Holds at no time. */
    static final CalendarPage UNREAD = new CalendarPage(false, Instant.MAX, null);

    /** Returns the page for this time: this one while it holds, also after the clock was set back. */
    CalendarPage at(Instant wall, ProtectedHours hours) {
        if (hours.windows().isEmpty()) {
            return UNREAD;
        }
        boolean holds = !wall.isBefore(from) && (until == null || wall.isBefore(until));
        return holds ? this : new CalendarPage(hours.coverAt(wall), wall, hours.nextChange(wall));
    }
}
