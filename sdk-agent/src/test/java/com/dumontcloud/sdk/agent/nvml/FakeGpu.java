package com.dumontcloud.sdk.agent.nvml;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A GPU, or an instance of one, as {@link ScriptedNvml} shows it. Everything may be changed at any time. */
final class FakeGpu {

    static final long MIB = 1024 * 1024;

    /** A sample of the driver's ring. */
    record Entry(long micros, long value) {}

    final long handle;
    String uuid;
    String name = "NVIDIA H100";

    /** What functions answer instead of doing anything. */
    final Map<NvmlFunction, Integer> codes = new EnumMap<>(NvmlFunction.class);

    int utilization = 40;
    int memoryUtilization = 20;
    int ringCapacity = 120;
    int ringValueType = 1;
    final List<Entry> ring = new ArrayList<>();

    long memoryTotal = 80_000 * MIB;
    long memoryReserved = 500 * MIB;
    long memoryUsed = 1_000 * MIB;
    int celsius = 55;
    int milliwatts = 300_000;
    int limitMilliwatts = 700_000;
    long millijoules = 5_000_000;
    int smClock = 1_980;
    int memoryClock = 2_619;
    long eccErrors;
    int fieldValueType = 3;
    long sentBytes = 10_000;
    long receivedBytes = 20_000;
    int sentCode;
    int receivedCode;
    List<Integer> computePids = List.of(100, 200);
    List<Integer> graphicsPids = List.of();
    /** The process list is longer by one each time that it did not fit, this many times. */
    int racingProcesses;

    long supportedEvents = 0x8;
    boolean registered;

    int migMode = -1; // not a GPU that can be partitioned
    int migPlaces = 7;
    final Map<Integer, FakeGpu> instances = new TreeMap<>();
    /** The code for a place, instead of an instance. */
    final Map<Integer, Integer> closedPlaces = new TreeMap<>();

    int instanceId;

    boolean gpm;
    double gpmGraphics = 33.5;
    double gpmSm = 21.25;
    int gpmCode;

    FakeGpu(long handle, String uuid) {
        this.handle = handle;
        this.uuid = uuid;
    }

    FakeGpu answers(NvmlFunction function, int code) {
        codes.put(function, code);
        return this;
    }

    /** Adds samples to the ring, a fifth of a second apart, the newest at this time. */
    void sampled(long newestMicros, long... values) {
        for (int i = 0; i < values.length; i++) {
            ring.add(new Entry(newestMicros - (values.length - 1 - i) * 200_000L, values[i]));
        }
    }
}
