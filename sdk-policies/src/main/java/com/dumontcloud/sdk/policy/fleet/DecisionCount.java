package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.decide.Operation;

/**
 * How often operations of one kind came to one end. Immutable.
 *
 * @param policy on what grounds
 * @param action what was done
 * @param outcome how it ended
 * @param count how often since the monitor was built
 */
public record DecisionCount(Cause policy, Operation.Kind action, Operation.Outcome outcome, long count) {

    static DecisionCount first(Operation operation, Operation.Outcome outcome) {
        return new DecisionCount(operation.cause(), operation.kind(), outcome, 1);
    }

    DecisionCount oneMore() {
        return new DecisionCount(policy, action, outcome, count + 1);
    }
}
