package com.dumontcloud.benchmarks.architecture.wrong.policy;

import com.dumontcloud.benchmarks.architecture.wrong.vast.Vast;

/** Breaks what a class of the policies must keep. */
public final class Policy {
    record KnowsVast(Vast vast) {}

    private Policy() {}
}
