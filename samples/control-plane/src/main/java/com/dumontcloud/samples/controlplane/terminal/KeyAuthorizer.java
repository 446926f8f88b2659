package com.dumontcloud.samples.controlplane.terminal;

import com.dumontcloud.sdk.core.model.MachineId;

/** Lets a key in to a machine by way of its provider, where that has a way. */
@FunctionalInterface
public interface KeyAuthorizer {

    /** A provider without one: people put the key on their machines. */
    KeyAuthorizer NONE = (machine, publicKey) -> false;

    /**
     * Asks the provider to let the key in, and waits for its answer. A machine may take some seconds more to follow.
     *
     * @return whether the provider was told, also if it knew before
     */
    boolean authorize(MachineId machine, String publicKey);
}
