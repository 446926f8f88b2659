package com.dumontcloud.sdk.policy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The hours of a week in which the engine does not park a machine on its own. Wall time, since people think in it. Immutable.
 *
 * <p>Where the clocks of a zone are put forward over the edge of a window, that edge is the first instant that exists; where
 * they are put back, the window covers both of the hours that bear its name.
 *
 * @param windows the hours; none protect nothing
 */
public record ProtectedHours(List<Window> windows) {

    /** Nothing is protected. */
    public static final ProtectedHours NONE = new ProtectedHours(List.of());

    /** More windows than this are a slip; each costs when the next change is looked for. */
    public static final int MOST_WINDOWS = 50;

    /** How many edges of windows to look past for one that is an end. */
    private static final int MOST_LOOKS = 100;

    /** No zone has an offset so large that a window of another date than these could touch an instant. */
    private static final int DAYS_BACK = 2;

    /** A week shows every window; the days around it those that reach into it. */
    private static final int DAYS_AHEAD = 9;

    /** Copies the windows. */
    public ProtectedHours {
        windows = List.copyOf(windows);
        if (windows.size() > MOST_WINDOWS) {
            throw new IllegalArgumentException(
                    windows.size() + " windows of protected hours; at most " + MOST_WINDOWS + " are allowed");
        }
    }

    /** Returns one window a week or more. */
    public static ProtectedHours of(Window... windows) {
        return new ProtectedHours(List.of(windows));
    }

    /** Returns whether a machine is protected at this instant: from a window's first instant on, and not at its last. */
    public boolean coverAt(Instant instant) {
        return windows.stream().anyMatch(window -> window.covers(instant));
    }

    /**
     * Returns the first instant after this one at which a window begins or ends: until then {@link #coverAt} gives the same
     * answer. Absent where there is no window. Costs some microseconds for each window, so keep what it returns.
     */
    public @Nullable Instant nextChange(Instant after) {
        Instant soonest = null;
        for (Window window : windows) {
            LocalDate today = LocalDate.ofInstant(after, window.zone);
            for (int day = -DAYS_BACK; day <= DAYS_AHEAD; day++) {
                LocalDate date = today.plusDays(day);
                if (window.days.contains(date.getDayOfWeek())) {
                    soonest = sooner(soonest, window.startOn(date), after);
                    soonest = sooner(soonest, window.endOf(date), after);
                }
            }
        }
        return soonest;
    }

    /**
     * Returns the first instant from this one on that is not protected: where one window follows upon another, the end of the
     * last of them. Absent where that lies more than some weeks ahead, if it comes at all.
     */
    public @Nullable Instant endAfter(Instant instant) {
        Instant end = instant;
        for (int looks = 0; looks < MOST_LOOKS && end != null; looks++) {
            if (!coverAt(end)) {
                return end;
            }
            end = nextChange(end);
        }
        return null;
    }

    private static @Nullable Instant sooner(@Nullable Instant soonest, Instant one, Instant after) {
        return one.isAfter(after) && (soonest == null || one.isBefore(soonest)) ? one : soonest;
    }

    /**
     * The same hours on some days of the week.
     *
     * @param days the days on which it begins, at least one
     * @param from when it begins, included
     * @param to when it ends, not included; on the following day where it is not later than {@code from}
     * @param zone whose clocks are meant
     */
    public record Window(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone) {

        /** Checks that nothing is missing. */
        public Window {
            days = Set.copyOf(days.isEmpty() ? days : EnumSet.copyOf(days));
            Objects.requireNonNull(from, "from");
            Objects.requireNonNull(to, "to");
            Objects.requireNonNull(zone, "zone");
            if (days.isEmpty()) {
                throw new IllegalArgumentException("a window of protected hours needs at least one day of the week");
            }
        }

        private boolean covers(Instant instant) {
            LocalDate today = LocalDate.ofInstant(instant, zone);
            for (int day = -DAYS_BACK; day <= 1; day++) {
                LocalDate date = today.plusDays(day);
                if (days.contains(date.getDayOfWeek())
                        && !instant.isBefore(startOn(date))
                        && instant.isBefore(endOf(date))) {
                    return true;
                }
            }
            return false;
        }

        private Instant startOn(LocalDate date) {
            return instantOf(date.atTime(from), true);
        }

        /** The end of the window that begins on this date. */
        private Instant endOf(LocalDate date) {
            return instantOf((to.isAfter(from) ? date : date.plusDays(1)).atTime(to), false);
        }

        private Instant instantOf(LocalDateTime local, boolean start) {
            ZoneOffsetTransition change = zone.getRules().getTransition(local);
            if (change == null) {
                return local.toInstant(zone.getRules().getOffset(local));
            } else if (change.isGap()) {
                return change.getInstant();
            }
            ZoneOffset first = change.getOffsetBefore();
            return local.toInstant(start ? first : change.getOffsetAfter());
        }
    }
}
