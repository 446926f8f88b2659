package com.dumontcloud.sdk.core.model;

import java.util.Objects;

/**
 * What a person says of an operation that waits for one. Immutable.
 *
 * @param done whether what it was to do has happened; else it is given up
 * @param note for people, at most 200 characters; possibly empty
 */
public record OperationResolution(boolean done, String note) {

    /** The longest note, in characters. */
    public static final int LONGEST_NOTE = 200;

    /**
     * Checks the note.
     *
     * @throws IllegalArgumentException if it is too long
     */
    public OperationResolution {
        Objects.requireNonNull(note, "note");
        if (note.length() > LONGEST_NOTE) {
            throw new IllegalArgumentException(
                    "a note has at most " + LONGEST_NOTE + " characters, not " + note.length());
        }
    }
}
