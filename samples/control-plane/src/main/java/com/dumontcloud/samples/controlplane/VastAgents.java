package com.dumontcloud.samples.controlplane;

import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.policy.fleet.AgentSetup;
import com.dumontcloud.sdk.vast.AgentBootstrap;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Has the agent of this control plane come to the machines that it rents at Vast.ai. An order that brings an agent of its own is left as
 * it is. Immutable.
 *
 * @param publicUrl where those machines reach this control plane
 */
record VastAgents(URI publicUrl) implements AgentSetup {

    @Override
    public MachineOrder equip(MachineOrder order, String token) {
        AgentBootstrap agent = AgentBootstrap.fromControlPlane(publicUrl.toString(), token);
        Map<String, String> brought = agent.environment();
        if (order.environment().keySet().stream().anyMatch(brought::containsKey)) {
            return order;
        }
        Map<String, String> environment = new LinkedHashMap<>(order.environment());
        environment.putAll(brought);
        String script = order.onStart();
        return order.toBuilder()
                .environment(environment)
                .onStart(script == null ? agent.onStart() : agent.onStart(script))
                .build();
    }
}
