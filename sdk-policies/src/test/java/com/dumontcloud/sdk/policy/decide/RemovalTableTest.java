package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.LifecycleSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * That the oracles notice when any one guard is gone, or the share of an idle run that samples must cover: a property that nothing
 * can break proves nothing.
 */
@Timeout(300)
class RemovalTableTest {

    @Test
    void whoeverTakesAGuardAwayBreaksARule() {
        Map<BuiltInGuard, String> table = new TreeMap<>();
        for (BuiltInGuard guard : BuiltInGuard.values()) {
            String caught =
                    FleetPropertiesTest.OF_FLEETS.contains(guard) ? caughtInAFleet(guard) : caughtOnAMachine(guard);
            table.put(guard, caught);
        }

        System.out.println("a guard that is taken away, and what notices:");
        table.forEach((guard, caught) -> System.out.printf("  %-16s %s%n", guard, caught));
        assertThat(table).doesNotContainValue("nothing").hasSize(BuiltInGuard.values().length);
    }

    @Test
    void whoeverActsWithoutAPreconditionBreaksARule() {
        Map<Precondition, String> table = new TreeMap<>();
        for (Precondition precondition : Precondition.values()) {
            String caught = told(
                    ForAll.firstFailing(ForAll.ALL, Histories::of, history -> problems(history, precondition)),
                    seed -> problems(Histories.of(seed), precondition));
            table.put(precondition, caught);
        }

        System.out.println("a precondition that is not asked for, and what notices:");
        table.forEach((precondition, caught) -> System.out.printf("  %-18s %s%n", precondition, caught));
        assertThat(table).doesNotContainValue("nothing").hasSize(Precondition.values().length);
    }

    @Test
    void whoeverTakesThinEvidenceForEnoughBreaksARule() {
        String caught = told(
                ForAll.firstFailing(ForAll.ALL, Histories::of, RemovalTableTest::problemsOfTheCredulous),
                seed -> problemsOfTheCredulous(Histories.of(seed)));

        System.out.println("without minimumCoverage: " + caught);
        assertThat(caught).startsWith("COVERAGE");
    }

    private static List<String> problemsOfTheCredulous(History history) {
        LifecycleSettings anyCoverage = history.world().settings().toBuilder()
                .minimumCoverage(Double.MIN_VALUE)
                .build();
        return Oracle.judge(history, Playback.of(LifecyclePolicyEngine.of(anyCoverage), history));
    }

    private static String caughtOnAMachine(BuiltInGuard guard) {
        return told(
                ForAll.firstFailing(ForAll.ALL, Histories::of, history -> problems(history, guard)),
                seed -> problems(Histories.of(seed), guard));
    }

    private static String caughtInAFleet(BuiltInGuard guard) {
        return told(
                ForAll.firstFailing(ForAll.ALL, FleetHistories::of, fleet -> problems(fleet, guard)),
                seed -> problems(FleetHistories.of(seed), guard));
    }

    private static String told(long seed, LongFunction<List<String>> problems) {
        return seed == 0 ? "nothing" : problems.apply(seed).get(0) + " (seed " + seed + ")";
    }

    private static List<String> problems(History history, BuiltInGuard guard) {
        LifecyclePolicyEngine engine = without(guard, history.world().settings());
        return Oracle.judge(history, Playback.of(engine, history));
    }

    private static List<String> problems(FleetHistory fleet, BuiltInGuard guard) {
        return FleetOracle.judge(fleet, FleetPlayback.of(fleet, without(guard, fleet.settings())));
    }

    private static List<String> problems(History history, Precondition precondition) {
        LifecyclePolicyEngine engine = LifecyclePolicyEngine.builder(
                        history.world().settings())
                .without(precondition)
                .build();
        return Oracle.judge(history, Playback.of(engine, history));
    }

    private static LifecyclePolicyEngine without(BuiltInGuard guard, LifecycleSettings settings) {
        return LifecyclePolicyEngine.builder(settings).without(guard).build();
    }
}
