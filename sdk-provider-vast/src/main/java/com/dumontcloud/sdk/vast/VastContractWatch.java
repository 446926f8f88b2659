package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Watches until when the hosts of an account's machines are there: who rents a machine out does so until a day that he chose. A machine
 * cannot start after it, is billed for its disk as long as that is there, and is deleted some {@linkplain #DELETED_AFTER 48 h} later.
 *
 * <p>Of each machine it tells twice: a while before the end, and at the end. A host may move the end: then it tells again. What it has told
 * it keeps in memory, so that another watch tells it again. A look costs a list, which the provider shares with everybody who asks
 * within 5 s. Thread-safe.
 */
public final class VastContractWatch implements AutoCloseable {

    /** How long after the end of its host's contract Vast deletes a machine, about: its documents of {@code end_date}. */
    public static final Duration DELETED_AFTER = Duration.ofDays(2);

    private final Supplier<VastListing> list;
    private final TimeSource time;
    private final Listener listener;
    private final Duration ahead;
    private final RepeatedLook looks;

    /** What was told of a machine last. */
    private final Map<MachineId, Stage> told = new HashMap<>();

    VastContractWatch(Supplier<VastListing> list, TimeSource time, Listener listener, Duration ahead) {
        this.list = list;
        this.time = time;
        this.listener = Objects.requireNonNull(listener, "listener");
        this.ahead = ahead;
        this.looks = new RepeatedLook("contracts of hosts", this::look, time);
        if (ahead.isNegative()) {
            throw new IllegalArgumentException("the end is told " + ahead + " ahead; it must be 0 or more");
        }
    }

    /**
     * Begins to look, at once and then so long after each look, on threads of the provider's time source. What fails is logged, and
     * looked at again the next time.
     *
     * @param every 1 s or more
     */
    public VastContractWatch start(Duration every) {
        looks.start(every);
        return this;
    }

    /**
     * Looks once, now; blocks for as long as the call takes.
     *
     * @throws DumontException if the machines cannot be listed
     */
    public synchronized void look() {
        VastListing listing = list.get();
        Instant now = time.wall();
        listing.instances().forEach(row -> look(row, now));
        if (listing.complete()) {
            Set<MachineId> there =
                    listing.instances().stream().map(VastInstance::id).collect(Collectors.toSet());
            told.keySet().retainAll(there);
        }
    }

    /** Looks no more; a look under way is finished. Idempotent. */
    @Override
    public void close() {
        looks.close();
    }

    private void look(VastInstance row, Instant now) {
        Instant end = row.endsAt();
        Stage stage = end == null || isGone(row) ? null : stage(row, end, now);
        if (end == null || stage == null) {
            told.remove(row.id());
        } else if (told.get(row.id()) != stage) {
            if (stage == Stage.ENDED) {
                listener.ended(row.id(), end);
            } else {
                listener.ends(row.id(), end);
            }
            told.put(row.id(), stage);
        }
    }

    private @Nullable Stage stage(VastInstance row, Instant end, Instant now) {
        if (row.hasEndedBy(now)) {
            return Stage.ENDED;
        }
        return Duration.between(now, end).compareTo(ahead) <= 0 ? Stage.ENDS : null;
    }

    private static boolean isGone(VastInstance row) {
        return VastState.of(row, VastLabel.parse(row.label()), false).state() == MachineState.DELETED;
    }

    private enum Stage {
        ENDS,
        ENDED
    }

    /**
     * Is told of machines, on the thread that looks and before it looks further. What it throws is logged where the watch was
     * {@linkplain #start started}, and what it was to be told is told again by the next look. By default it does nothing.
     */
    public interface Listener {

        /**
         * The contract of a machine's host ends soon.
         *
         * @param end from when on the machine cannot start
         */
        default void ends(MachineId id, Instant end) {}

        /**
         * The contract of a machine's host has ended: it cannot start again, and is deleted soon.
         *
         * @param end since when
         */
        default void ended(MachineId id, Instant end) {}
    }
}
