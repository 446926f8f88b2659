package com.dumontcloud.sdk.policy.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Collects all that is wrong with a request, so that its sender need not find out one by one. Not thread-safe. */
final class Problems {

    private final Map<String, String> found = new LinkedHashMap<>();

    /**
     * Notes a value that is out of its range.
     *
     * @param field its path
     * @param value as it was sent
     * @param range what it must be
     */
    void add(String field, Object value, String range) {
        found.put(field, "is " + value + "; it must be " + range);
    }

    void addUnless(boolean holds, String field, Object value, String range) {
        if (!holds) {
            add(field, value, range);
        }
    }

    /** Throws all that was found, if anything was. */
    void refuse() {
        if (!found.isEmpty()) {
            throw ApiFailure.outOfRange(
                    found.entrySet().stream()
                            .map(problem -> problem.getKey() + " " + problem.getValue())
                            .collect(Collectors.joining(". ")),
                    found);
        }
    }
}
