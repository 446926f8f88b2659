package com.dumontcloud.sdk.agent.nvml;

import java.util.function.LongSupplier;

/**
 * What the readers of one session share, and how each is made.
 *
 * @param seesAllProcesses whether this program runs among the processes of the host rather than in a container's own list
 */
record Instruments(
        NvmlLibrary nvml, Scratch scratch, LongSupplier nanoClock, DriverVersion driver, boolean seesAllProcesses) {

    private static final int TEXT = 96;

    DeviceCalls calls() {
        return new DeviceCalls(nvml);
    }

    RingReader ring() {
        return new RingReader(scratch);
    }

    MemoryReader memory() {
        return new MemoryReader(scratch);
    }

    ProcessCounter processes() {
        return new ProcessCounter(scratch, driver, seesAllProcesses);
    }

    PcieCounters pcie() {
        return new PcieCounters(scratch);
    }

    GpmSampler gpm() {
        return new GpmSampler(nvml, scratch, nanoClock);
    }

    EventWatch events() {
        return new EventWatch(nvml, scratch);
    }

    /** Lets a function say something of a device in words. Returns its code; on success {@link #readText()} has them. */
    int readText(NvmlFunction function, long handle) {
        return nvml.call(function, handle, scratch.zeros(TEXT), TEXT);
    }

    /** Returns what a function said; empty if it said nothing. */
    String readText() {
        return scratch.text(0, TEXT);
    }

    /** Returns what a function says of a device in words; empty if it says nothing. */
    String text(NvmlFunction function, long handle) {
        return readText(function, handle) == NvmlCode.SUCCESS ? readText() : "";
    }
}
