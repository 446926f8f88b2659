package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * How often made-up histories get where they should: a property that nothing ever puts to the test proves nothing. Thread-safe.
 */
final class Reach {

    /** Of ten thousand histories. */
    private static final int TRANSITION = 100;

    private static final int SOLE_VETO = 20;

    private final int histories;

    private final Map<String, Integer> transitions = new ConcurrentSkipListMap<>();
    private final Map<BuiltInGuard, Integer> soles = new ConcurrentSkipListMap<>();

    /** Begins to count what so many histories reach. */
    Reach(int histories) {
        this.histories = histories;
    }

    /** Counts what happened in one history, and the guards that each were all that stood against an action in it. */
    void add(Map<String, Integer> happened, Set<BuiltInGuard> stoodAlone) {
        happened.forEach((what, times) -> transitions.merge(what, times, Integer::sum));
        stoodAlone.forEach(guard -> soles.merge(guard, 1, Integer::sum));
    }

    void print(String title) {
        System.out.println(title);
        transitions.forEach((what, times) -> System.out.printf("  %8d  %s%n", times, what));
        System.out.println("histories in which a guard was the sole veto:");
        soles.forEach((guard, times) -> System.out.printf("  %8d  %s%n", times, guard));
    }

    /** Requires transitions by their numbers, whatever came of each. */
    void requireTransitions(String... numbers) {
        for (String number : numbers) {
            int times = transitions.entrySet().stream()
                    .filter(one -> one.getKey().startsWith(number + " "))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
            assertThat(times).as(number).isGreaterThanOrEqualTo(share(TRANSITION));
        }
    }

    void requireSoleVetoes(Set<BuiltInGuard> guards) {
        for (BuiltInGuard guard : guards) {
            assertThat(soles.getOrDefault(guard, 0)).as(guard.name()).isGreaterThanOrEqualTo(share(SOLE_VETO));
        }
    }

    private int share(int ofTenThousand) {
        return Math.max(1, (int) ((long) ofTenThousand * histories / 10_000));
    }
}
