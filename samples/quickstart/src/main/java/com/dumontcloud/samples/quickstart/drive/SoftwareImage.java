package com.dumontcloud.samples.quickstart.drive;

import com.dumontcloud.sdk.core.model.MachineId;

/** What machines boot. */
@FunctionalInterface
public interface SoftwareImage {

    /**
     * Starts the software of a machine that has just come up. Called on a thread of the time source.
     *
     * @param machine which machine
     * @param boot how often it has come up, this time included
     */
    Software boot(MachineId machine, int boot);
}
