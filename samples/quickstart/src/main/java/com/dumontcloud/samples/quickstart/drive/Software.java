package com.dumontcloud.samples.quickstart.drive;

/** What runs on a machine from a boot until its power goes: at least something that reports. */
@FunctionalInterface
public interface Software {

    /** The power is gone: nothing of it may run, or say, anything any more. Returns at once. */
    void powerOff();
}
