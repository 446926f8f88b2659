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

    /** Returns a name as {@link #name(byte[])} wants it: quoted, with the colon. */
    static byte[] nameBytes(String name) {
        return ('"' + name + "\":").getBytes(StandardCharsets.US_ASCII);
    }

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

    /** Writes the name of a field, made by {@link #nameBytes}. */
    JsonOutput name(byte[] nameBytes) {
        separate();
        reserve(nameBytes.length);
        System.arraycopy(nameBytes, 0, buffer, size, nameBytes.length);
        size += nameBytes.length;
        first = true;
        return this;
    }

    /** Writes the name of a field, which may be called anything. */
    JsonOutput name(String name) {
        text(name);
        put(':');
        first = true;
        return this;
    }

    JsonOutput text(String text) {
        separate();
        int length = text.length();
        reserve(length * MAX_BYTES_PER_CHAR + 2);
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
        separate();
        reserve(MAX_LONG_DIGITS);
        putLong(value);
        return this;
    }

    /** Writes a number as the shortest text that reads as the same. JSON has no infinity and no NaN: do not pass one. */
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
        separate();
        reserve(IsoInstant.MAX_LENGTH + 2);
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
        separate();
        put(bracket);
        first = true;
        return this;
    }

    private JsonOutput end(char bracket) {
        put(bracket);
        first = false;
        return this;
    }

    private JsonOutput raw(String ascii) {
        separate();
        byte[] bytes = ascii.getBytes(StandardCharsets.US_ASCII);
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
        return this;
    }

    private void separate() {
        if (!first) {
            put(',');
        }
        first = false;
    }

    private void put(char ascii) {
        reserve(1);
        buffer[size++] = (byte) ascii;
    }

    private void putLong(long value) {
        if (value < 0) {
            if (value == Long.MIN_VALUE) {
                first = true;
                raw(Long.toString(value));
                return;
            }
            buffer[size++] = '-';
            value = -value;
        }
        int end = size + 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            end++;
        }
        long rest = value;
        for (int at = end - 1; at >= size; at--) {
            buffer[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size = end;
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
