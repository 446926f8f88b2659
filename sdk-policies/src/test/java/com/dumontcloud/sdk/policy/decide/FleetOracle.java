package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.FleetHistory.Actor;
import com.dumontcloud.sdk.policy.decide.FleetHistory.Blow;
import com.dumontcloud.sdk.policy.decide.FleetHistory.Span;
import com.dumontcloud.sdk.policy.decide.FleetTrace.Act;
import java.util.ArrayList;
import java.util.List;

/**
 * Judges what an engine did to a fleet by the lifecycle rules alone, from what was made to happen. Shares nothing with the engine
 * but its vocabulary. Where the engine may notice something a tick later, it gives that tick.
 */
final class FleetOracle {

    private final FleetHistory history;
    private final FleetTrace trace;
    private final LifecycleSettings settings;
    private final List<String> problems = new ArrayList<>();
    /** What the engine may notice so much later. */
    private final long ticks;

    private FleetOracle(FleetHistory history, FleetTrace trace) {
        this.history = history;
        this.trace = trace;
        this.settings = history.settings();
        this.ticks = 2 + history.tickEvery();
    }

    static List<String> judge(FleetHistory history, FleetTrace trace) {
        FleetOracle oracle = new FleetOracle(history, trace);
        trace.acts.forEach(oracle::judge);
        trace.stale.forEach(act -> oracle.check(false, act, "I10: decided after another process took over"));
        oracle.judgeAlerts();
        oracle.judgeChanges();
        trace.deleted.forEach(oracle::judgeDeleted);
        return oracle.problems;
    }

    /** I9: nothing is asked of a provider but what was decided, each time it was. */
    private void judgeChanges() {
        trace.changesAsked.forEach((machine, asked) -> {
            int decided = trace.changesDecided.getOrDefault(machine, 0);
            if (asked > decided) {
                problems.add("I9: " + machine + " was to be stopped " + decided + " times, and was asked to " + asked);
            }
        });
    }

    /** T20: what lists lack is gone only if three complete ones, over ten minutes, lack it; S25: it must really be gone. */
    private void judgeDeleted(String machine, FleetTrace.Deleted deleted) {
        Long gone = trace.gone.get(machine);
        boolean wasLongGone = gone != null && deleted.second() - gone >= (deleted.readAlone() ? 0 : 600);
        if (!wasLongGone) {
            problems.add("T20: " + machine + " is taken for gone: " + deleted);
        }
    }

    private void judge(Act act) {
        long now = act.second();
        long grace = settings.restartGrace().toSeconds();
        check(!isFrozenAt(now), act, "I6: frozen");
        check(trace.returns.stream().noneMatch(back -> now >= back && now - back < grace), act, "I8: just restarted");
        check(
                trace.pauses.stream()
                        .noneMatch(pause -> pause.until() - pause.from() > 66
                                && now >= pause.until()
                                && now - pause.until() < grace),
                act,
                "I8: just paused");
        check(!isClockSuspectAt(now, 2 * grace), act, "I15: the clock jumped");
        check(!act.afterFailure(), act, "I6: the store had just failed");
        if (!act.scope().isEmpty()) {
            check(!isProviderBlindAt(now), act, "I6: the provider is blind");
        }
        check(!isPausedAt(act.scope(), now), act, "I7: too many are silent");
        check(
                act.what().equals("shadow") == (history.shadow() && !act.what().equals("intent")),
                act,
                "I24: acts in shadow");
        if (!act.what().equals("intent")) {
            judgeBudget(act);
        }
    }

    private void judgeBudget(Act act) {
        long machines = history.actors().stream()
                .filter(actor -> scopeOf(actor).equals(act.scope()))
                .count();
        boolean saver = history.preset() == Preset.SAVER;
        long allowed = Math.max((long) ((saver ? 0.25 : 0.1) * machines), saver ? 2 : 1);
        long spent = trace.acts.stream()
                .filter(other -> !other.what().equals("intent"))
                .filter(other -> other.scope().equals(act.scope()) && isPaidTogether(other.cause(), act.cause()))
                .filter(other -> other.second() <= act.second()
                        && observed(act.second()) - observed(other.second()) < 900 - ticks)
                .count();
        check(spent <= allowed, act, "I11: " + spent + " in 15 min, of " + allowed);
    }

    /** I20: half an hour of pause without a word to an operator. */
    private void judgeAlerts() {
        for (long second = 0; second <= history.length(); second += 60) {
            long since = second - 1800;
            boolean wasUp = trace.away.stream().noneMatch(span -> span.from() <= since + 1800 && span.until() >= since);
            if (since > 0 && wasUp && !wasResumed(second) && isTrippedThroughout(since, second)) {
                long from = since;
                if (trace.alerts.stream().noneMatch(alert -> alert <= from + 1800)) {
                    problems.add("I20: paused for half an hour at " + second + " s, and nobody was told");
                    return;
                }
            }
        }
    }

