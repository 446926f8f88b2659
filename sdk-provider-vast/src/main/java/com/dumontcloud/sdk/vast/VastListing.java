package com.dumontcloud.sdk.vast;

import java.util.List;

/**
 * The machines of an account as Vast listed them, page by page. Immutable.
 *
 * @param instances in the order of their ids, each once
 * @param unreadable how many rows could not be read
 * @param complete whether every row of every page was read, and as many came as Vast says there are: where it does not say,
 *     no list is complete, not even an empty one. Only then does absence mean anything
 */
public record VastListing(List<VastInstance> instances, int unreadable, boolean complete) {

    /** Copies the list. */
    public VastListing {
        instances = List.copyOf(instances);
    }
}
