package com.dumontcloud.benchmarks.architecture.wrong.agent;

import com.dumontcloud.benchmarks.architecture.wrong.core.Core;
import com.dumontcloud.benchmarks.architecture.wrong.vast.Vast;

/** Breaks what a class of the agent must keep. */
public final class Agent {
    record KnowsVast(Vast vast) {}

    record ReachesMoshiThroughCore(Core.ReadsJson reader) {}

    private Agent() {}
}
