package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.decide.FleetHistory.Actor;
import com.dumontcloud.sdk.policy.decide.FleetHistory.Blow;
import com.dumontcloud.sdk.policy.decide.FleetTrace.Act;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds whatever happens to a fleet, over histories that a seed makes up, played to a real monitor. */
@Timeout(900)
class FleetPropertiesTest {

    /** The others need no fleet to stand alone; PropertiesTest sees to them. */
    static final EnumSet<BuiltInGuard> OF_FLEETS = EnumSet.of(
            BuiltInGuard.RESTARTING,
            BuiltInGuard.SILENCE_PAUSED,
            BuiltInGuard.PROVIDER_BLIND,
            BuiltInGuard.CLOCK_SUSPECT,
            BuiltInGuard.STORE_FAILED,
            BuiltInGuard.FROZEN,
            BuiltInGuard.OUT_OF_TURN);

    /**
     * I6, I7, I8, I9, I10, I11, I20, and that a suspect clock only delays, by the oracle; I24 by doing the same in shadow. In
     * enough of them each guard stood alone.
     */
    @Test
    void noActionInAModeNorBeyondTheBudgetAndOperatorsAreToldAndShadowDecidesTheSame() {
        Reach reach = new Reach(ForAll.COUNT);
        LongAdder machines = new LongAdder();
        ForAll.fleets(ForAll.COUNT, FleetHistories::of, history -> {
            SoleVetoes alone = new SoleVetoes();
            FleetTrace trace = FleetPlayback.of(history, engine(history, alone));
            reach.add(trace.transitions, alone.guards);
            machines.add(history.actors().size());
            List<String> problems = new ArrayList<>(FleetOracle.judge(history, trace));
            problems.addAll(inShadow(history, trace));
            return problems;
        });

        reach.print("reached in " + ForAll.COUNT + " fleets of " + machines + " machines:");
        assertThat(machines.sum()).as("three each, on average").isGreaterThan(2L * ForAll.COUNT);
        reach.requireTransitions("T19", "T20", "T22");
        reach.requireSoleVetoes(OF_FLEETS);
    }

    /** The other way round where the history is one of shadow; until the first action, after which the two part. */
    private static List<String> inShadow(FleetHistory history, FleetTrace trace) {
        long until = trace.acts.isEmpty() ? history.length() : trace.acts.get(0).second() + 30;
        FleetTrace other = FleetPlayback.of(history.inShadow(!history.shadow()).until(until));
        FleetTrace shadow = history.shadow() ? trace : other;
        boolean ordered = history.blows().stream().anyMatch(blow -> blow instanceof FleetHistory.Stopped);
        boolean carriedOut = shadow.acts.stream().anyMatch(act -> act.what().equals("execute"))
                || (!ordered && shadow.changesAsked.values().stream().anyMatch(asked -> asked > 0));
        return ForAll.unless(
                !carriedOut && first(trace).equals(first(other)), "I24: " + first(trace) + " and " + first(other));
    }

    /** I18: one scope's machines are nothing to another's; and I15: a jump of the wall clock delays, and does nothing else. */
    @Test
    void neitherWhatHappensInAnotherScopeNorAJumpOfTheWallClockMakesAnActionEarlier() {
        ForAll.fleets(ForAll.COUNT, FleetHistories::of, history -> {
            List<Actor> actors = apart(history.actors());
            List<Blow> common = history.blows().stream()
                    .filter(blow -> blow instanceof FleetHistory.Frozen
                            || blow instanceof FleetHistory.Unfrozen
                            || blow instanceof FleetHistory.Cut)
                    .toList();
            String one = actors.get(0).id();
            FleetHistory alone = history.with(actors.subList(0, 1), common);
            List<Act> lonely = FleetPlayback.of(alone).of(one);
            List<Act> among = FleetPlayback.of(history.with(actors, common)).of(one);
            List<Act> jumping = FleetPlayback.of(alone.with(alone.actors(), jumps(common, history.length())))
                    .of(one);
            List<String> problems = new ArrayList<>(
                    ForAll.unless(isSameButForATick(among, lonely), "I18: " + among + " and " + lonely));
            problems.addAll(ForAll.unless(isNoEarlier(jumping, lonely), "I15: " + jumping + " before " + lonely));
            return problems;
        });
    }

    /** The first machine is in a scope of its own, all others in another. */
    private static List<Actor> apart(List<Actor> together) {
        List<Actor> apart = new ArrayList<>();
        for (Actor actor : together) {
            boolean first = apart.isEmpty();
            apart.add(new Actor(
                    actor.id(),
                    first,
                    first || actor.claimed(),
                    !first && actor.thin(),
                    actor.clock(),
                    actor.cents(),
                    actor.used(),
                    actor.quiet()));
        }
        return apart;
    }

    private static List<Blow> jumps(List<Blow> common, long length) {
        Random random = new Random(length);
        List<Blow> blows = new ArrayList<>(common);
        for (int i = 0; i < 2; i++) {
            long at = (long) (random.nextDouble() * length);
            blows.add(new FleetHistory.Jumped(at, Duration.ofSeconds(random.nextInt(40_000_000) - 20_000_000)));
        }
        return blows;
    }

    private static boolean isNoEarlier(List<Act> later, List<Act> before) {
        return later.isEmpty()
                || (!before.isEmpty() && later.get(0).second() >= before.get(0).second());
    }

    /** A jump of the clock is noticed a tick earlier where more is going on. */
    private static boolean isSameButForATick(List<Act> some, List<Act> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            Act one = some.get(i);
            Act other = others.get(i);
            same = one.what().equals(other.what())
                    && one.cause() == other.cause()
                    && Math.abs(one.second() - other.second()) <= 1;
        }
        return same;
    }

    private static String first(FleetTrace trace) {
        return trace.acts.stream().findFirst().map(Act::toString).orElse("nothing");
    }

    private static LifecyclePolicyEngine engine(FleetHistory history, LifecyclePolicy more) {
        return LifecyclePolicyEngine.builder(history.settings()).policy(more).build();
    }
}
