package com.dumontcloud.benchmarks.architecture.wrong.vast;

import com.dumontcloud.benchmarks.architecture.wrong.agent.Agent;
import com.dumontcloud.benchmarks.architecture.wrong.core.internal.Hidden;

/** Breaks what a class of the provider must keep. */
public final class Vast {
    record KnowsAgent(Agent agent) {}

    record UsesInternalOfCore(Hidden hidden) {}

    private Vast() {}
}
