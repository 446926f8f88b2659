package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** How many machines each provider's account has. Machines without a provider form a scope of their own. Not thread-safe. */
final class Scopes {

    private final Map<String, Integer> sizes = new HashMap<>();

    Surroundings around(MachineCondition machine) {
        return new Surroundings(Math.max(1, sizes.getOrDefault(scopeOf(machine), 0)));
    }

    void enter(MachineCondition machine) {
        count(machine, 1);
    }

    void leave(MachineCondition machine) {
        count(machine, -1);
    }

    private void count(MachineCondition machine, int change) {
        if (machine.power() != MachineState.DELETED) {
            sizes.merge(scopeOf(machine), change, Integer::sum);
        }
    }

    private static String scopeOf(MachineCondition machine) {
        return Objects.requireNonNullElse(machine.profile().provider(), "");
    }
}
