package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Means;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.ScopeCondition;
import com.dumontcloud.sdk.policy.decide.ScopeOutlook.BudgetState;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Machines that fail together for reasons that are none of theirs, counted: those of one provider's account, or the part of them that
 * stands in one of its regions. Not thread-safe.
 */
final class Scope {

    private static final double NANOS_PER_HOUR = 3.6e12;

    final String name;

    /** The account that a region is of; absent for the account itself. */
    final @Nullable Scope whole;

    final Budget budget;
    ScopeCondition condition = ScopeCondition.NORMAL;
    Means means = Means.USUAL;
    /** Observed time at which the provider last answered; absent where there is none to ask. */
    @Nullable
    Long providerSeenNanos;

    private final Map<Cause, Map<MachineId, Waiting>> waiting = new EnumMap<>(Cause.class);
    private int machines;
    private int reporting;
    private int peers;
    private int counted;
    private int silent;

    Scope(String name, @Nullable Scope whole, Supplier<LifecycleSettings> settings) {
        this.name = name;
        this.whole = whole;
        this.budget = new Budget(settings);
    }

    int machines() {
        return machines;
    }

    /** Returns how many send heartbeats, as far as is known. */
    int reporting() {
        return reporting;
    }

    /** Returns how many say something of one's own view: those counted, and those that are off because they were silent. */
    int peers() {
        return peers;
    }

    int counted() {
        return counted;
    }

    int silent() {
        return silent;
    }

    void count(Tally tally, int change) {
        machines += tally.present ? change : 0;
        reporting += tally.reporting ? change : 0;
        peers += tally.peer ? change : 0;
        counted += tally.counted ? change : 0;
        silent += tally.silent ? change : 0;
        if (tally.reserved != null) {
            budget.reserve(tally.reserved, change);
        }
        Waiting one = tally.waiting;
        if (one != null) {
            Map<MachineId, Waiting> line = waiting.computeIfAbsent(one.payer(), any -> new HashMap<>());
            if (change > 0) {
                line.put(one.id, one);
            } else {
                line.remove(one.id);
            }
        }
    }

    /**
     * Returns for which causes this machine has to let others go first, or to wait until there is budget again. One that had its turn, and
     * gave its place up while it could not go on, needs a place and no other turn: those who wait may wait for something else.
     */
    Set<Cause> outOfTurn(MachineCondition machine, long nowNanos) {
        boolean mayGoOn = machine.operation()
                .filter(open -> !Budget.pays(open.cause()) || !open.isRevocable())
                .isPresent();
        if (mayGoOn || Budget.heldBy(machine) != null) {
            return Set.of();
        }
        boolean hadItsTurn = machine.operation().isPresent();
        Set<Cause> causes = EnumSet.noneOf(Cause.class);
        for (Cause cause : Cause.values()) {
            Cause payer = Budget.payerOf(cause);
            boolean isAnyAhead = !hadItsTurn && isAnyAhead(machine.id(), payer);
            if (Budget.pays(cause) && (isAnyAhead || !budget.hasLeft(payer, machines, nowNanos))) {
                causes.add(cause);
            }
        }
        return causes;
    }

    private boolean isAnyAhead(MachineId id, Cause payer) {
        Map<MachineId, Waiting> line = waiting.getOrDefault(payer, Map.of());
        return line.size() > (line.containsKey(id) ? 1 : 0);
    }

    /** Returns out of whose budget somebody waits to be paid. */
    List<Cause> waitedFor() {
        return waiting.keySet().stream()
                .filter(payer -> !waiting.getOrDefault(payer, Map.of()).isEmpty())
                .toList();
    }

    /** Returns how many machines wait for this cause. */
    long waiting(Cause cause) {
        return waiting.getOrDefault(Budget.payerOf(cause), Map.of()).values().stream()
                .filter(one -> one.cause == cause)
                .count();
    }

    /** Returns how far each budget is spent. */
    List<BudgetState> budgets(long nowNanos) {
        return Arrays.stream(Cause.values())
                .filter(cause -> Budget.pays(cause) && Budget.payerOf(cause) == cause)
                .map(payer -> new BudgetState(
                        payer,
                        budget.allowed(machines),
                        budget.used(payer, nowNanos),
                        waiting.getOrDefault(payer, Map.of()).size(),
                        Budget.WINDOW))
                .toList();
    }

    /** Returns who waits for it, the dearest idle first: the most money that lying idle has cost so far. */
    List<Waiting> queue(Cause payer, long nowNanos) {
        return waiting.getOrDefault(payer, Map.of()).values().stream()
                .sorted(Comparator.comparingDouble((Waiting one) -> -one.costNow(nowNanos))
                        .thenComparing(one -> one.id.value()))
                .toList();
    }

    /**
     * What one machine adds to the counts.
     *
     * @param present whether it is a machine of the scope at all
     * @param reporting whether it sends heartbeats, as far as is known
     * @param peer whether it says something of our own view, or is off because it was silent
     * @param counted whether its silence would say something
     * @param silent whether it is silent
     * @param reserved out of whose budget it holds a place; absent while it holds none
     * @param waiting what it waits for; absent while it does not
     */
    record Tally(
            boolean present,
            boolean reporting,
            boolean peer,
            boolean counted,
            boolean silent,
            @Nullable Cause reserved,
            @Nullable Waiting waiting) {}

    /** A machine that is due, and waits. */
    record Waiting(MachineId id, Cause cause, double usdPerHour, long idleSinceNanos) {

        static Waiting of(MachineCondition machine, Cause cause) {
            HourlyRate rate = machine.profile().runningRate();
            long since = machine.idleRun().map(IdleRun::firstNanos).orElse(machine.silentSinceNanos());
            return new Waiting(
                    machine.id(), cause, rate == null ? 0 : rate.usdPerHour().doubleValue(), since);
        }

        Cause payer() {
            return Budget.payerOf(cause);
        }

        double costNow(long nowNanos) {
            return usdPerHour * (nowNanos - idleSinceNanos) / NANOS_PER_HOUR;
        }
    }
}
