package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.wire.JsonTree.Digits;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one object, as places in its document: what nobody asks for is never copied out of it. Holds on to the document's
 * bytes. Immutable once it is indexed.
 */
final class JsonFields {

    /**
     * What is noted of a field: where its name begins and ends, and where its value does. An end of {@value #KEPT} says that the name
     * or value is not as in the document, and that the beginning is its place among what is kept.
     */
    static final int PLACES = 4;

    static final int KEPT = -1;

    /** Up to so many fields, looking at each is as fast as a table. */
    private static final int FEW = 8;

    private final byte[] document;
    private final int[] places;
    private final Object[] kept;
    /** For a hash of a name the field that has it, plus 1; absent where there are few. */
    private int @Nullable [] table;

    /**
     * Takes the places over.
     *
     * @param kept names and texts that have escapes, objects and lists
     */
    JsonFields(byte[] document, int[] places, Object[] kept) {
        this.document = document;
        this.places = places;
        this.kept = kept;
    }

    int size() {
        return places.length / PLACES;
    }

    /**
     * Makes the fields findable, once and before anything is asked.
     *
     * @param alike an object of the same document that probably has the same names in the same order, as rows of a table have
     * @return a field whose name is there before, or -1
     */
    int index(@Nullable JsonFields alike) {
        if (size() > FEW) {
            if (alike != null && isLike(alike)) {
                table = alike.table;
                return -1;
            }
            table = new int[Integer.highestOneBit(size() - 1) << 2];
        }
        for (int field = 0; field < size(); field++) {
            if (isTwice(field)) {
                return field;
            }
        }
        return -1;
    }

    /** Returns whether it has so many fields that another one of the same names finds its own faster by it. */
    boolean hasTable() {
        return table != null;
    }

    /** Returns the value of a field: a text, {@link Digits}, a boolean, an object, a list or null; null also where it is not there. */
    @Nullable
    Object get(String name) {
        int field = find(name);
        return field < 0 ? null : value(field);
    }

    /** Returns whether there is a field of this name, whatever its value. */
    boolean contains(String name) {
        return find(name) >= 0;
    }

    /** Returns whether there is a field of this name whose value is not null. */
    boolean has(String name) {
        int field = find(name);
        return field >= 0 && first(field) != 'n';
    }

    /** Returns whether a value is a text. */
    boolean isText(String name) {
        int field = find(name);
        return field >= 0 && (first(field) == '"' || value(field) instanceof String);
    }

    /** Returns whether a value is a number of at most so many characters, without an exponent. */
    boolean isPlainNumber(String name, int characters) {
        int field = find(name);
        if (field < 0 || isKept(field, 2)) {
            return false;
        }
        int start = places[field * PLACES + 2];
        int end = places[field * PLACES + 3];
        boolean number = document[start] == '-' || (document[start] >= '0' && document[start] <= '9');
        for (int i = start; number && i < end; i++) {
            number = (document[i] | 0x20) != 'e';
        }
        return number && end - start <= characters;
    }

    /** Returns the names in the order of the document. */
    Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        for (int field = 0; field < size(); field++) {
            names.add(name(field));
        }
        return Collections.unmodifiableSet(names);
    }

    String name(int field) {
        int start = places[field * PLACES];
        return isKept(field, 0)
                ? (String) kept[start]
                : new String(document, start, places[field * PLACES + 1] - start, StandardCharsets.ISO_8859_1);
    }

    @Nullable
    Object value(int field) {
        int start = places[field * PLACES + 2];
        if (isKept(field, 2)) {
            return kept[start];
        }
        int end = places[field * PLACES + 3];
        return switch (document[start]) {
            case 'n' -> null;
            case 't' -> true;
            case 'f' -> false;
            case '"' -> new String(document, start + 1, end - start - 2, StandardCharsets.ISO_8859_1);
            default -> new Digits(new String(document, start, end - start, StandardCharsets.ISO_8859_1));
        };
    }

    private boolean isKept(int field, int place) {
        return places[field * PLACES + place + 1] == KEPT;
    }

    /** Returns the first byte of a value in the document; 0 where it is kept. */
    private byte first(int field) {
        return isKept(field, 2) ? 0 : document[places[field * PLACES + 2]];
    }

    private boolean isLike(JsonFields other) {
        if (places.length != other.places.length) {
            return false;
        }
        for (int i = 0; i < places.length; i += PLACES) {
            int length = places[i + 1] - places[i];
            boolean same = places[i + 1] != KEPT
                    && other.places[i + 1] != KEPT
                    && length == other.places[i + 1] - other.places[i]
                    && EightBytes.areSame(document, places[i], other.places[i], length);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    private boolean isTwice(int field) {
        if (table == null) {
            for (int before = 0; before < field; before++) {
                if (isSameName(before, field)) {
                    return true;
                }
            }
            return false;
        }
        int slot = slot(hash(field));
        while (table[slot] != 0) {
            if (isSameName(table[slot] - 1, field)) {
                return true;
            }
            slot = slot(slot + 1);
        }
        table[slot] = field + 1;
        return false;
    }

    private int find(String name) {
        if (table == null) {
            for (int field = 0; field < size(); field++) {
                if (isNamed(field, name)) {
                    return field;
                }
            }
            return -1;
        }
        for (int slot = slot(hash(name)); table[slot] != 0; slot = slot(slot + 1)) {
            if (isNamed(table[slot] - 1, name)) {
                return table[slot] - 1;
            }
        }
        return -1;
    }

    private int slot(int number) {
        return number & (table == null ? 0 : table.length - 1);
    }

    private int hash(int field) {
        if (isKept(field, 0)) {
            return hash(name(field));
        }
        int start = places[field * PLACES];
        int length = places[field * PLACES + 1] - start;
        if (length < Long.BYTES) {
            return mix(length, EightBytes.of(document, start, length));
        }
        int hash = length;
        for (int i = start; i < start + length - Long.BYTES; i += Long.BYTES) {
            hash = mix(hash, EightBytes.at(document, i));
        }
        return mix(hash, EightBytes.at(document, start + length - Long.BYTES));
    }

    /** The same as that of the bytes in the document, where it stands there as it is. */
    private static int hash(String name) {
        int length = name.length();
        if (length < Long.BYTES) {
            return mix(length, EightBytes.of(name, 0, length));
        }
        int hash = length;
        for (int i = 0; i < length - Long.BYTES; i += Long.BYTES) {
            hash = mix(hash, EightBytes.of(name, i, Long.BYTES));
        }
        return mix(hash, EightBytes.of(name, length - Long.BYTES, Long.BYTES));
    }

    private static int mix(int hash, long eight) {
        long mixed = (eight ^ hash) * 0x9e3779b97f4a7c15L;
        return (int) (mixed ^ (mixed >>> 32));
    }

    private boolean isNamed(int field, String name) {
        if (isKept(field, 0)) {
            return name(field).equals(name);
        }
        int start = places[field * PLACES];
        int length = places[field * PLACES + 1] - start;
        if (length != name.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (document[start + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isSameName(int one, int other) {
        if (isKept(one, 0) || isKept(other, 0)) {
            return name(one).equals(name(other));
        }
        int start = places[one * PLACES];
        int otherStart = places[other * PLACES];
        int length = places[one * PLACES + 1] - start;
        return length == places[other * PLACES + 1] - otherStart
                && Arrays.equals(document, start, start + length, document, otherStart, otherStart + length);
    }
}
