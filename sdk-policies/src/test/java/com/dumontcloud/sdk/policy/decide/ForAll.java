package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/**
 * Judges what seeds make up, on all cores and with the same outcome in whatever order. The smallest seed that fails is cut down for
 * as long as the same rule is broken, and told.
 */
final class ForAll {

    /** How many seeds are tried, at most, where one is sure to be found. */
    static final int ALL = 10_000;

    /** How many a property is judged over: all of them with {@code -Pfull}, where nobody waits for them. */
    static final int COUNT = Integer.getInteger("tests.histories", ALL);

    private static final int AT_ONCE = 200;

    private ForAll() {}

    static void histories(int count, LongFunction<History> made, Function<History, List<String>> problems) {
        long seed = firstFailing(count, made, problems);
        if (seed > 0) {
            History smallest = smallest(made.apply(seed), problems);
            fail("seed " + seed + " fails; at its smallest:\n" + smallest + "\n" + problems.apply(smallest) + "\n"
                    + String.join("\n", Playback.of(smallest).story()));
        }
    }

    static void fleets(int count, LongFunction<FleetHistory> made, Function<FleetHistory, List<String>> problems) {
        long seed = firstFailing(count, made, problems);
        if (seed > 0) {
            FleetHistory history = made.apply(seed);
            String rule = rule(problems.apply(history));
            FleetHistory smallest = history.shrunk(smaller -> breaks(rule, problems.apply(smaller)));
            fail("seed " + seed + " fails; at its smallest:\n" + smallest + "\n" + problems.apply(smallest) + "\n"
                    + FleetPlayback.of(smallest).acts);
        }
    }

    /** Returns the problem unless it holds; what comes before the colon names the rule that is broken. */
    static List<String> unless(boolean holds, String problem) {
        return holds ? List.of() : List.of(problem);
    }

    /** Returns the least that still breaks the first rule that this history breaks. */
    static History smallest(History history, Function<History, List<String>> problems) {
        String rule = rule(problems.apply(history));
        return history.shrunk(smaller -> breaks(rule, problems.apply(smaller)));
    }

    /** Returns the smallest seed of which this is not true; 0 where there is none. Looks at few that are larger than that. */
    static <T> long firstFailing(int count, LongFunction<T> made, Function<T, List<String>> problems) {
        for (long from = 1; from <= count; from += AT_ONCE) {
            long first = LongStream.range(from, Math.min(from + AT_ONCE, count + 1L))
                    .parallel()
                    .filter(seed -> !problems.apply(made.apply(seed)).isEmpty())
                    .findFirst()
                    .orElse(0);
            if (first > 0) {
                return first;
            }
        }
        return 0;
    }

    /** Every problem begins with the rule that is broken. */
    static String rule(List<String> problems) {
        String first = problems.get(0);
        return first.substring(0, first.indexOf(':'));
    }

    private static boolean breaks(String rule, List<String> problems) {
        return problems.stream().anyMatch(problem -> problem.startsWith(rule + ":"));
    }
}
