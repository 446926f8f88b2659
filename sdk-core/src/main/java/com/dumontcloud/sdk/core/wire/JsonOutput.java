package com.dumontcloud.sdk.core.wire;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON document to bytes, without white space. A field whose value is absent is not written. Not thread-safe.
 *
 * <p>Every thread has a buffer that it uses again from document to document, so that only the finished one is new. It is kept as
 * bare bytes: a thread of the host's must not keep our classes alive.
 */
final class JsonOutput {

    private static final int FIRST_CAPACITY = 1024;
    private static final int LARGEST_KEPT = 8 * 1024;
    private static final ThreadLocal<byte @Nullable []> BUFFERS = new ThreadLocal<>();

    private byte[] buffer = ownBuffer();
    private int size;
    private boolean first = true;

    void beginObject() {
        size = begin(1);
        buffer[size++] = '{';
        first = true;
    }

    void beginObject(JsonName name) {
        size = begin(name, 1);
        buffer[size++] = '{';
        first = true;
    }

    void endObject() {
        end('}');
    }

    void beginArray(JsonName name) {
        size = begin(name, 1);
        buffer[size++] = '[';
        first = true;
    }

    void endArray() {
        end(']');
    }

    void field(JsonName name, @Nullable String value) {
        if (value != null) {
            int at = begin(name, JsonBytes.maxText(value));
            size = JsonBytes.putText(value, buffer, at);
        }
    }

    /** Writes a field that may be called anything. */
    void field(String name, String value) {
        int at = begin(JsonBytes.maxText(name) + 1 + JsonBytes.maxText(value));
        at = JsonBytes.putText(name, buffer, at);
        buffer[at++] = ':';
        size = JsonBytes.putText(value, buffer, at);
    }

    void field(JsonName name, @Nullable Long value) {
        if (value != null) {
            field(name, value.longValue());
        }
    }

    void field(JsonName name, @Nullable Integer value) {
        if (value != null) {
            field(name, value.longValue());
        }
    }

    void field(JsonName name, long value) {
        int at = begin(name, JsonBytes.MAX_LONG);
        size = JsonBytes.putLong(value, buffer, at);
    }

    /** Writes a field, unless its value is infinite or not a number, which JSON cannot say. */
    void field(JsonName name, @Nullable Double value) {
        if (value == null || !Double.isFinite(value)) {
            return;
        }
        long whole = value.longValue();
        if (whole == value && Math.abs(whole) <= JsonBytes.MAX_EXACT_DOUBLE) {
            field(name, whole);
        } else {
            raw(name, value.toString());
        }
    }

    void field(JsonName name, @Nullable BigDecimal value) {
        if (value != null) {
            raw(name, value.toString());
        }
    }

    void field(JsonName name, @Nullable Boolean value) {
        if (value != null) {
            raw(name, value.toString());
        }
    }

    void field(JsonName name, @Nullable Instant value) {
        if (value == null) {
            return;
        }
        if (!IsoInstant.isWritable(value)) {
            field(name, value.toString());
            return;
        }
        int at = begin(name, IsoInstant.MAX_LENGTH + 2);
        buffer[at] = '"';
        at = IsoInstant.write(value, buffer, at + 1);
        buffer[at] = '"';
        size = at + 1;
    }

    void fieldNull(JsonName name) {
        raw(name, "null");
    }

    /** Returns the document. Nothing may be written after it. */
    byte[] toBytes() {
        if (buffer.length <= LARGEST_KEPT) {
            BUFFERS.set(buffer);
        }
        return Arrays.copyOf(buffer, size);
    }

    /** Writes a field whose value is given in JSON, and in ASCII. */
    void raw(JsonName name, String json) {
        int at = begin(name, json.length());
        size = JsonBytes.putAscii(json, buffer, at);
    }

    private void end(char bracket) {
        reserve(1);
        buffer[size++] = (byte) bracket;
        first = false;
    }

    /** Writes the name of a field, and makes room for its value. Returns where the value goes. */
    private int begin(JsonName name, int valueLength) {
        byte[] quoted = name.quoted();
        int at = begin(quoted.length + valueLength);
        System.arraycopy(quoted, 0, buffer, at, quoted.length);
        return at + quoted.length;
    }

    /** Writes the comma that separates what follows from what stands before it, and makes room. Returns where it goes. */
    private int begin(int length) {
        reserve(length + 1);
        int at = size;
        if (first) {
            first = false;
        } else {
            buffer[at++] = ',';
        }
        return at;
    }

    private static byte[] ownBuffer() {
        byte[] kept = BUFFERS.get();
        return kept == null ? new byte[FIRST_CAPACITY] : kept;
    }

    private void reserve(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }
}
