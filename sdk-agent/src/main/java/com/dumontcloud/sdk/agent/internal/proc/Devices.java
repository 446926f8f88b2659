package com.dumontcloud.sdk.agent.internal.proc;

import java.util.Arrays;

/** A few block devices by their numbers. For one thread at a time. */
final class Devices {

    private long[] numbers = new long[8];
    private int count;

    void add(long major, long minor) {
        if (count == numbers.length) {
            numbers = Arrays.copyOf(numbers, 2 * count);
        }
        numbers[count++] = packed(major, minor);
    }

    boolean contains(long major, long minor) {
        long number = packed(major, minor);
        for (int i = 0; i < count; i++) {
            if (numbers[i] == number) {
                return true;
            }
        }
        return false;
    }

    /** The kernel has twelve bits for the one and twenty for the other. */
    private static long packed(long major, long minor) {
        return major << 32 | minor;
    }
}
