package com.dumontcloud.sdk.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * Finds the constant of an enum by its name on the wire, straight from the bytes of a document. The name on the wire is the
 * constant's own in lower case. Immutable.
 */
final class FieldNames<F extends Enum<F>> {

    private static final int MIN_MATCHED = 8;
    private static final int MAX_MATCHED = 32;

    private final F unknown;
    private final F[] constants;
    private final byte[][] quoted;
    /** For each slot of a hash table with open addressing, which constant is there, or -1. */
    private final int[] slots;

    /** @param unknown the last of the constants, which stands for every other name */
    FieldNames(F[] constants, F unknown) {
        this.unknown = unknown;
        this.constants = constants.clone();
        this.quoted = new byte[constants.length - 1][];
        this.slots = new int[Integer.highestOneBit(constants.length) * 8];
        Arrays.fill(slots, -1);
        for (int i = 0; i < quoted.length; i++) {
            quoted[i] = quoted(constants[i]);
            int slot = slot(quoted[i], 1, quoted[i].length - 2);
            while (slots[slot] >= 0) {
                slot = next(slot);
            }
            slots[slot] = i;
        }
    }

    static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Returns the name as it begins a field: in quotation marks, with the colon. */
    static byte[] quoted(Enum<?> constant) {
        return ('"' + wireName(constant) + "\":").getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Returns a bit of its own for each constant, so that up to 64 of them make a set in one number, and none for that which
     * stands for every other name: to see unknown names twice does no harm.
     */
    @SuppressWarnings("EnumOrdinal") // It never leaves the process.
    static long bit(Enum<?> constant) {
        return constant.name().equals("UNKNOWN") ? 0 : 1L << constant.ordinal();
    }

    /** Returns the place after the last of these bits, to which senders that write in our order come next. */
    static int after(long seen) {
        return Long.SIZE - Long.numberOfLeadingZeros(seen);
    }

    boolean isUnknown(F constant) {
        return constant == unknown;
    }

    /** Returns the constant at this place. */
    F at(int index) {
        return constants[index];
    }

    /**
     * Returns how many bytes the name of the constant at this place takes up here, with quotation marks and colon and without
     * white space; 0 where it is not what stands here. Looking for the name that comes next in the usual order is much faster
     * than reading whatever name there is to look it up.
     */
    int match(int index, byte[] bytes, int from) {
        if (index >= quoted.length) {
            return 0;
        }
        byte[] name = quoted[index];
        int length = name.length;
        if (length < MIN_MATCHED || length > MAX_MATCHED || bytes.length - from < length) {
            return 0;
        }
        return EightBytes.match(name, bytes, from) ? length : 0;
    }

    F find(byte[] bytes, int from, int to) {
        if (from == to) {
            return unknown;
        }
        for (int slot = slot(bytes, from, to); slots[slot] >= 0; slot = next(slot)) {
            byte[] candidate = quoted[slots[slot]];
            if (Arrays.equals(candidate, 1, candidate.length - 2, bytes, from, to)) {
                return constants[slots[slot]];
            }
        }
        return unknown;
    }

    F find(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return find(bytes, 0, bytes.length);
    }

    /** Where to look first: a mixture of the length and three letters tells the names apart well enough. */
    private int slot(byte[] bytes, int from, int to) {
        int length = to - from;
        int hash = length + bytes[from] * 31 + bytes[from + length / 2] * 7 + bytes[to - 1] * 131;
        return hash & (slots.length - 1);
    }

    private int next(int slot) {
        return (slot + 1) & (slots.length - 1);
    }
}
