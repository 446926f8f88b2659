package com.dumontcloud.sdk.core.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The name by which a provider and the control plane know one machine.
 *
 * <p>Text of 1 to {@value #MAX_LENGTH} characters without white space or control characters. {@code .} and {@code ..} are
 * refused: in a URL they are steps in the tree, which clients and servers resolve away, so that a call would meet another
 * route. Ids that are numbers at the provider are held as their decimal text. Immutable.
 *
 * @param value the id itself
 */
public record MachineId(String value) implements Comparable<MachineId> {

    /** The longest id accepted, in UTF-16 units; generous against the 36 of a UUID, small enough for a label or a URL. */
    public static final int MAX_LENGTH = 128;

    /** 2^53 - 1. */
    private static final String LARGEST_EXACT_JSON_NUMBER = "9007199254740991";

    /**
     * Checks the text.
     *
     * @throws IllegalArgumentException if the text is empty, too long, {@code .} or {@code ..}, or has white space or control
     *     characters
     */
    public MachineId {
        Objects.requireNonNull(value, "value");
        String problem = problemWith(value);
        if (problem != null) {
            throw new IllegalArgumentException("machine id " + problem);
        }
    }

    /** Returns the id with this text. */
    public static MachineId of(String value) {
        return new MachineId(value);
    }

    /**
     * Returns whether this id is a whole number that a JSON number carries exactly (at most 2^53 - 1, no leading zero), so
     * that it may be written as one.
     */
    public boolean isExactJsonNumber() {
        int digits = value.length();
        if (digits > LARGEST_EXACT_JSON_NUMBER.length() || (value.charAt(0) == '0' && digits > 1)) {
            return false;
        }
        for (int i = 0; i < digits; i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return digits < LARGEST_EXACT_JSON_NUMBER.length() || value.compareTo(LARGEST_EXACT_JSON_NUMBER) <= 0;
    }

    @Override
    public int compareTo(MachineId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }

    private static @Nullable String problemWith(String text) {
        if (text.isEmpty()) {
            return "is empty; give the id the provider shows";
        }
        if (text.length() > MAX_LENGTH) {
            return "has " + text.length() + " characters; at most " + MAX_LENGTH + " are allowed";
        }
        if (text.equals(".") || text.equals("..")) {
            return "is \"" + text + "\", which cannot stand in a URL";
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c) || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                return "has a white-space or control character at position " + i;
            }
        }
        return null;
    }
}
