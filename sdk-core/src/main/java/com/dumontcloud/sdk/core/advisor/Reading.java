package com.dumontcloud.sdk.core.advisor;

import java.util.ArrayList;
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

    /** Returns this reading, what it left open filled in with what another reader read, and told to be checked; all but money. */
    public Reading filledBy(WorkloadSpec other) {
        return Filling.of(this, other);
    }

    /**
     * Returns this reading with a warning that another reader could not help.
     *
     * @param why in a word
     */
    public Reading unaided(String why) {
        List<Remark> told = new ArrayList<>(remarks);
        told.add(Remark.of("warned.model_failed", why));
        return new Reading(workload, told, unread);
    }
}
