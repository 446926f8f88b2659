package com.dumontcloud.sdk.policy;

import com.dumontcloud.sdk.core.model.Machine;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a machine was rented, as far as its provider says. No policy goes by it; people do. Immutable.
 *
 * @param image what is installed on it
 * @param diskGb how large its disk is, in GB (10^9 bytes)
 * @param interruptible whether it is taken away when somebody bids more
 * @param createdAt since when it is rented
 */
public record MachineSetup(
        @Nullable String image,
        @Nullable Integer diskGb,
        @Nullable Boolean interruptible,
        @Nullable Instant createdAt) {

    /** Nothing of it is known. */
    public static final MachineSetup UNKNOWN = new MachineSetup(null, null, null, null);

    /** Returns the setup of a machine as its provider shows it. */
    public static MachineSetup of(Machine machine) {
        return UNKNOWN.shownBy(machine);
    }

    /** Returns this setup with what its provider shows now; what the provider does not say is kept. */
    MachineSetup shownBy(Machine machine) {
        return new MachineSetup(
                machine.image() == null ? image : machine.image(),
                machine.diskGb() == null ? diskGb : machine.diskGb(),
                machine.interruptible() == null ? interruptible : machine.interruptible(),
                createdAt == null ? machine.createdAt() : createdAt);
    }
}
