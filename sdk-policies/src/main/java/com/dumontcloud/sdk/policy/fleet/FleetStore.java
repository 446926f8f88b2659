package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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

    /** Lets go of files and connections. Idempotent. */
    @Override
    void close();

    /** One thing to write down. */
    sealed interface Change {}

    /**
     * Something happened to a machine.
     *
     * @param next its condition from here on
     * @param event what happened
     * @param effects what is to be done about it
     * @param books what it cost until then
     * @param observedNanos when, in observed time
     */
    record MachineChanged(MachineCondition next, Event event, List<Effect> effects, Books books, long observedNanos)
            implements Change {

        /** Copies the effects. */
        public MachineChanged {
            Objects.requireNonNull(next, "next");
            Objects.requireNonNull(event, "event");
            Objects.requireNonNull(books, "books");
            effects = List.copyOf(effects);
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
     * What a machine cost, and until when that was counted.
     *
     * @param account the sums
     * @param until the calendar time up to which they go, since that is all that two processes share
     */
    record Books(Account account, Instant until) {}

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
     */
    record Image(List<StoredMachine> machines, Map<MachineId, String> tokenHashes, long observedNanos) {

        /** Copies the collections. */
        public Image {
            machines = List.copyOf(machines);
            tokenHashes = Map.copyOf(tokenHashes);
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
