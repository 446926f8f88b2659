package com.dumontcloud.sdk.core.wire;

import java.nio.charset.StandardCharsets;

/** Puts single JSON values into a buffer that has room for them, and returns the position after their last byte. */
final class JsonBytes {

    /** The most bytes of a long. */
    static final int MAX_LONG = 20;
    /** Up to here every whole number is a double of its own. */
    static final long MAX_EXACT_DOUBLE = 1L << 53;

    /** The longest character: a backslash, u and four digits. */
    private static final int MAX_BYTES_PER_CHAR = 6;

    private static final char REPLACEMENT = '\ufffd';
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private JsonBytes() {}

    /** Returns the most bytes that {@link #putText} may need. */
    static int maxText(String text) {
        return text.length() * MAX_BYTES_PER_CHAR + 2;
    }

    /** Puts a text in quotation marks; half a surrogate pair, which UTF-8 cannot say, becomes the replacement character. */
    static int putText(String text, byte[] target, int from) {
        int at = from;
        target[at++] = '"';
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x80 && c != '"' && c != '\\') {
                target[at++] = (byte) c;
            } else if (c < 0x80) {
                at = putEscaped(c, target, at);
            } else {
                int codePoint = text.codePointAt(i);
                at = putUtf8(codePoint, target, at);
                i += Character.charCount(codePoint) - 1;
            }
        }
        target[at++] = '"';
        return at;
    }

    static int putLong(long value, byte[] target, int from) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            return putAscii(Long.toString(value), target, from);
        }
        int rest = (int) value;
        int end = from + 1;
        for (long bound = 10; rest >= bound; bound *= 10) {
            end++;
        }
        for (int at = end - 1; at >= from; at--) {
            int tens = rest / 10;
            target[at] = (byte) ('0' + rest - tens * 10);
            rest = tens;
        }
        return end;
    }

    /** Puts a text of ASCII as it is. */
    static int putAscii(String text, byte[] target, int from) {
        for (int i = 0; i < text.length(); i++) {
            target[from + i] = (byte) text.charAt(i);
        }
        return from + text.length();
    }

    private static int putEscaped(char c, byte[] target, int from) {
        int at = from;
        target[at++] = '\\';
        if (c == '"' || c == '\\') {
            target[at++] = (byte) c;
        } else if (c == '\n') {
            target[at++] = 'n';
        } else {
            target[at++] = 'u';
            target[at++] = '0';
            target[at++] = '0';
            target[at++] = HEX[c >> 4];
            target[at++] = HEX[c & 0xf];
        }
        return at;
    }

    private static int putUtf8(int codePoint, byte[] target, int from) {
        boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        int c = half ? REPLACEMENT : codePoint;
        int at = from;
        if (c < 0x800) {
            target[at++] = (byte) (0xc0 | (c >> 6));
        } else {
            if (c < 0x10000) {
                target[at++] = (byte) (0xe0 | (c >> 12));
            } else {
                target[at++] = (byte) (0xf0 | (c >> 18));
                target[at++] = (byte) (0x80 | ((c >> 12) & 0x3f));
            }
            target[at++] = (byte) (0x80 | ((c >> 6) & 0x3f));
        }
        target[at++] = (byte) (0x80 | (c & 0x3f));
        return at;
    }
}
