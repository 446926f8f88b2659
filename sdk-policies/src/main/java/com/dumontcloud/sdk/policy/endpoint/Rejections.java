package com.dumontcloud.sdk.policy.endpoint;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts heartbeats that were not accepted, by the code they were answered with. Thread-safe. */
final class Rejections {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void count(String code) {
        counts.computeIfAbsent(code, unused -> new LongAdder()).increment();
    }

    /** Returns the counts by code, in the order of the codes. */
    Map<String, Long> counts() {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((code, count) -> sums.put(code, count.sum()));
        return sums;
    }
}
