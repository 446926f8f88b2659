package com.dumontcloud.sdk.core.advisor;

import java.util.List;

/**
 * What a reader made out of a text. Immutable.
 *
 * @param workload what is wanted, as far as it was said
 * @param remarks what the reader took for granted, or could not use
 * @param unread numbers of the text that nothing was made of
 */
public record Reading(WorkloadSpec workload, List<Remark> remarks, List<String> unread) {

    /** Copies the lists. */
    public Reading {
        remarks = List.copyOf(remarks);
        unread = List.copyOf(unread);
    }
}
