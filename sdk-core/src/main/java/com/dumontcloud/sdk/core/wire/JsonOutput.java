package com.dumontcloud.sdk.core.wire;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Writes one JSON document to bytes, without white space. Not thread-safe.
 *
 * <p>Every thread writes into a small buffer of its own, kept from document to document; only the finished document is new.
 */
final class JsonOutput {

    private static final int FIRST_CAPACITY = 1024;
    private static final int LARGEST_KEPT = 8 * 1024;
    /** The longest character: a backslash, u and four digits. */
    private static final int MAX_BYTES_PER_CHAR = 6;

    private static final int MAX_LONG_DIGITS = 20;
    private static final double LARGEST_PLAIN_DOUBLE = 1e15;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private static final ThreadLocal<byte[]> BUFFERS = ThreadLocal.withInitial(() -> new byte[FIRST_CAPACITY]);

    private byte[] buffer = BUFFERS.get();
    private int size;
    private boolean first = true;

    JsonOutput beginObject() {
        return begin('{');
    }

    JsonOutput endObject() {
        return end('}');
    }

    JsonOutput beginArray() {
        return begin('[');
    }

    JsonOutput endArray() {
        return end(']');
    }

    /** Writes the name of a field, as {@link FieldNames#quoted} gives it. */
    JsonOutput name(byte[] quoted) {
        reserve(quoted.length + 1);
        separate();
        System.arraycopy(quoted, 0, buffer, size, quoted.length);
        size += quoted.length;
        first = true;
        return this;
    }

    /** Writes the name of a field, which may be called anything. */
    JsonOutput name(String name) {
        text(name);
        reserve(1);
        buffer[size++] = ':';
        first = true;
        return this;
    }

    JsonOutput text(String text) {
        int length = text.length();
        reserve(length * MAX_BYTES_PER_CHAR + 3);
        separate();
        byte[] target = buffer;
        int at = size;
        target[at++] = '"';
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
        size = at;
        return this;
    }

    JsonOutput number(long value) {
        if (value < 0) {
            return raw(Long.toString(value));
        }
        reserve(MAX_LONG_DIGITS + 1);
        separate();
        int end = size + 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            end++;
        }
        long rest = value;
        for (int at = end - 1; at >= size; at--) {
            long tens = rest / 10;
            buffer[at] = (byte) ('0' + rest - tens * 10);
            rest = tens;
        }
        size = end;
        return this;
    }

    /** Writes a number so that it reads as the same. JSON has no infinity and no NaN: do not pass one. */
    JsonOutput number(double value) {
        long whole = (long) value;
        if (whole == value && Math.abs(value) < LARGEST_PLAIN_DOUBLE) {
            return number(whole);
        }
        return raw(Double.toString(value));
    }

    JsonOutput number(BigDecimal value) {
        return raw(value.toString());
    }

    JsonOutput bool(boolean value) {
        return raw(value ? "true" : "false");
    }

    JsonOutput nothing() {
        return raw("null");
    }

    JsonOutput instant(Instant value) {
        if (!IsoInstant.isWritable(value)) {
            return text(value.toString());
        }
        reserve(IsoInstant.MAX_LENGTH + 3);
        separate();
        buffer[size] = '"';
        size = IsoInstant.write(value, buffer, size + 1);
        buffer[size++] = '"';
        return this;
    }

    /** Returns the document. Nothing may be written after it. */
    byte[] toBytes() {
        byte[] document = Arrays.copyOf(buffer, size);
        if (buffer.length > FIRST_CAPACITY && buffer.length <= LARGEST_KEPT) {
            BUFFERS.set(buffer);
        }
        return document;
    }

    private JsonOutput begin(char bracket) {
        reserve(2);
        separate();
        buffer[size++] = (byte) bracket;
        first = true;
        return this;
    }

    private JsonOutput end(char bracket) {
        reserve(1);
        buffer[size++] = (byte) bracket;
        first = false;
        return this;
    }

    private JsonOutput raw(String ascii) {
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        reserve(bytes.length + 1);
        separate();
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
        return this;
    }

    /** Writes the comma between this value or field and the one before it; there must be room. */
    private void separate() {
        if (!first) {
            buffer[size++] = ',';
        }
        first = false;
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
        int at = from;
        boolean halfSurrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        int c = halfSurrogate ? 0xfffd : codePoint;
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

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
