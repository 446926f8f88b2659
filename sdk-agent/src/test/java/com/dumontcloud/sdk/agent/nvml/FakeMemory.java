package com.dumontcloud.sdk.agent.nvml;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Gives direct buffers addresses of its own, by which a library written in Java can read and write them. */
final class FakeMemory {

    private final Map<ByteBuffer, Long> addresses = new IdentityHashMap<>();
    private final TreeMap<Long, ByteBuffer> buffers = new TreeMap<>();
    private long next = 0x7000_0000_0000L;

    long address(ByteBuffer direct) {
        if (!direct.isDirect()) {
            throw new IllegalArgumentException("not a direct buffer");
        }
        return addresses.computeIfAbsent(direct, fresh -> {
            long address = next;
            next += fresh.capacity() + 4096;
            buffers.put(address, fresh);
            return address;
        });
    }

    int int32(long address) {
        return buffer(address, 4).getInt(offset(address));
    }

    long int64(long address) {
        return buffer(address, 8).getLong(offset(address));
    }

    void int32(long address, int value) {
        buffer(address, 4).putInt(offset(address), value);
    }

    void int64(long address, long value) {
        buffer(address, 8).putLong(offset(address), value);
    }

    void float64(long address, double value) {
        buffer(address, 8).putDouble(offset(address), value);
    }

    void text(long address, String text) {
        byte[] bytes = (text + '\0').getBytes(StandardCharsets.UTF_8);
        buffer(address, bytes.length).put(offset(address), bytes);
    }

    /** Returns how many bytes there are from here; 0 where there is no memory. */
    int room(long address) {
        Map.Entry<Long, ByteBuffer> entry = buffers.floorEntry(address);
        return entry == null
                ? 0
                : (int) Math.max(0, entry.getKey() + entry.getValue().capacity() - address);
    }

    void int8(long address, byte value) {
        buffer(address, 1).put(offset(address), value);
    }

    private ByteBuffer buffer(long address, int bytes) {
        if (room(address) < bytes) {
            throw new AssertionError("wrote past the memory that was given: " + bytes + " bytes at " + address);
        }
        return buffers.floorEntry(address).getValue();
    }

    private int offset(long address) {
        return (int) (address - buffers.floorKey(address));
    }
}
