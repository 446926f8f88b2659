package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What people are told of a machine's scope beside what its decisions know. Immutable.
 *
 * @param modeEndsNanos observed time at which a mode in force ends by itself, for those that do
 * @param budgets how far each budget is spent
 * @param spending how far each spend cap over the machine is spent
 */
public record ScopeOutlook(Map<FleetMode, Long> modeEndsNanos, List<BudgetState> budgets, List<Reason> spending) {

    /** Nothing to tell. */
    public static final ScopeOutlook NONE = new ScopeOutlook(Map.of(), List.of(), List.of());

    /** Copies the collections. */
    public ScopeOutlook {
        modeEndsNanos = Map.copyOf(modeEndsNanos);
        budgets = List.copyOf(budgets);
        spending = List.copyOf(spending);
    }

    /**
     * How far one budget of a scope is spent. Immutable.
     *
     * @param payer for which cause
     * @param allowed how many machines are parked for it in a window, at most
     * @param taken how many places are taken or reserved
     * @param waiting how many machines wait for one
     * @param window how long a place stays taken
     */
    public record BudgetState(Cause payer, int allowed, int taken, int waiting, Duration window) {

        Reason reason() {
            return Reason.of(Reason.Code.BUDGET, taken, allowed, Explanation.wordOf(payer), window, waiting);
        }
    }
}
