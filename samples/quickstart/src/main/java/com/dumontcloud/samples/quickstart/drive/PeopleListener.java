package com.dumontcloud.samples.quickstart.drive;

import com.dumontcloud.sdk.core.model.MachineId;

/** Hears what people, and programs by themselves, do about their machines; for those who watch. */
@FunctionalInterface
public interface PeopleListener {

    /**
     * Somebody did something.
     *
     * @param machine about which machine
     * @param what a few words
     */
    void acted(MachineId machine, String what);
}
