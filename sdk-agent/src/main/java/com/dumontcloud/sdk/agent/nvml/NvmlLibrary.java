package com.dumontcloud.sdk.agent.nvml;

import java.nio.ByteBuffer;

/**
 * NVML as it is called: each function of {@link NvmlFunction} by its number of parameters, every parameter as a {@code long}.
 *
 * <p>A parameter that is an integer of 32 bits in C takes the low 32 bits; a pointer or a handle is an address. What a function
 * writes, it writes into memory of the caller, mostly a direct buffer whose {@link #address} was given to it. Every call answers
 * NVML's own return code, see {@link NvmlCode}; a function that this library does not have answers
 * {@link NvmlCode#FUNCTION_NOT_FOUND}, whatever it is given. Calls allocate nothing.
 *
 * <p>The library stays mapped for the life of the process, since a call may be stuck in it. NVML allows calls from several
 * threads, but {@code init} and {@code shutdown} must not race with others: one thread makes all of them.
 */
interface NvmlLibrary {

    /** Returns where a direct buffer begins in memory; valid as long as the buffer is reachable. */
    long address(ByteBuffer direct);

    /** Calls a function without parameters. */
    int call(NvmlFunction function);

    /** Calls a function of one parameter. */
    int call(NvmlFunction function, long a);

    /** Calls a function of two parameters. */
    int call(NvmlFunction function, long a, long b);

    /** Calls a function of three parameters. */
    int call(NvmlFunction function, long a, long b, long c);

    /** Calls a function of four parameters. */
    int call(NvmlFunction function, long a, long b, long c, long d);

    /** Calls a function of six parameters. */
    int call(NvmlFunction function, long a, long b, long c, long d, long e, long f);

    /** Returns how the library is called and from which file it was mapped, for people. */
    String describe();
}
