package com.dumontcloud.sdk.agent.nvml;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * NVML in memory: does what nvml.h says with the GPUs it is given, or what a test says. A caller that hands it too little
 * memory, or a struct of the wrong version, fails the test as it would fail at a driver.
 */
final class ScriptedNvml implements NvmlLibrary {

    /** An event as the driver tells it. */
    record Event(long handle, long type, long data) {}

    final FakeMemory memory = new FakeMemory();
    final List<FakeGpu> gpus = new ArrayList<>();
    /** The code for a position, instead of a GPU. */
    final Map<Integer, Integer> closedPositions = new HashMap<>();
    /** What functions answer instead of doing anything. */
    final Map<NvmlFunction, Integer> codes = new EnumMap<>(NvmlFunction.class);

    final Deque<Event> events = new ArrayDeque<>();
    final Map<NvmlFunction, Integer> calls = new EnumMap<>(NvmlFunction.class);
    final List<Long> freedSamples = new ArrayList<>();
    String driverVersion = "570.86.15";
    /** What it counts; null for as many GPUs as there are. */
    Integer count;

    int initialised;
    int openSets;
    private long nextSample = 0x5A00;
    private final Map<Long, FakeGpu> sampled = new HashMap<>();
    /** Runs before each call, on the thread of the caller. */
    Runnable beforeCall = () -> {};

    static ScriptedNvml with(int gpus) {
        ScriptedNvml nvml = new ScriptedNvml();
        for (int i = 0; i < gpus; i++) {
            nvml.gpus.add(new FakeGpu(0xD000 + i * 16L, "GPU-" + i));
        }
        return nvml;
    }

    ScriptedNvml answers(NvmlFunction function, int code) {
        codes.put(function, code);
        return this;
    }

    /** Loses its state, as after a crash of the driver. */
    void forget() {
        initialised = 0;
    }

    int calls(NvmlFunction function) {
        return calls.getOrDefault(function, 0);
    }

    @Override
    public long address(ByteBuffer direct) {
        return memory.address(direct);
    }

    @Override
    public String describe() {
        return "scripted, /scripted/libnvidia-ml.so.1";
    }

    @Override
    public int call(NvmlFunction function) {
        return call(function, new long[0]);
    }

    @Override
    public int call(NvmlFunction function, long a) {
        return call(function, new long[] {a});
    }

    @Override
    public int call(NvmlFunction function, long a, long b) {
        return call(function, new long[] {a, b});
    }

    @Override
    public int call(NvmlFunction function, long a, long b, long c) {
        return call(function, new long[] {a, b, c});
    }

    @Override
    public int call(NvmlFunction function, long a, long b, long c, long d) {
        return call(function, new long[] {a, b, c, d});
    }

    @Override
    public int call(NvmlFunction function, long a, long b, long c, long d, long e, long f) {
        return call(function, new long[] {a, b, c, d, e, f});
    }

    private int call(NvmlFunction function, long[] p) {
        if (p.length != function.parameters().length()) {
            throw function.miscalled();
        }
        calls.merge(function, 1, Integer::sum);
        beforeCall.run();
        Integer scripted = codes.get(function);
        if (scripted != null) {
            return scripted;
        }
        if (function == NvmlFunction.INIT) {
            initialised++;
            return 0;
        }
        if (function == NvmlFunction.SHUTDOWN) {
            initialised = Math.max(0, initialised - 1);
            return 0;
        }
        return initialised > 0 ? system(function, p) : NvmlCode.UNINITIALIZED;
    }

    private int system(NvmlFunction function, long[] p) {
        return switch (function) {
            case SYSTEM_GET_DRIVER_VERSION -> text(p[0], driverVersion);
            case SYSTEM_GET_NVML_VERSION -> text(p[0], "12." + driverVersion);
            case DEVICE_GET_COUNT -> put32(p[0], count == null ? gpus.size() + closedPositions.size() : count);
            case DEVICE_GET_HANDLE_BY_INDEX -> handle((int) p[0], p[1]);
            case EVENT_SET_CREATE -> {
                openSets++;
                yield put64(p[0], 0xE0);
            }
            case EVENT_SET_FREE -> {
                openSets--;
                yield 0;
            }
            case EVENT_SET_WAIT -> event(p[1], p[2]);
            case GPM_SAMPLE_ALLOC -> put64(p[0], nextSample++);
            case GPM_SAMPLE_FREE -> {
                freedSamples.add(p[0]);
                yield 0;
            }
            case GPM_METRICS_GET -> gpmMetrics(p[0]);
            default -> device(function, p);
        };
    }

    private int device(NvmlFunction function, long[] p) {
        FakeGpu gpu = find(p[0]);
        if (gpu == null) {
            return NvmlCode.INVALID_ARGUMENT;
        }
        Integer scripted = gpu.codes.get(function);
        return scripted == null ? new ScriptedDevice(memory, gpu, this).call(function, p) : scripted;
    }

    private FakeGpu find(long handle) {
        for (FakeGpu gpu : gpus) {
            if (gpu.handle == handle) {
                return gpu;
            }
            for (FakeGpu instance : gpu.instances.values()) {
                if (instance.handle == handle) {
                    return instance;
                }
            }
        }
        return null;
    }

    void sampled(long sample, FakeGpu gpu) {
        if (sample < 0x5A00 || sample >= nextSample || freedSamples.contains(sample)) {
            throw new AssertionError("not a sample of GPM: " + sample);
        }
        sampled.put(sample, gpu);
    }

    private int handle(int index, long out) {
        if (closedPositions.containsKey(index)) {
            return closedPositions.get(index);
        }
        long before =
                closedPositions.keySet().stream().filter(place -> place < index).count();
        int place = (int) (index - before);
        return place < gpus.size() ? put64(out, gpus.get(place).handle) : NvmlCode.INVALID_ARGUMENT;
    }

    private int event(long data, long timeoutMillis) {
        if (timeoutMillis != 0) {
            throw new AssertionError("waited for events, which holds up every GPU");
        }
        Event event = events.poll();
        if (event == null) {
            return NvmlCode.TIMEOUT;
        }
        memory.int64(data, event.handle());
        memory.int64(data + 8, event.type());
        return put64(data + 16, event.data());
    }

    private int gpmMetrics(long request) {
        if (memory.room(request) < 13_344 || memory.int32(request) != 1) {
            throw new AssertionError("not a request for GPM metrics");
        }
        FakeGpu gpu = sampled.get(memory.int64(request + 8));
        if (gpu == null || gpu != sampled.get(memory.int64(request + 16))) {
            return NvmlCode.INVALID_ARGUMENT;
        }
        for (int i = 0; i < memory.int32(request + 4); i++) {
            long metric = request + 24 + i * 40L;
            memory.int32(metric + 4, gpu.gpmCode);
            memory.float64(metric + 8, memory.int32(metric) == 1 ? gpu.gpmGraphics : gpu.gpmSm);
        }
        return 0;
    }

    private int text(long address, String text) {
        memory.text(address, text);
        return 0;
    }

    private int put32(long address, int value) {
        memory.int32(address, value);
        return 0;
    }

    private int put64(long address, long value) {
        memory.int64(address, value);
        return 0;
    }
}
