package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a fleet's state lives.
 *
 * <p>What is appended is durable when the call returns: it is answered and acted on only after. Whoever writes holds the lease;
 * one whose lease was taken over can change nothing any more. Implementations are thread-safe.
 */
public interface FleetStore extends AutoCloseable {

    /**
     * Takes the right to write, away from whoever had it.
     *
     * @param holder who asks, for people
     */
    LeaderLease lease(String holder);

    /** Returns all that was appended and still holds. */
    Image load();

    /**
     * Writes changes down, all or none, in this order. Without any it only checks the lease, which is done before a provider
     * is asked for a change.
     *
     * @throws StaleLeaseException if the lease is no longer the newest; nothing was written
     */
    void append(LeaderLease lease, List<Change> changes);

    /**
     * Returns what happened to a machine, the oldest first, as far back as it is kept. A store may keep no journal.
     *
     * @param from the earliest, by the calendar
     * @param to the latest, exclusive
     */
    List<JournalEntry> journal(MachineId id, Instant from, Instant to);

    /**
     * Keeps what heartbeats said, for people. May be lost, and is not written under a lease: it decides nothing. A store may keep
     * none, which is the default.
     */
    default void remember(List<HeartbeatSample> samples) {}

    /**
     * Returns what heartbeats of a machine said, the oldest first: each of the last hour, means of a longer time before that. A
     * store may keep none, which is the default.
     *
     * @param gpu the index of a GPU; absent for the machine as a whole
     * @param from the earliest, by the calendar
     * @param to the latest, exclusive
     */
    default List<HeartbeatSample> history(MachineId id, @Nullable Integer gpu, Instant from, Instant to) {
        return List.of();
    }

    /** Lets go of files and connections. Idempotent. */
    @Override
    void close();

    /** One thing to write down. */
    sealed interface Change {}

    /**
     * Something happened to a machine that changed its state or is to have an effect: kept whole, so that it can be decided again.
     *
     * @param before its condition so far
     * @param event what happened
     * @param at when
     * @param around what was known of the rest of its fleet
     * @param decision what follows
     * @param books what it cost until then
     */
    record MachineChanged(
            MachineCondition before, Event event, Moment at, Surroundings around, Decision decision, Books books)
            implements Change {

        /** Checks that nothing is missing. */
        public MachineChanged {
            Objects.requireNonNull(before, "before");
            Objects.requireNonNull(event, "event");
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(around, "around");
            Objects.requireNonNull(decision, "decision");
            Objects.requireNonNull(books, "books");
        }

        /** Returns its condition from here on. */
        public MachineCondition next() {
            return decision.next();
        }

        /**
         * Returns what goes into the journal.
         *
         * @param fingerprint of the condition from here on
         */
        public JournalEntry entry(long fingerprint) {
            return new JournalEntry(before, event, at, around, decision.effects(), fingerprint);
        }
    }

    /**
     * What was known of a machine holds to a later time: nothing else has changed, and the journal need not know.
     *
     * @param next its condition from here on
     * @param books what it cost until then
     * @param observedNanos when, in observed time
     */
    record MachineSeen(MachineCondition next, Books books, long observedNanos) implements Change {

        /** Checks that nothing is missing. */
        public MachineSeen {
            Objects.requireNonNull(next, "next");
            Objects.requireNonNull(books, "books");
        }
    }

    /**
     * A machine's token was issued, in place of any before.
     *
     * @param id whose
     * @param sha256Hex the token's hash; the token itself is kept nowhere
     */
    record TokenIssued(MachineId id, String sha256Hex) implements Change {}

    /**
     * A mode that an operator set for the whole fleet was set or lifted, in place of what held of it before.
     *
     * @param mode which
     * @param on whether it is in force from here on
     * @param why in the operator's words
     * @param at when
     */
    record ModeSet(FleetMode mode, boolean on, String why, Instant at) implements Change {

        /** Checks that nothing is missing. */
        public ModeSet {
            Objects.requireNonNull(mode, "mode");
            Objects.requireNonNull(why, "why");
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * The engine began to park one machine, which counts against the budget of its scope for a while. Written together with what
     * the machine became by it. It may be forgotten once the newest observed time has reached its end.
     *
     * @param scope whose budget
     * @param payer which budget of it
     * @param atNanos when, in observed time
     * @param untilNanos until when it counts, in observed time
     */
    record BudgetSpent(String scope, Cause payer, long atNanos, long untilNanos) implements Change {

        /** Checks that nothing is missing. */
        public BudgetSpent {
            Objects.requireNonNull(scope, "scope");
            Objects.requireNonNull(payer, "payer");
        }
    }

    /**
     * Something about the fleet as a whole, in place of what was kept under this name before.
     *
     * @param name of what
     * @param value what is so from here on, in words of whoever reads it again
     */
    record Marked(String name, String value) implements Change {

        /** Checks that nothing is missing. */
        public Marked {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(value, "value");
        }
    }

    /**
     * What a machine cost and how it was heard, and until when that was counted.
     *
     * @param account the sums
     * @param heartbeats what was counted of its heartbeats; without the one that came with a change, which is counted after it
     * @param until the calendar time up to which they go, since that is all that two processes share
     */
    record Books(Account account, HeartbeatCounts heartbeats, Instant until) {}

    /**
     * A machine as it was last written down.
     *
     * @param condition its condition
     * @param books what it cost
     */
    record StoredMachine(MachineCondition condition, Books books) {}

    /**
     * All that a store holds.
     *
     * @param machines each machine once, in the order in which they were first written
     * @param tokenHashes the hash of each machine's token
     * @param observedNanos the newest observed time written, 0 in an empty store
     * @param modes the newest word on each mode that was ever set
     * @param spent what still counts against a budget at that time, oldest first
     * @param marks the newest value of each mark
     */
    record Image(
            List<StoredMachine> machines,
            Map<MachineId, String> tokenHashes,
            long observedNanos,
            List<ModeSet> modes,
            List<BudgetSpent> spent,
            Map<String, String> marks) {

        /** Copies the collections. */
        public Image {
            machines = List.copyOf(machines);
            tokenHashes = Map.copyOf(tokenHashes);
            modes = List.copyOf(modes);
            spent = List.copyOf(spent);
            marks = Map.copyOf(marks);
        }
    }

    /**
     * The right to write.
     *
     * @param holder who has it
     * @param fencingToken grows with every lease given; a smaller one than the newest can do nothing
     */
    record LeaderLease(String holder, long fencingToken) {}

    /** Somebody else took the lease over. Whoever gets this stops acting. */
    final class StaleLeaseException extends IllegalStateException {

        private static final long serialVersionUID = 1L;

        /** Says which lease is stale and which is newest. */
        public StaleLeaseException(LeaderLease stale, long newest) {
            super("the lease of " + stale.holder() + " has fencing token " + stale.fencingToken() + ", the newest is "
                    + newest + "; another process owns this fleet now");
        }
    }
}
