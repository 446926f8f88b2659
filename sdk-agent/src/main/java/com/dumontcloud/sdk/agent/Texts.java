package com.dumontcloud.sdk.agent;

import org.jspecify.annotations.Nullable;

/** Keeps texts that come from a program, a driver or an exception fit for one line on the wire. */
final class Texts {

    static final int NAME = 200;
    static final int LABEL = 200;
    static final int DETAIL = 300;
    static final int REASON = 120;
    static final int LINE = 600;

    /** What http-api allows for an id. */
    static final int WORD = 256;

    private Texts() {}

    /** Returns the text on one line, cut to this many characters, never in the middle of a surrogate pair. */
    static String cut(String text, int length) {
        int end = Math.min(text.length(), length);
        if (end < text.length() && end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        StringBuilder clean = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            clean.append(Character.isISOControl(c) ? ' ' : c);
        }
        return clean.toString();
    }

    /** Returns what people need to know of a failure: its message, or its type where it has none. */
    static String of(Throwable failure, int length) {
        @Nullable String message = failure.getMessage();
        String type = failure.getClass().getSimpleName();
        return cut(message == null || message.isBlank() ? type : type + ": " + message, length);
    }
}
