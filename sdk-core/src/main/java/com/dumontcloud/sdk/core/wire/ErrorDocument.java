package com.dumontcloud.sdk.core.wire;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as one side tells the other, whichever of the shapes it came in. Immutable.
 *
 * @param code a word to branch on, such as {@code unknown_instance}
 * @param message a line for people
 * @param details facts by name, such as {@code field}, {@code value} and {@code range}; possibly empty
 * @param requestId what to quote when asking about it
 */
public record ErrorDocument(
        @Nullable String code,
        @Nullable String message,
        Map<String, String> details,
        @Nullable String requestId) {

    /** Nothing could be read. */
    public static final ErrorDocument EMPTY = new ErrorDocument(null, null, Map.of(), null);

    /** Copies the map. */
    public ErrorDocument {
        Objects.requireNonNull(details, "details");
        details = Map.copyOf(details);
    }

    /** Returns an error without details. */
    public static ErrorDocument of(String code, String message, @Nullable String requestId) {
        return new ErrorDocument(code, message, Map.of(), requestId);
    }
}
