package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.provider.MachineOrder;

/** Has an agent come to every machine that is ordered, with a token of its own. Thread-safe; called on whatever thread rents. */
@FunctionalInterface
public interface AgentSetup {

    /**
     * Returns the order with what brings the agent: more in its environment, more in the script it starts with.
     *
     * @param order as its owner gave it
     * @param token what lets the machine's agent in here, and nobody else's; a secret
     * @throws IllegalArgumentException if no agent can come beside what the order starts; the message tells its owner what to change
     */
    MachineOrder equip(MachineOrder order, String token);
}
