package com.dumontcloud.sdk.agent.nvml;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Calls functions of NVML one at a time, with some memory for what they write. */
final class NvmlCaller {

    /** From this place on, memory is never blanked. */
    static final int KEPT = 14000;

    private final NvmlLibrary nvml;
    private final ByteBuffer memory = ByteBuffer.allocateDirect(16384).order(ByteOrder.nativeOrder());
    private final long address;

    NvmlCaller(NvmlLibrary nvml) {
        this.nvml = nvml;
        this.address = nvml.address(memory);
    }

    /** Calls the function with as many parameters as there are values. */
    int call(NvmlFunction function, long... values) {
        return switch (values.length) {
            case 0 -> nvml.call(function);
            case 1 -> nvml.call(function, values[0]);
            case 2 -> nvml.call(function, values[0], values[1]);
            case 3 -> nvml.call(function, values[0], values[1], values[2]);
            case 4 -> nvml.call(function, values[0], values[1], values[2], values[3]);
            case 6 -> nvml.call(function, values[0], values[1], values[2], values[3], values[4], values[5]);
            default -> throw new IllegalArgumentException("no function of NVML has so many");
        };
    }

    /** Calls the function, which must succeed. */
    void must(NvmlFunction function, long... values) {
        int code = call(function, values);
        if (code != NvmlCode.SUCCESS) {
            throw new IllegalStateException(function.symbol() + " answered " + code);
        }
    }

    /** Returns the handle of a GPU. */
    long gpu(int index) {
        must(NvmlFunction.DEVICE_GET_HANDLE_BY_INDEX, index, at(15000));
        return longAt(15000);
    }

    /** Returns the address of this place in the memory. */
    long at(int place) {
        return address + place;
    }

    int intAt(int place) {
        return memory.getInt(place);
    }

    long longAt(int place) {
        return memory.getLong(place);
    }

    double doubleAt(int place) {
        return memory.getDouble(place);
    }

    /** Returns the text that begins here and ends with a zero. */
    String textAt(int place) {
        int end = place;
        while (memory.get(end) != 0) {
            end++;
        }
        byte[] text = new byte[end - place];
        memory.get(place, text);
        return new String(text, StandardCharsets.UTF_8);
    }

    NvmlCaller putInt(int place, int value) {
        memory.putInt(place, value);
        return this;
    }

    NvmlCaller putLong(int place, long value) {
        memory.putLong(place, value);
        return this;
    }

    /** Overwrites everything but what is kept, so that nothing of the call before is read. */
    NvmlCaller blank() {
        for (int place = 0; place < KEPT; place++) {
            memory.put(place, (byte) 0xEE);
        }
        return this;
    }
}
