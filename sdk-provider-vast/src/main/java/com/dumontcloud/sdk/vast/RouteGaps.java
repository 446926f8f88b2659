package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the calls of each route apart, and farther apart for a while after the API said that they come too often. It sends no
 * {@code Retry-After}, so the length of that while is ours. Thread-safe.
 */
final class RouteGaps {

    private static final int MOST_DOUBLINGS = 10;
    /** For so long a connection is kept, and the next call need not make one. */
    private static final Duration KEPT = Duration.ofMinutes(5);

    private final TimeSource time;
    private final VastOptions options;
    private final Map<VastRoute, Lane> lanes = new EnumMap<>(VastRoute.class);
    /** Until when a call finds a connection. */
    private long warmUntil;

    RouteGaps(VastOptions options, TimeSource time) {
        this.time = time;
        this.options = options;
        this.warmUntil = time.mono();
        for (VastRoute route : VastRoute.values()) {
            lanes.put(route, new Lane(time.mono()));
        }
    }

    /** Takes the next turn on a route, unless it is farther away than the caller can wait. */
    synchronized Optional<Duration> takeTurn(VastRoute route, Duration longest) {
        Lane lane = lane(route);
        long now = time.mono();
        long turn = Math.max(now, lane.next);
        if (turn - now > longest.toNanos()) {
            return Optional.empty();
        }
        lane.next = turn + options.gap(route).toNanos();
        return Optional.of(Duration.ofNanos(turn - now));
    }

    /**
     * Holds a route up after a 429: for as long as the API asks, but no longer than the options say, since a machine may have to be
     * stopped; else for a time that doubles with each in a row. In any case for the penalty of the route.
     */
    synchronized void refused(VastRoute route, Optional<Duration> asked) {
        Lane lane = lane(route);
        long first = options.firstBackoff().toNanos();
        long own = Math.min(
                first << Math.min(lane.refusals, MOST_DOUBLINGS),
                options.maxBackoff().toNanos());
        lane.refusals++;
        long wait = asked.map(
                        time -> Math.min(time.toNanos(), options.maxBackoff().toNanos()))
                .orElse(own);
        lane.next =
                Math.max(lane.next, time.mono() + Math.max(wait, route.penalty().toNanos()));
    }

    /**
     * Notes an answer. A call that had to make its connection came to Vast long after its turn: the next one keeps its distance from
     * the answer, else Vast would see the two too close.
     */
    synchronized void answered(VastRoute route) {
        Lane lane = lane(route);
        long now = time.mono();
        if (now >= warmUntil) {
            lane.next = Math.max(lane.next, now + options.gap(route).toNanos());
        }
        warmUntil = now + KEPT.toNanos();
    }

    /** Notes that a route serves again. */
    synchronized void served(VastRoute route) {
        lane(route).refusals = 0;
    }

    private Lane lane(VastRoute route) {
        return lanes.computeIfAbsent(route, added -> new Lane(time.mono()));
    }

    private static final class Lane {

        private long next;
        private int refusals;

        private Lane(long now) {
            this.next = now;
        }
    }
}
