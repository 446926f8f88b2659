package com.dumontcloud.sdk.core.advisor;

/** Makes out of what somebody wrote what they want. */
@FunctionalInterface
public interface WorkloadReader {

    /**
     * Returns what can be made out of a text; nothing is made up for what is not in it. May block where it asks another program. Must
     * not fail: a reader that cannot do its work says so in what it returns.
     *
     * @param description what somebody wrote, in Portuguese or English
     */
    Reading read(String description);
}
