package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Change;
import com.dumontcloud.sdk.policy.fleet.FleetStore.MachineSeen;
import com.dumontcloud.sdk.policy.fleet.FleetStore.Marked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the store has not yet, and may have late: that machines were seen, what stands though the store failed, the history of
 * heartbeats. Catches up by itself. Thread-safe; {@link #catchUp} waits for the store, everything else is called under the fleet's
 * lock.
 */
final class Backlog {

    private static final Logger log = LoggerFactory.getLogger(Backlog.class);

    /** How long the store may be behind with what is to be written; half of what may be lost. */
    private static final Duration AT_MOST = Duration.ofMillis(500);

    /**
     * A sight of a machine that says nothing new is written once the last one on record is this share of the silence that counts
     * as late: whoever goes on from the record still takes every reporter on it to have been heard until the end.
     */
    private static final double SIGHTS_EACH = 0.5;

    /**
     * How long the store may be behind with what nobody told us: that a provider shows the same, that time passed. It is written with
     * the next sight, and at the latest after this long, so that the time observed is not lost.
     */
    private static final Duration AT_MOST_IN_SILENCE = Duration.ofMinutes(1);

    private static final Duration TRIED_AGAIN_AFTER = Duration.ofSeconds(1);

    /** Says nothing: whether a store takes anything only a write tells, and there may be no machine to write of. */
    private static final Marked TRIAL = new Marked("the store was tried", "");

    /** How many machines are caught up with in one go, during which a change of one of them waits. */
    private static final int WRITTEN_AT_ONCE = 1000;

    /** Heartbeats beyond these, which only a store that hangs leaves waiting, are missing in the history. */
    private static final int REMEMBERED_AT_ONCE = 100_000;

    /** Decisions beyond these, which only a store that fails for long leaves unwritten, are missing in the journal: some 100 MB. */
    static final int UNWRITTEN_AT_MOST = 100_000;

    private final Object lock;
    private final TimeSource time;
    private final ObservedClock clock;
    private final Scribe scribe;
    private final Roster roster;
    private final Ongoing ongoing;
    private final Consequences consequences;
    private final Runnable caughtUp;

    /** Machines of which the store has not the newest, in the order in which they were seen. */
    private final Set<WatchedMachine> behind = new LinkedHashSet<>();

    /** What heartbeats said since the history was last written. */
    private List<HeartbeatSample> heard = new ArrayList<>();

    private int unwritten;
    private int missing;
    private boolean catchingUp;

    /** Observed time at which the store was last to be tried. */
    private long triedNanos;

    private boolean isTrialDue;

    Backlog(
            Object lock,
            TimeSource time,
            ObservedClock clock,
            Scribe scribe,
            Roster roster,
            Ongoing ongoing,
            Consequences consequences,
            Runnable caughtUp) {
        this.lock = lock;
        this.time = time;
        this.clock = clock;
        this.scribe = scribe;
        this.roster = roster;
        this.ongoing = ongoing;
        this.consequences = consequences;
        this.caughtUp = caughtUp;
    }

    /**
     * Takes in a plan that stands without being written first. What came of it is written in any case; that and why it was decided
     * is too, unless too much of that waits already.
     */
    void take(Plan plan) {
        if (plan.isChange() && unwritten < UNWRITTEN_AT_MOST) {
            unwritten++;
            plan.machine().standUnwritten(plan.change());
        } else if (plan.isChange()) {
            missing++;
            plan.machine().standUnwritten(null);
        }
        if (plan.isChange() || plan.machine().isAheadOfStore() || isWorthWriting(plan)) {
            add(plan.machine());
        }
    }

    /** Takes in a machine that nothing was written of for so long that the time observed might be lost. */
    void takeIfLongUnwritten(WatchedMachine machine, Moment now) {
        if (isLongUnwritten(machine, now)) {
            add(machine);
        }
    }

    /** Tries the store of a fleet of whose machines nothing is written, since it has none. */
    void tryIfLongUntried(Moment now) {
        if (now.since(triedNanos).compareTo(AT_MOST_IN_SILENCE) >= 0) {
            triedNanos = now.observedNanos();
            isTrialDue = true;
            catchUpIn(AT_MOST);
        }
    }

    /** The store has everything of this machine. */
    void drop(WatchedMachine machine) {
        settle(machine);
        behind.remove(machine);
    }

    /** Keeps for the history what a heartbeat said. */
    void remember(Heartbeat heartbeat, Moment now) {
        if (heard.size() < REMEMBERED_AT_ONCE) {
            heard.addAll(HeartbeatSample.of(heartbeat, now.wall()));
            catchUpIn(AT_MOST);
        }
    }

    /** The store failed: finds out soon whether it still does. */
    void tryAgain() {
        catchUpIn(TRIED_AGAIN_AFTER);
    }

    /** Writes down all that the store has not yet, also what it may be behind with, for as long as it takes it. */
    void catchUpWithAll() {
        synchronized (lock) {
            roster.all().stream().filter(WatchedMachine::isSeenSinceWritten).forEach(behind::add);
        }
        catchUp();
    }

    /** Writes down what the store has not yet and is due, for as long as it takes it. */
    void catchUp() {
        List<HeartbeatSample> samples;
        synchronized (lock) {
            samples = heard;
            heard = new ArrayList<>();
        }
        try {
            if (!samples.isEmpty()) {
                scribe.remember(samples);
            }
            boolean more = !scribe.isFenced();
            while (more) {
                more = catchUpWithSome();
            }
            if (hasNoChanges()) {
                caughtUp.run();
            }
        } finally {
            synchronized (lock) {
                catchingUp = false; // Not before: one that hangs is not to be joined by another.
                if (!heard.isEmpty() || !behind.isEmpty() || scribe.isFailing()) {
                    catchUpIn(scribe.isFailing() ? TRIED_AGAIN_AFTER : AT_MOST);
                }
            }
            consequences.tell();
        }
    }

    private boolean hasNoChanges() {
        synchronized (lock) {
            return unwritten == 0 && missing == 0 && !scribe.isFailing();
        }
    }

    /** Returns whether there is more. */
    private boolean catchUpWithSome() {
        List<WatchedMachine> some = new ArrayList<>();
        List<Change> changes = new ArrayList<>();
        synchronized (lock) {
            Moment now = clock.now();
            for (WatchedMachine machine : behind) {
                if (some.size() == WRITTEN_AT_ONCE) {
                    break;
                }
                if (!ongoing.has(machine.condition().id())) {
                    some.add(machine);
                    changes.addAll(machine.unwritten());
                    machine.pass(now);
                    machine.write(now);
                    changes.add(new MachineSeen(machine.condition(), machine.books(now), now.observedNanos()));
                }
            }
            if (behind.isEmpty() && (isTrialDue || scribe.isFailing())) {
                changes.add(TRIAL);
            }
            isTrialDue = false;
            some.forEach(behind::remove);
            some.forEach(machine -> ongoing.begin(machine.condition().id(), Ongoing.Kind.SIGHT));
        }
        if (changes.isEmpty()) {
            return false;
        }
        RuntimeException failure = scribe.tryToWrite(changes);
        synchronized (lock) {
            some.forEach(machine -> {
                ongoing.end(machine.condition().id());
                if (failure == null) {
                    settle(machine);
                } else {
                    behind.add(machine);
                }
            });
            if (failure != null) {
                tryAgain();
            }
            return failure == null && !behind.isEmpty();
        }
    }

    /** The store has what it could not take before. */
    private void settle(WatchedMachine machine) {
        unwritten -= machine.unwritten().size();
        machine.written();
        if (unwritten == 0 && missing > 0) {
            log.warn(
                    "{} decisions were taken while the store failed and {} others waited to be written:"
                            + " what came of them is on record, they themselves are missing in the journal",
                    missing,
                    UNWRITTEN_AT_MOST);
            missing = 0;
        }
    }

    private void add(WatchedMachine machine) {
        behind.add(machine);
        catchUpIn(AT_MOST);
    }

    private void catchUpIn(Duration wait) {
        if (!catchingUp && !scribe.isFenced()) {
            catchingUp = true;
            time.schedule(wait, this::catchUp);
        }
    }

    private static boolean isWorthWriting(Plan plan) {
        long lateAfter = plan.next().settings().lateAfterNanos();
        long unwritten = plan.now().observedNanos() - plan.machine().writtenNanos();
        return isLongUnwritten(plan.machine(), plan.now())
                || (plan.isWordOfTheMachine() && unwritten >= SIGHTS_EACH * lateAfter);
    }

    private static boolean isLongUnwritten(WatchedMachine machine, Moment now) {
        return now.since(machine.writtenNanos()).compareTo(AT_MOST_IN_SILENCE) >= 0;
    }
}
