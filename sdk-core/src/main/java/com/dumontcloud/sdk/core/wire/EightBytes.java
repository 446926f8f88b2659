package com.dumontcloud.sdk.core.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Looks at eight bytes at a time. Names and numbers in a heartbeat are short, each of another length, and a processor cannot
 * foresee where a loop over them ends: that costs more than everything else about them.
 */
final class EightBytes {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private EightBytes() {}

    /** Returns the eight bytes from here on, the first one lowest. */
    static long at(byte[] bytes, int from) {
        return (long) LONGS.get(bytes, from);
    }

    /** Returns whether a pattern of 8 to 32 bytes stands here; there must be as many bytes. */
    static boolean match(byte[] pattern, byte[] bytes, int from) {
        // Four times eight bytes, overlapping where the pattern is shorter.
        int last = pattern.length - Long.BYTES;
        int second = Math.min(Long.BYTES, last);
        int third = Math.min(2 * Long.BYTES, last);
        long difference = (at(pattern, 0) ^ at(bytes, from))
                | (at(pattern, second) ^ at(bytes, from + second))
                | (at(pattern, third) ^ at(bytes, from + third))
                | (at(pattern, last) ^ at(bytes, from + last));
        return difference == 0;
    }

    /** Returns how many of these bytes, from the first on, are decimal digits. */
    static int countDigits(long bytes) {
        long values = bytes ^ 0x3030303030303030L;
        // A digit's value is at most 9, so that adding 0x76 leaves the highest bit of its byte clear.
        long others = ((values + 0x7676767676767676L) | values) & 0x8080808080808080L;
        return Long.numberOfTrailingZeros(others) / Byte.SIZE;
    }

    /** Returns the number that the first 1 to 8 of these bytes spell, all of them digits. */
    static long number(long bytes, int digits) {
        // Leading zeros fill up to eight digits; then neighbours are joined to pairs, to fours, to the number.
        long ones = (bytes ^ 0x3030303030303030L) << ((Long.BYTES - digits) * Byte.SIZE);
        long pairs = (ones * 10 + (ones >>> 8)) & 0x00ff00ff00ff00ffL;
        long fours = (pairs * 100 + (pairs >>> 16)) & 0x0000ffff0000ffffL;
        return (fours * 10_000 + (fours >>> 32)) & 0xffffffffL;
    }
}
