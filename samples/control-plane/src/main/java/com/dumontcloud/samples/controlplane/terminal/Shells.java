package com.dumontcloud.samples.controlplane.terminal;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.SshAddress;
import org.jspecify.annotations.Nullable;

/** Opens shells on machines. */
@FunctionalInterface
interface Shells {

    /**
     * Logs in; waits for the machine, for half a minute at most.
     *
     * @param acceptedKey the fingerprint of a host key to trust from now on if the machine shows it; absent for none but the known one
     * @throws TerminalRefused if there is no shell to be had; it says why
     */
    Shell open(MachineId machine, SshAddress address, WindowSize size, @Nullable String acceptedKey)
            throws TerminalRefused;
}
