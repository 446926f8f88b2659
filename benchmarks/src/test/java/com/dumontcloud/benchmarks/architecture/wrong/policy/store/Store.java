package com.dumontcloud.benchmarks.architecture.wrong.policy.store;

import com.dumontcloud.benchmarks.architecture.wrong.policy.endpoint.Endpoint;

/** Breaks what a class of the store must keep. */
public final class Store {
    record KnowsEndpoint(Endpoint endpoint) {}

    private Store() {}
}
