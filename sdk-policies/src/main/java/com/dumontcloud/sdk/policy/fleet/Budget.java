package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Effect;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Operation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How many machines of one scope the engine may yet park for each cause. A place is reserved by an intent, taken when the
 * provider is asked, and comes back after {@link #WINDOW}; an intent that comes to nothing gives it back at once. Not thread-safe.
 */
final class Budget {

    /** The lifecycle rules' sliding window. */
    static final Duration WINDOW = Duration.ofMinutes(15);

    /** Why an intent waits. Modes are among them, since one that begins while a machine cannot be read is all that is told of it then. */
    private static final Set<Reason.Code> GIVEN_UP = EnumSet.of(
            Reason.Code.UNREADABLE,
            Reason.Code.OUT_OF_TURN,
            Reason.Code.RESTARTING,
            Reason.Code.SILENCE_PAUSED,
            Reason.Code.PROVIDER_BLIND,
            Reason.Code.CLOCK_SUSPECT,
            Reason.Code.STORE_FAILED,
            Reason.Code.FROZEN);

    private final Supplier<LifecycleSettings> settings;
    private final Map<Cause, Deque<Long>> taken = new EnumMap<>(Cause.class);
    private final Map<Cause, Integer> reserved = new EnumMap<>(Cause.class);

    Budget(Supplier<LifecycleSettings> settings) {
        this.settings = settings;
    }

    /** Returns the cause out of whose budget this one is paid: finished work is a kind of idleness, the forgotten are orphans. */
    static Cause payerOf(Cause cause) {
        return switch (cause) {
            case FINISHED -> Cause.IDLE;
            case FORGOTTEN -> Cause.ORPHAN;
            default -> cause;
        };
    }

    /** Returns whether what is done for this cause is paid out of a budget: what its owner decided or capped themselves is not. */
    static boolean pays(Cause cause) {
        return cause != Cause.PERSON && cause != Cause.LEASE_EXPIRED && cause != Cause.SPEND_CAP;
    }

    /**
     * Returns out of whose budget this machine holds a place: from the intent until the provider is asked. One whose provider
     * cannot be read, or that waits for a mode to end, gives its place up, and has to get another before it is taken up, lest it keep
     * all others waiting.
     */
    static @Nullable Cause heldBy(MachineCondition machine) {
        Operation open = machine.operation().orElse(null);
        if (open == null || !pays(open.cause()) || !open.isRevocable()) {
            return null;
        }
        boolean stuck = open.phase() == Operation.Phase.INTENDED
                && machine.pending()
                        .map(Reason::code)
                        .filter(GIVEN_UP::contains)
                        .isPresent();
        return stuck ? null : payerOf(open.cause());
    }

    void reserve(Cause payer, int change) {
        reserved.merge(payer, change, Integer::sum);
    }

    /**
     * Returns out of whose budget a decision is paid; absent unless the provider, or the agent in its place, is to be asked for the
     * first time.
     */
    static @Nullable Cause paid(MachineCondition before, Decision decision) {
        Operation begun = begun(before, decision);
        return begun == null || !pays(begun.cause()) ? null : payerOf(begun.cause());
    }

    /** Returns what a decision that is paid out of this budget takes of that of a scope. */
    static FleetStore.BudgetSpent spent(String scope, Cause payer, Moment now) {
        long at = now.observedNanos();
        return new FleetStore.BudgetSpent(scope, payer, at, at + WINDOW.toNanos());
    }

    void take(FleetStore.BudgetSpent spent) {
        taken.computeIfAbsent(spent.payer(), any -> new ArrayDeque<>()).addLast(spent.untilNanos());
    }

    /** Takes back what was taken for a decision that did not come to stand. */
    void giveBack(FleetStore.BudgetSpent spent) {
        taken.getOrDefault(spent.payer(), new ArrayDeque<>()).removeLastOccurrence(spent.untilNanos());
    }

    boolean hasLeft(Cause payer, int machines, long nowNanos) {
        return used(payer, nowNanos) < allowed(machines);
    }

    /** Returns how many machines of so many may be parked in a window, for one cause. */
    int allowed(int machines) {
        LifecycleSettings now = settings.get();
        return Math.max((int) (now.budgetShare() * machines), now.budgetLeast());
    }

    /** Returns how many places are taken or reserved. */
    int used(Cause payer, long nowNanos) {
        return reserved.getOrDefault(payer, 0) + takenOf(payer, nowNanos);
    }

    private int takenOf(Cause payer, long nowNanos) {
        Deque<Long> times = taken.get(payer);
        if (times == null) {
            return 0;
        }
        while (!times.isEmpty() && times.getFirst() <= nowNanos) {
            times.removeFirst();
        }
        return times.size();
    }

    /** In shadow what would have been asked for counts as well, so that what is decided next is the same. */
    private static @Nullable Operation begun(MachineCondition before, Decision decision) {
        for (Effect effect : decision.effects()) {
            if (effect instanceof Effect.OperationEnded ended && ended.reason().code() == Reason.Code.SHADOW) {
                return ended.operation();
            }
        }
        Operation open = decision.next().operation().orElse(null);
        if (open == null || open.isRevocable()) {
            return null;
        }
        boolean wasBegun = before.operation()
                .filter(known -> known.id().equals(open.id()))
                .filter(known -> !known.isRevocable())
                .isPresent();
        return wasBegun ? null : open;
    }
}
