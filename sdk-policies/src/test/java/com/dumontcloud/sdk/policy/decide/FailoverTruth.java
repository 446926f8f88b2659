package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether a machine is broken, and what stands in its place, recomputed from what really happened: T17, T18 and decision 020. */
final class FailoverTruth {

    private static final long START_TAKES = 1800;
    private static final long NEVER = Long.MAX_VALUE;

    private final boolean hasMarket;
    private @Nullable MachineState known;
    private long since;
    private long startingSince = NEVER;
    private @Nullable String renting;
    private boolean replaced;
    private boolean confirmed;
    private long heardThoughFenced = -1;

    FailoverTruth(History.Place place) {
        this.hasMarket = place.successor() != null;
    }

    void see(MachineState shown, long now) {
        if (shown == MachineState.UNKNOWN || shown == known) {
            return;
        }
        if (shown == MachineState.STARTING) {
            startingSince = now;
        } else if (shown != MachineState.FAILED && shown != MachineState.DELETED || !isStuck(now)) {
            startingSince = NEVER;
        }
        known = shown;
        since = now;
    }

    /** Whatever it is shown as, it did come up. */
    void heard() {
        startingSince = NEVER;
    }

    /** It is on. */
    void heardThoughFenced(long now) {
        heardThoughFenced = now;
    }

    /** It never came up, whatever it is shown as since. */
    private boolean isStuck(long now) {
        return startingSince != NEVER && now - startingSince >= START_TAKES;
    }

    void takeIn(Event event, boolean wasEverHeard) {
        confirmed = event instanceof Event.ReplacementSeen seen
                && seen.state() == MachineState.RUNNING
                && (seen.heard() || !wasEverHeard);
    }

    void takeIn(Effect effect) {
        if (effect instanceof Effect.Rent rent) {
            renting = rent.operation().id();
        } else if (effect instanceof Effect.OperationEnded ended
                && ended.operation().id().equals(renting)) {
            renting = null;
            replaced = ended.outcome() == Operation.Outcome.DONE;
        }
    }

    /** Returns whether the last that happened shows that a replacement does its work. */
    boolean isConfirmed() {
        return confirmed;
    }

    /** Returns whether what the machine says counts for nothing. */
    boolean isFenced() {
        return renting != null || replaced;
    }

    /** Returns what speaks against renting another machine in its place. */
    List<String> problemsOfReplacing(LifecycleSettings settings, long now) {
        List<String> problems = new ArrayList<>();
        unless(hasMarket && settings.failover().enabled(), "T17: nobody wants it replaced", problems);
        boolean isLongBroken = known == MachineState.FAILED
                && !isStuck(now)
                && now - since >= settings.failover().after().toSeconds();
        boolean isGone = known == MachineState.DELETED && isStuck(now);
        unless(isLongBroken || isGone, "T17: it is " + known + " since " + since, problems);
        unless(!replaced, "T17: another one has taken its place", problems);
        return problems;
    }

    /** Returns what speaks against giving the machine itself back. */
    List<String> problemsOfGivingBack(LifecycleSettings settings, long now) {
        List<String> problems = new ArrayList<>();
        boolean isOff = known == MachineState.FAILED || known == MachineState.STOPPED;
        boolean mayGoFirst = known != MachineState.DELETED
                && isStuck(now - settings.failover().after().toSeconds());
        unless(
                heardThoughFenced < 0
                        || now - heardThoughFenced >= settings.orphanAfter().toSeconds(),
                "I1: gives back one that was heard just now",
                problems);
        unless((replaced && isOff) || (!replaced && mayGoFirst), "T18: gives back one that is " + known, problems);
        return problems;
    }

    /** Returns what is wrong with all that was rented. */
    static List<String> problemsOf(List<Successors.Rented> all) {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            Successors.Rented one = all.get(i);
            unless(!one.discardedThoughKnownToHaveRun, "I1: gives back a replacement that ran", problems);
            unless(
                    i == 0 || one.byPerson || all.get(i - 1).goneAt() <= one.since,
                    "T18: a second replacement at " + one.since + " s",
                    problems);
        }
        return problems;
    }

    private static void unless(boolean holds, String problem, List<String> problems) {
        if (!holds) {
            problems.add(problem);
        }
    }
}
