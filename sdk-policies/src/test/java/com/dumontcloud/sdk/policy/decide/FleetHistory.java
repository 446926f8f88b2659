package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** What happens to a whole fleet and to whoever watches it, at whole seconds. */
record FleetHistory(Preset preset, boolean shadow, long tickEvery, long length, List<Actor> actors, List<Blow> blows) {

    FleetHistory {
        List<Blow> sorted = new ArrayList<>(blows);
        sorted.sort(Comparator.comparingLong(Blow::second));
        blows = List.copyOf(sorted);
        actors = List.copyOf(actors);
    }

    FleetHistory with(List<Actor> other, List<Blow> others) {
        return new FleetHistory(preset, shadow, tickEvery, length, other, others);
    }

    FleetHistory inShadow(boolean other) {
        return new FleetHistory(preset, other, tickEvery, length, actors, blows);
    }

    FleetHistory until(long second) {
        return new FleetHistory(preset, shadow, tickEvery, Math.min(length, second), actors, blows);
    }

    /** Quicker than any preset, so that much fits into little time. */
    LifecycleSettings settings() {
        return preset.settings().toBuilder()
                .suspectAfter(Duration.ofSeconds(150))
                .orphanAfter(Duration.ofSeconds(200))
                .orphanHibernateAfter(Duration.ofSeconds(450))
                .restartGrace(Duration.ofSeconds(150))
                .idleAfter(Duration.ofMinutes(5))
                .warnLead(Duration.ofMinutes(2))
                .minUptime(Duration.ofMinutes(3))
                .build();
    }

    /** Drops blows, then machines, for as long as what is left still fails. */
    FleetHistory shrunk(Predicate<FleetHistory> fails) {
        FleetHistory smallest = this;
        for (int i = smallest.blows.size() - 1; i >= 0; i--) {
            List<Blow> fewer = new ArrayList<>(smallest.blows);
            fewer.remove(i);
            FleetHistory candidate = smallest.with(smallest.actors, fewer);
            smallest = fails.test(candidate) ? candidate : smallest;
        }
        for (int i = smallest.actors.size() - 1; i >= 0 && smallest.actors.size() > 1; i--) {
            List<Actor> fewer = new ArrayList<>(smallest.actors);
            fewer.remove(i);
            FleetHistory candidate = smallest.with(fewer, smallest.blows);
            smallest = fails.test(candidate) ? candidate : smallest;
        }
        return smallest;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(
                preset + (shadow ? " in shadow" : "") + " for " + length + " s, a tick every " + tickEvery + " s");
        actors.forEach(actor -> text.append("\n  ").append(actor));
        blows.forEach(blow -> text.append("\n  ").append(blow));
        return text.toString();
    }

    /**
     * A machine and its user.
     *
     * @param own whether it was registered by hand; else a provider rents it out
     * @param claimed whether somebody claimed it
     * @param thin whether its samples cover next to nothing
     * @param clock whether its agent has an idle clock
     * @param cents its price per hour
     * @param used when it is in use
     * @param quiet when nothing on it reports
     */
    record Actor(
            String id,
            boolean own,
            boolean claimed,
            boolean thin,
            boolean clock,
            int cents,
            List<Span> used,
            List<Span> quiet) {

        boolean isUsedAt(long second) {
            return used.stream().anyMatch(span -> span.covers(second));
        }

        boolean isQuietAt(long second) {
            return quiet.stream().anyMatch(span -> span.covers(second));
        }

        /** Since when nobody has used it. */
        long idleSince(long second) {
            return used.stream()
                    .filter(span -> span.from() <= second)
                    .mapToLong(span -> Math.min(span.until(), second))
                    .max()
                    .orElse(0);
        }
    }

    /** A stretch of seconds, its end not included. */
    record Span(long from, long until) {

        boolean covers(long second) {
            return second >= from && second < until;
        }
    }

    /** Something that hits more than one machine, or whoever watches them. */
    sealed interface Blow {
        long second();
    }

    record Frozen(long second) implements Blow {}

    record Unfrozen(long second) implements Blow {}

    /** The engine's process ends, and another begins after a while. */
    record Restarted(long second, long down) implements Blow {}

    /** The engine's process stands still. */
    record Paused(long second, long length) implements Blow {}

    record Jumped(long second, Duration by) implements Blow {}

    /** No heartbeat arrives, of one in so many machines. */
    record Cut(long second, long length, int oneIn) implements Blow {}

    record ProviderFails(long second, long length, Fault fault) implements Blow {}

    record StoreFails(long second, long length) implements Blow {}

    /** Another process takes the fleet over, and the one before does not know. */
    record TakenOver(long second) implements Blow {}

    /** A machine is gone, behind everybody's back. */
    record Destroyed(long second, int machine) implements Blow {}

    record Resumed(long second) implements Blow {}

    record Kept(long second, int machine, Duration length) implements Blow {}

    /** The owner stops a machine. */
    record Stopped(long second, int machine) implements Blow {}
}
