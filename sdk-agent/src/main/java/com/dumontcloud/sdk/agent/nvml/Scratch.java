package com.dumontcloud.sdk.agent.nvml;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The memory that functions of NVML read and write, one call at a time: nothing in it outlives the next. It grows to what the
 * largest call needs and stays, so that sampling allocates none. Not thread-safe.
 */
final class Scratch {

    private static final int SMALLEST = 4096;
    private static final byte NOTHING_WRITTEN = (byte) 0xFF;

    private final NvmlLibrary nvml;
    private ByteBuffer buffer;
    private long address;

    Scratch(NvmlLibrary nvml) {
        this.nvml = nvml;
        this.buffer = memory(SMALLEST);
        this.address = nvml.address(buffer);
    }

    /**
     * Makes room and fills it with ones, which to NVML mean "not available": a function that claims success and writes nothing
     * must not leave a zero, or the answer of the call before, to be taken for a measurement.
     *
     * @return where it begins
     */
    long blank(int bytes) {
        return fill(bytes, NOTHING_WRITTEN);
    }

    /** Makes room and fills it with zeros, for what a function reads. Returns where it begins. */
    long zeros(int bytes) {
        return fill(bytes, (byte) 0);
    }

    /** Returns where in memory this offset is; valid until more room is made. */
    long at(int offset) {
        return address + offset;
    }

    int int32(int offset) {
        return buffer.getInt(offset);
    }

    /** Returns an unsigned number; -1 where none was written. */
    long unsigned32(int offset) {
        int bits = buffer.getInt(offset);
        return bits == -1 ? -1 : Integer.toUnsignedLong(bits);
    }

    long int64(int offset) {
        return buffer.getLong(offset);
    }

    double float64(int offset) {
        return buffer.getDouble(offset);
    }

    /** Returns a whole number of the type that the driver says (nvml.h, nvmlValueType_t); -1 for one that is none. */
    long whole(int offset, int valueType) {
        return switch (valueType) {
            case 1 -> Integer.toUnsignedLong(buffer.getInt(offset));
            case 2, 3, 4 -> buffer.getLong(offset);
            case 5 -> buffer.getInt(offset);
            default -> -1;
        };
    }

    void int32(int offset, int value) {
        buffer.putInt(offset, value);
    }

    void int64(int offset, long value) {
        buffer.putLong(offset, value);
    }

    void float64(int offset, double value) {
        buffer.putDouble(offset, value);
    }

    /** Returns the text of at most this many bytes that begins here; empty where nothing was written. */
    String text(int offset, int length) {
        int end = 0;
        while (end < length && buffer.get(offset + end) != 0 && buffer.get(offset + end) != NOTHING_WRITTEN) {
            end++;
        }
        byte[] bytes = new byte[end];
        buffer.get(offset, bytes);
        return new String(bytes, StandardCharsets.UTF_8).trim();
    }

    private long fill(int bytes, byte value) {
        if (bytes > buffer.capacity()) {
            buffer = memory(Integer.highestOneBit(bytes - 1) * 2);
            address = nvml.address(buffer);
        }
        for (int i = 0; i < bytes; i++) {
            buffer.put(i, value);
        }
        return address;
    }

    private static ByteBuffer memory(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }
}
