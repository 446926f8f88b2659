package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.policy.Failover;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Means;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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

    /** Returns a source of chance of its own for this second, whatever else the history holds. */
    Random chance(long second) {
        return new Random(world.seed() * 1_000_003 + second);
    }

    /** Drops steps, and the time after the last, for as long as what is left still fails. */
    History shrunk(Predicate<History> fails) {
        History smallest = this;
        for (int size = Math.max(1, steps.size() / 2); size >= 1; ) {
            History smaller = smallest.without(size, fails);
            boolean again = size == 1 && smaller.steps.size() < smallest.steps.size();
            smallest = smaller;
            size = again ? 1 : size / 2;
        }
        return smallest.shorter(fails);
    }

    private History without(int size, Predicate<History> fails) {
        History smallest = this;
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
        return smallest;
    }

    private History shorter(Predicate<History> fails) {
        History shortest = this;
        for (long cut = world.length() / 2; cut >= 1; cut /= 2) {
            History candidate = new History(world.lasting(shortest.world.length() - cut), steps);
            shortest = fails.test(candidate) ? candidate : shortest;
        }
        return shortest;
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
     * @param seed what else happens by chance is drawn from it, so that it stays the same while a history is cut down
     * @param managed whether a provider rents the machine out
     * @param claimed whether somebody claimed it from the beginning
     * @param ticksFirst whether of what happens in the same second a tick comes first
     * @param claimAfter seconds until the runner claims an intent
     * @param answerAfter seconds until the provider answers
     * @param receipt what it answers
     * @param obeys whether it does what it was asked
     * @param noticeAfter seconds until a notifier takes a notice; negative for never
     * @param savers how its reporters answer when they are told to save, by the digit in their names
     * @param parker how they answer when they are told to park the machine themselves
     * @param place what can be done with the machine there, and what is lost with it
     */
    record World(
            long seed,
            Preset preset,
            boolean managed,
            boolean claimed,
            boolean ticksFirst,
            int scope,
            long claimAfter,
            long answerAfter,
            ActionReceipt.Outcome receipt,
            boolean obeys,
            long noticeAfter,
            List<Saver> savers,
            Saver parker,
            Place place,
            long length) {

        /** One that does as it is told, at once: what the engine does in it is the engine's doing. */
        static World obedient(long seed, Preset preset, boolean managed, int scope, long noticeAfter) {
            return new World(
                    seed,
                    preset,
                    managed,
                    true,
                    true,
                    scope,
                    0,
                    1,
                    ActionReceipt.Outcome.ACCEPTED,
                    true,
                    noticeAfter,
                    List.of(),
                    Saver.MUTE,
                    Place.USUAL,
                    0);
        }

        World under(Preset other) {
            return new World(
                    seed,
                    other,
                    managed,
                    claimed,
                    ticksFirst,
                    scope,
                    claimAfter,
                    answerAfter,
                    receipt,
                    obeys,
                    noticeAfter,
                    savers,
                    parker,
                    place,
                    length);
        }

        World lasting(long seconds) {
            return new World(
                    seed,
                    preset,
                    managed,
                    claimed,
                    ticksFirst,
                    scope,
                    claimAfter,
                    answerAfter,
                    receipt,
                    obeys,
                    noticeAfter,
                    savers,
                    parker,
                    place,
                    seconds);
        }

        /** Returns the settings in force from the beginning. */
        LifecycleSettings settings() {
            LifecycleSettings.Builder settings = preset.settings().toBuilder();
            if (place.deleteAfter != null) {
                settings.orphanDeleteAfter(place.deleteAfter).allowDelete(place.allowDelete);
            }
            if (place.successor != null) {
                settings.failover(Failover.on());
            }
            return settings.build();
        }

        Saver saver(String reporter) {
            int digit = reporter.charAt(1) - '0';
            return digit >= 0 && digit < savers.size() ? savers.get(digit) : Saver.AT_ONCE;
        }
    }

    /**
     * What can be done with a machine, and what becomes of one that is forgotten there.
     *
     * @param keepsDisk whether its provider keeps the disk of what is stopped
     * @param takesSnapshots whether there is a store of snapshots
     * @param deleteAfter after what time one that was parked as an orphan is given back; absent for never
     * @param allowDelete whether the engine may
     * @param successor what is rented there in the place of one that breaks down; absent where none may be
     */
    record Place(
            boolean keepsDisk,
            boolean takesSnapshots,
            @Nullable Duration deleteAfter,
            boolean allowDelete,
            @Nullable Successor successor) {

        static final Place USUAL = new Place(true, false, null, false, null);

        Means means() {
            return new Means(keepsDisk, takesSnapshots, Means.USUAL.startTimeout());
        }
    }

    /**
     * What becomes of a machine that is rented in the place of another one.
     *
     * @param receipts what the market says to each attempt, in turn
     * @param lostOnesExist whether one of which no answer came was rented nevertheless
     * @param upAfter seconds until it runs; negative for never
     * @param heardAfter seconds from then until something on it reports; negative for never
     */
    record Successor(List<ActionReceipt.Outcome> receipts, boolean lostOnesExist, long upAfter, long heardAfter) {}

    /**
     * How a reporter answers what it is told to do.
     *
     * @param outcome what it says in the end; absent where it hangs
     * @param after seconds until then
     */
    record Saver(CommandResult.@Nullable Outcome outcome, long after) {

        static final Saver AT_ONCE = new Saver(CommandResult.Outcome.DONE, 0);
        static final Saver MUTE = new Saver(null, 0);
    }
}
