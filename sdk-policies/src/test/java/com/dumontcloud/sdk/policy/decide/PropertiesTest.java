package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The invariants of the lifecycle rules, section 5, that one machine shows, over histories that seeds make up. */
@Timeout(900)
class PropertiesTest {

    private static final long A_DAY_SECONDS = Duration.ofDays(1).toSeconds();

    /** A witness that changed its mind is heard the next time it is asked, and that may come up to so much sooner. */
    private static final long ASKED_AGAIN_SECONDS = 60;

    /** I1, I2, I3, I4, I5, I9, I22, I23 and the guards of each transition by the oracle; I12, I13, I16 and I21 by telling it again. */
    @Test
    void noActionWithoutItsEvidenceItsWarningAndItsGuardsHoweverItIsTold() {
        Reach reach = new Reach(ForAll.COUNT);
        ForAll.histories(ForAll.COUNT, Histories::of, history -> {
            SoleVetoes alone = new SoleVetoes();
            LifecyclePolicyEngine engine = LifecyclePolicyEngine.builder(
                            history.world().settings())
                    .policy(alone)
                    .build();
            Trace trace = Playback.of(engine, history);
            reach.add(Transitions.of(trace), alone.guards);
            List<String> problems = new ArrayList<>(Oracle.judge(history, trace));
            problems.addAll(WrittenDown.judge(history, trace));
            problems.addAll(Disguises.inOtherWords(history, trace));
            return problems;
        });

        reach.print("reached in " + ForAll.COUNT + " histories of one machine:");
        reach.requireTransitions(
                "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T10", "T11", "T12", "T12a", "T12b", "T13", "T14",
                "T15", "T16", "T17", "T18", "T21", "T23", "T24", "T25");
        EnumSet<BuiltInGuard> ofOneMachine = EnumSet.complementOf(FleetPropertiesTest.OF_FLEETS);
        reach.requireSoleVetoes(ofOneMachine);
    }

    /** I13, I15, I17. */
    @Test
    void neitherTheWallClockNorTheOrderOfPoliciesNorOvertakenHeartbeatsMatter() {
        ForAll.histories(ForAll.COUNT, Histories::of, Disguises::outOfOrder);
    }

    /** Nothing falls between two points at which the engine asked to be called. */
    @Test
    void decidingOnlyWhenDueIsDecidingEverySecond() {
        ForAll.histories(200, Histories::of, history -> {
            if (history.world().length() > A_DAY_SECONDS) {
                return List.of();
            }
            List<String> due = Playback.of(history).story();
            List<String> ticked = Playback.tickedEverySecond(history).story();
            return ForAll.unless(due.equals(ticked), "TICK: another story");
        });
    }

    /** I14. */
    @Test
    void activityAndKeepAlivesMakeNoActionEarlier() {
        ForAll.histories(ForAll.COUNT, Histories::ofItsOwn, anyhow -> {
            History history =
                    Disguises.without(anyhow, step -> step instanceof Step.Configured || isWordOfTheEnd(step));
            Step.Heard first = firstHeard(history);
            if (first == null) {
                return List.of();
            }
            Long before = Playback.of(history).firstAction();
            Long after = Playback.of(history.with(use(history, first.second()))).firstAction();
            boolean noEarlier = after == null || (before != null && after > before - ASKED_AGAIN_SECONDS);
            return ForAll.unless(noEarlier, "I14: at " + after + " s instead of " + before);
        });
    }

    private static Step.Heard firstHeard(History history) {
        return (Step.Heard) history.steps().stream()
                .filter(step -> step instanceof Step.Heard)
                .findFirst()
                .orElse(null);
    }

    private static List<Step> use(History history, long since) {
        Random random = history.chance(-1);
        List<Step> use = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            long at = since + 1 + (long) (random.nextDouble() * (history.world().length() - since));
            use.add(
                    random.nextBoolean()
                            ? new Step.Heard(at, "extra", null, null, null, Step.Use.BUSY, null)
                            : new Step.Kept(
                                    at,
                                    Duration.ofMinutes(1 + random.nextInt(60)),
                                    KeepAlive.Scope.values()[random.nextInt(2)]));
        }
        return use;
    }

    /** Until somebody is heard again it suspends the silence ladder, so that a sign of life can lead to an action. */
    private static boolean isWordOfTheEnd(Step step) {
        return step instanceof Step.Heard heard && heard.goodbye() == Goodbye.FINISHED;
    }

    /** I19. */
    @Test
    void aForgottenMachineIsActedOnInTime() {
        ForAll.histories(ForAll.COUNT, Histories::ofItsOwn, anyhow -> {
            History history = Disguises.without(
                    anyhow,
                    step -> Disguises.isByTheWall(step)
                            || step instanceof Step.Configured
                            || (step instanceof Step.Shown && step.second() > 0));
            LifecycleSettings settings = history.world().settings();
            long idleFrom =
                    history.world().length() + 9 * 3600 + settings.minUptime().toSeconds();
            long latest = idleFrom
                    + settings.idleAfter().toSeconds()
                    + (long) (2.2 * settings.interval().toSeconds())
                    + 2;
            boolean inTime = Playback.of(forgotten(history, idleFrom)).entries().stream()
                    .anyMatch(entry -> entry.second() >= idleFrom
                            && entry.second() <= latest
                            && entry.effects().stream().anyMatch(effect -> effect instanceof Effect.Claim));
            return ForAll.unless(inTime, "I19: not by " + latest);
        });
    }

    /** After all that happened it is started anew, and from then on reports that it is idle. */
    private static History forgotten(History history, long idleFrom) {
        LifecycleSettings settings = history.world().settings();
        long started = idleFrom - settings.minUptime().toSeconds();
        long until = idleFrom + settings.idleAfter().toSeconds() + 600;
        Random random = history.chance(-1);
        List<Step> steps = new ArrayList<>();
        steps.add(new Step.Shown(started - 2, MachineState.STOPPED));
        steps.add(new Step.Shown(started - 1, MachineState.RUNNING));
        for (long at = idleFrom; at < until; ) {
            steps.add(new Step.Heard(at, "lonely", "run", (long) steps.size(), null, Step.Use.IDLE, null));
            at += (long) (settings.interval().toSeconds() * (0.9 + 0.2 * random.nextDouble()));
        }
        History.World world = history.world();
        History.World rented = History.World.obedient(
                        world.seed(), world.preset(), true, world.scope(), world.noticeAfter())
                .lasting(until);
        return new History(rented, history.with(steps).steps());
    }
}
