package com.dumontcloud.benchmarks.architecture.wrong.policy.recovery;

import com.dumontcloud.benchmarks.architecture.wrong.policy.store.Store;

/** Breaks what a class of the recovery must keep. */
public final class Recovery {
    record KnowsStore(Store store) {}

    private Recovery() {}
}
