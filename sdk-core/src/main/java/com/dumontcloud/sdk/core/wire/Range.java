package com.dumontcloud.sdk.core.wire;

import java.math.BigDecimal;

/**
 * The values that a number in a heartbeat can have. Both ends belong to it. Immutable.
 *
 * <p>Below, the ends that the contract leaves open: wide enough for any machine, and narrow enough that what drivers write for
 * "not known" (-1, or all bits of a 32-bit number set) falls outside.
 */
record Range(double smallest, double largest) {

    /** The contract, section "Agent routes". */
    static final Range PERCENT = new Range(0, 100);

    /** The contract, section "Agent routes". */
    static final Range PROGRESS = new Range(0, 1);

    /** MiB up to 64 TiB: all that x86-64 addresses through page tables of four levels. All 32 bits set would be 4 PiB. */
    static final Range MEMORY_MIB = new Range(0, 64 * 1024 * 1024);

    /** The same in GiB. */
    static final Range MEMORY_GIB = new Range(0, 64 * 1024);

    /** GiB up to 1 PiB, which no single disk comes near. */
    static final Range DISK_GIB = new Range(0, 1024 * 1024);

    /** Degrees Celsius. GPUs switch themselves off near 100; all 8 bits set would be 255. */
    static final Range TEMPERATURE_CELSIUS = new Range(0, 200);

    /** Watts, of one GPU or of a whole machine. All 32 bits set, in milliwatts, would be 4,294,967. */
    static final Range POWER_WATTS = new Range(0, 100_000);

    /** Joules: what a kilowatt for all of {@link #SECONDS} comes to. All 64 bits set, in millijoules, would be 18,000 times that. */
    static final Range ENERGY_JOULES = new Range(0, 1e12);

    /** Megahertz up to a hundred gigahertz. */
    static final Range CLOCK_MHZ = new Range(0, 100_000);

    /** Numbers of errors: NVIDIA has given out fewer than two hundred. */
    static final Range XID = new Range(0, 65_535);

    /** Seconds up to almost 32 years; 31 bits set would be 68 years. */
    static final Range SECONDS = new Range(0, 1_000_000_000);

    /** Processes, people, sessions, samples: the most processes that a Linux kernel can have (PID_MAX_LIMIT, 2^22). */
    static final Range COUNT = new Range(0, 1 << 22);

    /** Bytes moved and sequence numbers: the whole numbers that every JSON reader holds exactly (RFC 8259, section 6). */
    static final Range EXACT_WHOLE = new Range(0, (1L << 53) - 1);

    /** Positions of GPUs, as many as a heartbeat may list. */
    static final Range GPU_INDEX = new Range(0, 255);

    /** US dollars that a machine can have cost. */
    static final Range USD = new Range(0, 1_000_000_000);

    /** Returns whether the value is in the range; never for NaN. */
    boolean holds(double value) {
        return value >= smallest && value <= largest;
    }

    @Override
    public String toString() {
        return plain(smallest) + " to " + plain(largest);
    }

    private static String plain(double value) {
        return new BigDecimal(value).toPlainString();
    }
}
