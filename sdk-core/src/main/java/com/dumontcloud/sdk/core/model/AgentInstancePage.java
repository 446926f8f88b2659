package com.dumontcloud.sdk.core.model;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of the fleet, or all of them, as one reply holds them. Immutable.
 *
 * @param instances the rows of this reply
 * @param activeCount how many machines of the whole fleet work; told in the nested dialect
 * @param idleCount how many machines of the whole fleet do not; told in the nested dialect
 * @param position where these rows stand in the whole; absent when they are the whole
 */
public record AgentInstancePage(
        List<AgentInstance> instances,
        @Nullable Integer activeCount,
        @Nullable Integer idleCount,
        @Nullable PagePosition position) {

    /** Copies the list. */
    public AgentInstancePage {
        Objects.requireNonNull(instances, "instances");
        instances = List.copyOf(instances);
    }

    /** Returns how many rows this reply holds. */
    public int count() {
        return instances.size();
    }
}
