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

    /** Returns fewer than eight bytes, the first one lowest and zeros behind the last. */
    static long of(byte[] bytes, int from, int count) {
        if (bytes.length - from >= Long.BYTES) {
            return at(bytes, from) & ((1L << (count * Byte.SIZE)) - 1);
        }
        long few = 0;
        for (int i = count - 1; i >= 0; i--) {
            few = (few << Byte.SIZE) | (bytes[from + i] & 0xff);
        }
        return few;
    }

    /** Returns whether so many bytes at two places are the same. */
    static boolean areSame(byte[] bytes, int one, int other, int count) {
        if (count < Long.BYTES) {
            return of(bytes, one, count) == of(bytes, other, count);
        }
        int last = count - Long.BYTES;
        for (int i = 0; i < last; i += Long.BYTES) {
            if (at(bytes, one + i) != at(bytes, other + i)) {
                return false;
            }
        }
        return at(bytes, one + last) == at(bytes, other + last);
    }

    /** Returns at most eight characters as bytes, the first one lowest; of those beyond one byte the lower part. */
    static long of(String text, int from, int count) {
        long few = 0;
        for (int i = count - 1; i >= 0; i--) {
            few = (few << Byte.SIZE) | (text.charAt(from + i) & 0xff);
        }
        return few;
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

    /**
     * Returns how many of these bytes, from the first on, stand for themselves in a text: printable ASCII without quotation mark and
     * backslash.
     */
    static int countPlain(long bytes) {
        // A byte that is none has its highest bit set in one of these; so may bytes behind it, which are not looked at.
        long others = bytes
                | below(bytes, 0x20)
                | zeros(bytes ^ 0x2222222222222222L)
                | zeros(bytes ^ 0x5c5c5c5c5c5c5c5cL)
                | zeros(bytes ^ 0x7f7f7f7f7f7f7f7fL);
        return Long.numberOfTrailingZeros(others & 0x8080808080808080L) / Byte.SIZE;
    }

    private static long zeros(long bytes) {
        return below(bytes, 1);
    }

    private static long below(long bytes, int limit) {
        return (bytes - 0x0101010101010101L * limit) & ~bytes;
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
