package com.dumontcloud.benchmarks.architecture.wrong.policy.endpoint;

import com.dumontcloud.benchmarks.architecture.wrong.policy.recovery.Recovery;

/** Breaks what a class of the endpoint must keep. */
public final class Endpoint {
    record KnowsRecovery(Recovery recovery) {}

    private Endpoint() {}
}
