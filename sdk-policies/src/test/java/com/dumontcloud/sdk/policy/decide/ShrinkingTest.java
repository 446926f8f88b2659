package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That what fails is cut down to what it takes to fail, on an engine that lacks a guard. */
@Timeout(120)
class ShrinkingTest {

    private final Function<History, List<String>> problems = history -> {
        LifecyclePolicyEngine broken = LifecyclePolicyEngine.builder(
                        history.world().settings())
                .without(BuiltInGuard.KEPT_ALIVE)
                .build();
        return Oracle.judge(history, Playback.of(broken, history));
    };

    @Test
    void leavesNothingOutOfAHistoryThatCanStillBeLeftOut() {
        History failing = failing();

        History smallest = ForAll.smallest(failing, problems);

        assertThat(smallest.steps()).hasSizeLessThan(failing.steps().size() / 2);
        for (int i = 0; i < smallest.steps().size(); i++) {
            List<Step> fewer = new ArrayList<>(smallest.steps());
            Step left = fewer.remove(i);
            assertThat(problems.apply(new History(smallest.world(), fewer)))
                    .as("without %s", left)
                    .noneMatch(problem -> problem.startsWith("I2:"));
        }
    }

    @Test
    void keepsTheRuleThatWasBrokenAndWhatBrokeIt() {
        History smallest = ForAll.smallest(failing(), problems);

        assertThat(ForAll.rule(problems.apply(smallest))).isEqualTo("I2");
        assertThat(smallest.steps())
                .filteredOn(step -> step instanceof Step.Kept)
                .hasSize(1);
    }

    @Test
    void cutsAFleetDownToTheMachineThatFails() {
        Function<FleetHistory, List<String>> fails = fleet -> ForAll.unless(
                fleet.actors().stream().noneMatch(actor -> actor.id().equals("m-2"))
                        || fleet.blows().stream().noneMatch(blow -> blow instanceof FleetHistory.Kept),
                "X: fails");
        FleetHistory fleet = FleetHistories.of(ForAll.firstFailing(2000, FleetHistories::of, fails));

        FleetHistory smallest = fleet.shrunk(smaller -> !fails.apply(smaller).isEmpty());

        assertThat(smallest.actors()).extracting(FleetHistory.Actor::id).containsExactly("m-2");
        assertThat(smallest.blows()).hasSize(1).allMatch(blow -> blow instanceof FleetHistory.Kept);
        assertThat(FleetPlayback.of(smallest).heard).containsOnlyKeys("m-2");
    }

    private History failing() {
        long seed = ForAll.firstFailing(ForAll.ALL, Histories::of, history -> {
            boolean breaks = problems.apply(history).stream().anyMatch(problem -> problem.startsWith("I2:"));
            return ForAll.unless(
                    !breaks || !ForAll.rule(problems.apply(history)).equals("I2"), "I2: broken");
        });
        return Histories.of(seed);
    }
}
