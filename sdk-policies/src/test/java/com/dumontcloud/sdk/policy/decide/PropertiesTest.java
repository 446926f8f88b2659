package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds whatever happens to a machine, over histories that a seed makes up; one that fails is cut down to what matters. */
@Timeout(120)
class PropertiesTest {

    @Test
    void noActionWithoutItsEvidenceItsWarningAndItsGuards() {
        forAll(
                3000,
                Histories::of,
                history -> Oracle.judge(history, Playback.of(history)).isEmpty());
    }

    /** I12. */
    @Test
    void theSameHistoryGivesTheSameDecisions() {
        forAll(
                300,
                Histories::of,
                history -> Playback.of(history)
                        .entries()
                        .toString()
                        .equals(Playback.of(history).entries().toString()));
    }

    /** (h) Nothing falls between two points at which the engine asked to be called. */
    @Test
    void decidingOnlyWhenDueIsDecidingEverySecond() {
        forAll(
                250,
                Histories::of,
                history -> Playback.of(history)
                        .story()
                        .equals(Playback.tickedEverySecond(history).story()));
    }

    /** I16. */
    @Test
    void theOriginOfMonotonicTimeDoesNotMatter() {
        long[] origins = {-9_000_000_000_000_000L, -1, 0, 1, 7_777_777_777_777_777_777L};
        forAll(400, Histories::of, history -> {
            long origin = origins[history.steps().size() % origins.length];
            return Playback.of(history)
                    .story()
                    .equals(Playback.shifted(history, origin).story());
        });
    }

    /** I15. */
    @Test
    void wallJumpsChangeCalendarsAndKeepAlivesAlone() {
        forAll(400, Histories::of, history -> {
            History kept = without(history, step -> step instanceof Step.Kept);
            List<Step> jumps = new ArrayList<>();
            Random random = new Random(history.steps().size());
            for (int i = 0; i < 4; i++) {
                long at = (long) (random.nextDouble() * history.world().length());
                jumps.add(new Step.Jumped(at, Duration.ofHours(random.nextInt(20_000) - 10_000)));
            }
            return Playback.of(kept)
                    .story()
                    .equals(Playback.of(kept.with(jumps)).story());
        });
    }

