package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.policy.Preset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** What happens to one machine, and in what kind of world. */
record History(World world, List<Step> steps) {

    History {
        List<Step> sorted = new ArrayList<>(steps);
        sorted.sort(Comparator.comparingLong(Step::second));
        steps = List.copyOf(sorted);
    }

    History with(List<? extends Step> more) {
        List<Step> all = new ArrayList<>(steps);
        all.addAll(more);
        return new History(world, all);
    }

    /** Drops steps for as long as what is left still fails. */
    History shrunk(Predicate<History> fails) {
        History smallest = this;
        for (int size = Math.max(1, steps.size() / 2); size >= 1; size /= 2) {
            for (int from = 0; from < smallest.steps.size(); ) {
                List<Step> fewer = new ArrayList<>(smallest.steps);
                fewer.subList(from, Math.min(from + size, fewer.size())).clear();
                History candidate = new History(world, fewer);
                if (fails.test(candidate)) {
                    smallest = candidate;
                } else {
                    from += size;
                }
            }
        }
        return smallest;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(world.toString());
        steps.forEach(step -> text.append("\n  ").append(step));
        return text.toString();
    }

    /**
     * The kind of world.
     *
     * @param claimAfter seconds until the runner claims an intent
     * @param answerAfter seconds until the provider answers
     * @param receipt what it answers
     * @param obeys whether it does what it was asked
     * @param noticeAfter seconds until a notifier takes a notice; negative for never
     */
    record World(
            Preset preset,
            boolean managed,
            int scope,
            long claimAfter,
            long answerAfter,
            ActionReceipt.Outcome receipt,
            boolean obeys,
            long noticeAfter,
            long length) {}
}
