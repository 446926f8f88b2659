package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Tells the same history in other ways, which must make no difference to what an engine does. */
final class Disguises {

    private static final long[] ORIGINS = {-9_000_000_000_000_000L, -1, 0, 1, 7_777_777_777_777_777_777L};

    private static final List<LifecyclePolicy> POLICIES = List.of(
            (machine, now) -> now.observedNanos() % 7 == 0
                    ? Verdict.veto(Reason.of(Reason.Code.UNCLAIMED), Set.of(Cause.IDLE))
                    : Verdict.abstain(),
            (machine, now) -> Verdict.vetoUntil(
                    Reason.of(Reason.Code.JUST_STARTED, "1", "2"), Set.of(Cause.ORPHAN), now.observedNanos() + 5),
            (machine, now) -> machine.idleRun().isPresent()
                    ? Verdict.proposePark(Cause.IDLE, Reason.of(Reason.Code.ASKED_FOR), now.observedNanos())
                    : Verdict.abstain(),
            (machine, now) -> Verdict.veto(
                    Reason.of(Reason.Code.WITNESS, "x"),
                    machine.machinesInScope() > 3 ? Set.of(Cause.IDLE) : Set.of()));

    private final History history;
    private final Random random;

    private Disguises(History history) {
        this.history = history;
        this.random = history.chance(-1);
    }

    /**
     * I13, I16, I21: from another origin of time, in other words, called when nothing is due, and with heartbeats that come once
     * more, up to an hour late.
     */
    static List<String> inOtherWords(History history, Trace plain) {
        Disguises disguises = new Disguises(history);
        long origin = ORIGINS[disguises.random.nextInt(ORIGINS.length)];
        Playback.Manner manner = Playback.Manner.PLAIN
                .from(origin)
                .worded(disguises.random.nextInt(1000))
                .ticking(0.3);
        Trace other = Playback.of(history.with(disguises.copies()), manner);
        return differences("I13 I16 I21", plain, other);
    }

    /** I13, I15, I17: with a wall clock that jumps where nothing goes by it as a lease does, policies in another order, and heartbeats that were overtaken. */
    static List<String> outOfOrder(History history) {
        Disguises disguises = new Disguises(without(history, Disguises::isByTheWall));
        List<Step> late = new ArrayList<>();
        History punctual = disguises.punctual(late);
        List<LifecyclePolicy> shuffled = new ArrayList<>(POLICIES);
        Collections.shuffle(shuffled, disguises.random);
        if (history.world().place() == History.Place.USUAL) {
            late.addAll(disguises.jumps());
        }
        return differences(
                "I13 I15 I17",
                Playback.of(engine(history, POLICIES), punctual),
                Playback.of(engine(history, shuffled), punctual.with(late)));
    }

    private static List<String> differences(String rules, Trace plain, Trace other) {
        List<String> one = plain.story();
        List<String> two = other.story();
        for (int i = 0; i < Math.max(one.size(), two.size()); i++) {
            String expected = i < one.size() ? one.get(i) : "nothing more";
            String actual = i < two.size() ? two.get(i) : "nothing more";
            if (!expected.equals(actual)) {
                return List.of(rules + ": not \"" + expected + "\" but \"" + actual + "\"");
            }
        }
        return List.of();
    }

    private List<Step> copies() {
        List<Step> copies = new ArrayList<>();
        for (Step step : history.steps()) {
            Random chance = history.chance(step.second());
            if (step instanceof Step.Heard heard && heard.seq() != null && chance.nextInt(4) == 0) {
                copies.add(heard.at(heard.second() + chance.nextInt(4000)));
            }
        }
        return copies;
    }

    private List<Step> jumps() {
        List<Step> jumps = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            long at = (long) (random.nextDouble() * history.world().length());
            jumps.add(new Step.Jumped(at, Duration.ofHours(random.nextInt(20_000) - 10_000)));
        }
        return jumps;
    }

    /** Returns the history without some heartbeats, which only come after a later one of the same run. */
    private History punctual(List<Step> late) {
        List<Step> inTime = new ArrayList<>();
        for (int i = history.steps().size() - 1; i >= 0; i--) {
            Step step = history.steps().get(i);
            Step.Heard next = step instanceof Step.Heard heard ? nextOfRun(inTime, heard) : null;
            Random chance = history.chance(step.second());
            if (next != null && chance.nextInt(5) == 0) {
                late.add(((Step.Heard) step).at(next.second() + chance.nextInt(3000)));
            } else {
                inTime.add(step);
            }
        }
        Collections.reverse(inTime);
        return new History(history.world(), inTime);
    }

    /** Returns the earliest of those that follow, the latest first. */
    private static Step.@Nullable Heard nextOfRun(List<Step> following, Step.Heard heard) {
        for (int i = following.size() - 1; i >= 0 && heard.seq() != null; i--) {
            if (following.get(i) instanceof Step.Heard later
                    && later.reporter().equals(heard.reporter())
                    && heard.start().equals(later.start())
                    && later.seq() > heard.seq()) {
                return later;
            }
        }
        return null;
    }

    static boolean isByTheWall(Step step) {
        return step instanceof Step.Kept || step instanceof Step.Exempt || step instanceof Step.Protected;
    }

    static History without(History history, Predicate<Step> what) {
        return new History(
                history.world(), history.steps().stream().filter(what.negate()).toList());
    }

    private static LifecyclePolicyEngine engine(History history, List<LifecyclePolicy> policies) {
        LifecyclePolicyEngine.Builder builder =
                LifecyclePolicyEngine.builder(history.world().settings());
        policies.forEach(builder::policy);
        return builder.build();
    }
}