    /** I17. */
    @Test
    void theOrderOfPoliciesDoesNotMatter() {
        List<LifecyclePolicy> policies = new ArrayList<>(List.of(
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
                        machine.machinesInScope() > 3 ? Set.of(Cause.IDLE) : Set.of())));
        forAll(300, Histories::of, history -> {
            Trace before = Playback.of(engine(history, policies), history);
            List<LifecyclePolicy> other = new ArrayList<>(policies);
            Collections.shuffle(other, new Random(history.steps().size()));
            return before.story()
                    .equals(Playback.of(engine(history, other), history).story());
        });
    }

    /** I13. */
    @Test
    void duplicatesAndStragglersChangeNothing() {
        forAll(500, Histories::of, history -> {
            Random random = new Random(history.steps().size());
            List<Step> copies = new ArrayList<>();
            for (Step step : history.steps()) {
                if (step instanceof Step.Heard heard && heard.seq() != null && random.nextInt(4) == 0) {
                    copies.add(heard.at(heard.second() + random.nextInt(4000)));
                }
            }
            List<String> expected = Playback.of(history).story();
            return expected.equals(Playback.of(history.with(copies)).story());
        });
    }

    /** I13. */
    @Test
    void whatIsOvertakenCountsForNothing() {
        forAll(500, Histories::of, history -> {
            Random random = new Random(history.steps().size());
            List<Step> inTime = new ArrayList<>();
            List<Step> late = new ArrayList<>();
            for (int i = history.steps().size() - 1; i >= 0; i--) {
                Step step = history.steps().get(i);
                Step.Heard next = step instanceof Step.Heard heard ? nextOfRun(inTime, heard) : null;
                if (next != null && random.nextInt(5) == 0) {
                    late.add(((Step.Heard) step).at(next.second() + random.nextInt(3000)));
                } else {
                    inTime.add(0, step);
                }
            }
            History punctual = new History(history.world(), inTime);
            return Playback.of(punctual)
                    .story()
                    .equals(Playback.of(punctual.with(late)).story());
        });
    }

    private static Step.Heard nextOfRun(List<Step> following, Step.Heard heard) {
        for (Step step : following) {
            if (heard.seq() != null
                    && step instanceof Step.Heard later
                    && later.reporter().equals(heard.reporter())
                    && heard.start().equals(later.start())
                    && later.seq() > heard.seq()) {
                return later;
            }
        }
        return null;
    }

    /** I14. */
    @Test
    void activityAndKeepAlivesMakeNoActionEarlier() {
        forAll(800, Histories::ofItsOwn, history -> {
            Long before = Playback.of(history).firstAction();
            Long firstHeard = history.steps().stream()
                    .filter(step -> step instanceof Step.Heard)
                    .map(Step::second)
                    .findFirst()
                    .orElse(null);
            if (firstHeard == null) {
                return true;
            }
            Random random = new Random(history.steps().size());
            List<Step> more = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                long at = firstHeard
                        + 1
                        + (long) (random.nextDouble() * (history.world().length() - firstHeard));
                more.add(
                        random.nextBoolean()
                                ? new Step.Heard(at, "extra", null, null, null, Step.Use.BUSY, null)
                                : new Step.Kept(
                                        at,
                                        Duration.ofMinutes(1 + random.nextInt(60)),
                                        KeepAlive.Scope.values()[random.nextInt(2)]));
            }
            Long after = Playback.of(history.with(more)).firstAction();
            return after == null || (before != null && after >= before);
        });
    }

    /** I19. */
    @Test
    void aForgottenMachineIsActedOnInTime() {
        forAll(400, Histories::ofItsOwn, history -> {
            History calm = without(
                    history,
                    step -> step instanceof Step.Kept || step instanceof Step.Shown shown && shown.second() > 0);
            long from = history.world().length() + 9 * 3600;
            long told = history.world().preset().settings().interval().toSeconds();
            Random random = new Random(history.steps().size());
            List<Step> forgotten = new ArrayList<>();
            forgotten.add(new Step.Shown(from - 2, com.dumontcloud.sdk.core.model.MachineState.STOPPED));
            forgotten.add(new Step.Shown(from - 1, com.dumontcloud.sdk.core.model.MachineState.RUNNING));
            long uptime = history.world().preset().settings().minUptime().toSeconds();
            long idleFrom = from + uptime;
            for (long at = idleFrom; at < idleFrom + 3 * 3600; ) {
                forgotten.add(new Step.Heard(at, "lonely", "run", (long) forgotten.size(), null, Step.Use.IDLE, null));
                at += (long) (told * (0.9 + 0.2 * random.nextDouble()));
            }
            History whole = new History(
                    lasting(history.world(), idleFrom + 3 * 3600),
                    calm.with(forgotten).steps());
            long idleAfter = history.world().preset().settings().idleAfter().toSeconds();
            long latest = idleFrom + idleAfter + (long) (2.2 * told) + 2;
            return Playback.of(whole).entries().stream()
                    .anyMatch(entry -> entry.second() >= idleFrom
                            && entry.second() <= latest
                            && entry.effects().stream().anyMatch(effect -> effect instanceof Effect.Claim));
        });
    }

    private static History.World lasting(History.World w, long length) {
        return new History.World(
                w.preset(),
                true,
                w.scope(),
                w.claimAfter(),
                w.answerAfter(),
                w.receipt(),
                w.obeys(),
                w.noticeAfter(),
                length);
    }

    private static LifecyclePolicyEngine engine(History history, List<LifecyclePolicy> policies) {
        LifecyclePolicyEngine.Builder builder =
                LifecyclePolicyEngine.builder(history.world().preset().settings());
        policies.forEach(builder::policy);
        return builder.build();
    }

    private static History without(History history, Predicate<Step> what) {
        return new History(
                history.world(), history.steps().stream().filter(what.negate()).toList());
    }

    static void forAll(int histories, LongFunction<History> made, Predicate<History> holds) {
        for (long seed = 1; seed <= histories; seed++) {
            History history = made.apply(seed);
            if (!holds(holds, history)) {
                History smallest = history.shrunk(smaller -> !holds(holds, smaller));
                fail("seed " + seed + " fails; at its smallest:\n" + smallest + "\n"
                        + Oracle.judge(smallest, Playback.of(smallest)) + "\n"
                        + String.join("\n", Playback.of(smallest).story()));
            }
        }
        assertThat(histories).isPositive();
    }

    private static boolean holds(Predicate<History> property, History history) {
        return property.test(history);
    }
}
