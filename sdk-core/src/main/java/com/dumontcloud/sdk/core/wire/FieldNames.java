package com.dumontcloud.sdk.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the constant of an enum by its name on the wire, straight from the bytes of a document. The name on the wire is the
 * constant's own in lower case. Immutable.
 */
final class FieldNames<F extends Enum<F>> {

    private final F unknown;
    private final F[] constants;
    private final byte[] @Nullable [] names;
    private final int[] indexes;

    /** @param unknown the constant that stands for every other name */
    FieldNames(F[] constants, F unknown) {
        this.unknown = unknown;
        this.constants = constants.clone();
        int capacity = Integer.highestOneBit(constants.length) * 8;
        this.names = new byte[capacity][];
        this.indexes = new int[capacity];
        for (int i = 0; i < constants.length; i++) {
            if (constants[i] != unknown) {
                add(wireName(constants[i]), i);
            }
        }
    }

    static String wireName(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Returns a hash of the empty name; {@link #hash(int, byte)} goes on from it, one byte at a time. */
    static int hash() {
        return 0;
    }

    static int hash(int before, byte next) {
        return before * 31 + next;
    }

    F find(byte[] bytes, int from, int to, int hash) {
        for (int slot = slot(hash); ; slot = (slot + 1) & (names.length - 1)) {
            byte[] name = names[slot];
            if (name == null) {
                return unknown;
            }
            if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
                return constants[indexes[slot]];
            }
        }
    }

    F find(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return find(bytes, 0, bytes.length, hashOf(bytes));
    }

    private void add(String wireName, int index) {
        byte[] name = wireName.getBytes(StandardCharsets.US_ASCII);
        int slot = slot(hashOf(name));
        while (names[slot] != null) {
            slot = (slot + 1) & (names.length - 1);
        }
        names[slot] = name;
        indexes[slot] = index;
    }

    private int slot(int hash) {
        return (hash ^ (hash >>> 15)) & (names.length - 1);
    }

    private static int hashOf(byte[] bytes) {
        int hash = hash();
        for (byte next : bytes) {
            hash = hash(hash, next);
        }
        return hash;
    }
}