    private boolean isTrippedThroughout(long from, long until) {
        for (long second = from; second <= until; second += 60) {
            if (!isTrippedAt("simulated", second)) {
                return false;
            }
        }
        return true;
    }

    /** Whatever is done in the second in which a freeze comes or goes may have been done before, or after. */
    private boolean isFrozenAt(long now) {
        boolean frozen = false;
        for (Blow blow : history.blows()) {
            long from = blow instanceof FleetHistory.Frozen ? blow.second() + 1 : blow.second();
            if (from <= now && !trace.refused.contains(blow)) {
                frozen = blow instanceof FleetHistory.Frozen || (frozen && !(blow instanceof FleetHistory.Unfrozen));
            }
        }
        return frozen;
    }

    /**
     * A jump that happens while nobody looks cannot be told from the time that passed, and a process does not know of those that
     * the one before saw; the grace after it is all there is.
     */
    private boolean isClockSuspectAt(long now, long length) {
        return history.blows().stream()
                .anyMatch(blow -> blow instanceof FleetHistory.Jumped jumped
                        && Math.abs(jumped.by().toSeconds()) > 60
                        && now > jumped.second() + ticks
                        && observed(now) - observed(jumped.second()) < length
                        && trace.returns.stream().noneMatch(back -> back >= jumped.second() && back <= now)
                        && trace.away.stream()
                                .noneMatch(span -> span.until() >= jumped.second() && span.from() <= now));
    }

    /** Nothing was answered for the two minutes before, as far as what was made to fail goes. */
    private boolean isProviderBlindAt(long now) {
        return history.blows().stream()
                .anyMatch(blow -> blow instanceof FleetHistory.ProviderFails fails
                        && fails.fault() == com.dumontcloud.sdk.core.simulation.Fault.SERVER_ERROR
                        && now < fails.second() + fails.length()
                        && observed(now) - observed(fails.second()) > 120 + ticks
                        && trace.away.stream().noneMatch(span -> span.until() >= fails.second() && span.from() <= now));
    }

    private boolean isPausedAt(String scope, long now) {
        if (wasResumed(now)) {
            return false;
        }
        for (long second = Math.max(0, now - 290); second <= now; second += 10) {
            long then = second;
            boolean up = trace.away.stream().noneMatch(span -> then >= span.from() - 30 && then < span.until() + 30);
            if (up && isTrippedAt(scope, second)) {
                return true;
            }
        }
        return false;
    }

    /** An override may hold for long; while one may, the pause is not judged. */
    private boolean wasResumed(long now) {
        return trace.resumes.stream().anyMatch(resume -> resume <= now);
    }

    private boolean isTrippedAt(String scope, long now) {
        int counted = 0;
        int silent = 0;
        for (Actor actor : history.actors()) {
            if (scopeOf(actor).equals(scope) && isExpected(actor, now)) {
                List<Long> heard = trace.heard.getOrDefault(actor.id(), List.of());
                long newest = heard.stream()
                        .filter(second -> second <= now)
                        .max(Long::compare)
                        .orElse(-1L);
                counted += newest >= 0 ? 1 : 0;
                silent += newest >= 0
                                && observed(now) - observed(newest)
                                        > settings.suspectAfter().toSeconds() + ticks
                        ? 1
                        : 0;
            }
        }
        return silent >= 3 && 100 * silent >= 34 * counted;
    }

    /** Not once it was turned off, nor while it is held. */
    private boolean isExpected(Actor actor, long now) {
        boolean off = trace.off.getOrDefault(actor.id(), List.of()).stream().anyMatch(second -> second <= now);
        boolean touched = history.blows().stream()
                .anyMatch(blow -> blow.second() <= now
                        && ((blow instanceof FleetHistory.Stopped stopped && isOf(stopped.machine(), actor))
                                || (blow instanceof FleetHistory.Kept kept && isOf(kept.machine(), actor))));
        return !off && !touched;
    }

    private boolean isOf(int number, Actor actor) {
        return actor.id().equals("m-" + number);
    }

    /** Seconds in which somebody watched. Of a pause five count, of an outage none. */
    private long observed(long second) {
        long unseen = 0;
        for (Span span : trace.away) {
            unseen += Math.max(0, Math.min(second, span.until()) - span.from());
        }
        for (Span span : trace.pauses) {
            unseen += Math.max(0, Math.min(second, span.until()) - span.from() - 5);
        }
        return second - unseen;
    }

    private static String scopeOf(Actor actor) {
        return actor.own() ? "" : "simulated";
    }

    private static boolean isPaidTogether(Cause one, Cause other) {
        return payer(one) == payer(other);
    }

    private static Cause payer(Cause cause) {
        return cause == Cause.FINISHED ? Cause.IDLE : cause;
    }

    private void check(boolean holds, Act act, String problem) {
        if (!holds) {
            problems.add(problem + ", " + act);
        }
    }
}
