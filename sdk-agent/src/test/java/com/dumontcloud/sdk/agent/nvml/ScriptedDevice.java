package com.dumontcloud.sdk.agent.nvml;

import java.util.List;

/** What {@link ScriptedNvml} answers of one GPU. */
final class ScriptedDevice {

    private final FakeMemory memory;
    private final FakeGpu gpu;
    private final ScriptedNvml nvml;

    ScriptedDevice(FakeMemory memory, FakeGpu gpu, ScriptedNvml nvml) {
        this.memory = memory;
        this.gpu = gpu;
        this.nvml = nvml;
    }

    int call(NvmlFunction function, long[] p) {
        return switch (function) {
            case DEVICE_GET_UUID -> text(p[1], gpu.uuid);
            case DEVICE_GET_NAME -> text(p[1], gpu.name);
            case DEVICE_GET_UTILIZATION_RATES -> {
                memory.int32(p[1], gpu.utilization);
                yield put32(p[1] + 4, gpu.memoryUtilization);
            }
            case DEVICE_GET_SAMPLES -> samples(p);
            case DEVICE_GET_MEMORY_INFO -> {
                memory.int64(p[1], gpu.memoryTotal);
                memory.int64(p[1] + 8, gpu.memoryTotal - gpu.memoryReserved - gpu.memoryUsed);
                yield put64(p[1] + 16, gpu.memoryReserved + gpu.memoryUsed);
            }
            case DEVICE_GET_MEMORY_INFO_V2 -> memoryV2(p[1]);
            case DEVICE_GET_TEMPERATURE -> p[1] == 0 ? put32(p[2], gpu.celsius) : NvmlCode.INVALID_ARGUMENT;
            case DEVICE_GET_TEMPERATURE_V ->
                memory.int32(p[1]) == 0x0100_000C && memory.int32(p[1] + 4) == 0
                        ? put32(p[1] + 8, gpu.celsius)
                        : NvmlCode.ARGUMENT_VERSION_MISMATCH;
            case DEVICE_GET_POWER_USAGE -> put32(p[1], gpu.milliwatts);
            case DEVICE_GET_ENFORCED_POWER_LIMIT -> put32(p[1], gpu.limitMilliwatts);
            case DEVICE_GET_TOTAL_ENERGY_CONSUMPTION -> put64(p[1], gpu.millijoules);
            case DEVICE_GET_CLOCK_INFO -> clock((int) p[1], p[2]);
            case DEVICE_GET_TOTAL_ECC_ERRORS ->
                p[1] == 1 && p[2] == 0 ? put64(p[3], gpu.eccErrors) : NvmlCode.INVALID_ARGUMENT;
            case DEVICE_GET_FIELD_VALUES -> fields((int) p[1], p[2]);
            case DEVICE_GET_COMPUTE_RUNNING_PROCESSES -> processes(gpu.computePids, p[1], p[2]);
            case DEVICE_GET_GRAPHICS_RUNNING_PROCESSES -> processes(gpu.graphicsPids, p[1], p[2]);
            case DEVICE_GET_MIG_MODE -> migMode(p);
            case DEVICE_GET_MAX_MIG_DEVICE_COUNT -> put32(p[1], gpu.migPlaces);
            case DEVICE_GET_MIG_DEVICE_HANDLE_BY_INDEX -> migHandle((int) p[1], p[2]);
            case DEVICE_GET_GPU_INSTANCE_ID -> put32(p[1], gpu.instanceId);
            case DEVICE_GET_SUPPORTED_EVENT_TYPES -> put64(p[1], gpu.supportedEvents);
            case DEVICE_REGISTER_EVENTS -> register(p[1]);
            case GPM_QUERY_DEVICE_SUPPORT ->
                memory.int32(p[1]) == 1 ? put32(p[1] + 4, gpu.gpm ? 1 : 0) : NvmlCode.ARGUMENT_VERSION_MISMATCH;
            case GPM_SAMPLE_GET -> gpmSample(gpu, p[1]);
            case GPM_MIG_SAMPLE_GET -> gpmSample(instance((int) p[1]), p[2]);
            default -> throw new AssertionError("not scripted: " + function);
        };
    }

    private int samples(long[] p) {
        if (p[1] != 1) {
            return NvmlCode.INVALID_ARGUMENT;
        }
        if (p[5] == 0) {
            return put32(p[4], gpu.ringCapacity);
        }
        List<FakeGpu.Entry> news = gpu.ring.stream()
                .filter(entry -> Long.compareUnsigned(entry.micros(), p[2]) > 0 || entry.micros() == 0)
                .toList();
        if (news.isEmpty()) {
            return NvmlCode.NOT_FOUND;
        }
        int room = memory.int32(p[4]);
        if (room < Math.min(news.size(), gpu.ringCapacity)) {
            return NvmlCode.INSUFFICIENT_SIZE;
        }
        List<FakeGpu.Entry> kept = news.subList(Math.max(0, news.size() - gpu.ringCapacity), news.size());
        for (int i = 0; i < kept.size(); i++) {
            memory.int64(p[5] + i * 16L, kept.get(i).micros());
            long at = p[5] + i * 16L + 8;
            if (gpu.ringValueType == 1) {
                memory.int32(at, (int) kept.get(i).value());
            } else if (gpu.ringValueType == 0) {
                memory.float64(at, kept.get(i).value());
            } else {
                memory.int64(at, kept.get(i).value());
            }
        }
        memory.int32(p[3], gpu.ringValueType);
        return put32(p[4], kept.size());
    }

    private int memoryV2(long at) {
        if (memory.int32(at) != 0x0200_0028) {
            return NvmlCode.ARGUMENT_VERSION_MISMATCH;
        }
        memory.int64(at + 8, gpu.memoryTotal);
        memory.int64(at + 16, gpu.memoryReserved);
        memory.int64(at + 24, gpu.memoryTotal - gpu.memoryReserved - gpu.memoryUsed);
        return put64(at + 32, gpu.memoryUsed);
    }

    private int clock(int kind, long out) {
        return switch (kind) {
            case 1 -> put32(out, gpu.smClock);
            case 2 -> gpu.memoryClock < 0 ? NvmlCode.NOT_SUPPORTED : put32(out, gpu.memoryClock);
            default -> NvmlCode.INVALID_ARGUMENT;
        };
    }

    private int fields(int count, long at) {
        for (int i = 0; i < count; i++) {
            long field = at + i * 40L;
            boolean sent = memory.int32(field) == 197;
            memory.int32(field + 24, gpu.fieldValueType);
            memory.int32(field + 28, sent ? gpu.sentCode : gpu.receivedCode);
            long value = sent ? gpu.sentBytes : gpu.receivedBytes;
            if (gpu.fieldValueType == 1) {
                memory.int32(field + 32, (int) value);
            } else {
                memory.int64(field + 32, value);
            }
        }
        return 0;
    }

    private int processes(List<Integer> pids, long count, long entries) {
        int room = memory.int32(count);
        int needed = pids.size();
        if (gpu.racingProcesses > 0) {
            gpu.racingProcesses--;
            needed = room + 1;
        }
        memory.int32(count, needed);
        if (needed > room) {
            return NvmlCode.INSUFFICIENT_SIZE;
        }
        int size = nvml.driverVersion.startsWith("535.54") ? 32 : 24;
        for (int i = 0; i < pids.size(); i++) {
            memory.int64(entries + i * (long) size, pids.get(i));
            memory.int64(entries + i * (long) size + 8, 500 * FakeGpu.MIB);
            memory.int64(entries + i * (long) size + size - 8, -1);
        }
        return 0;
    }

    private int migMode(long[] p) {
        if (gpu.migMode < 0) {
            return NvmlCode.NOT_SUPPORTED;
        }
        memory.int32(p[1], gpu.migMode);
        return put32(p[2], gpu.migMode);
    }

    private int migHandle(int place, long out) {
        if (gpu.closedPlaces.containsKey(place)) {
            return gpu.closedPlaces.get(place);
        }
        FakeGpu instance = gpu.instances.get(place);
        return instance == null ? NvmlCode.NOT_FOUND : put64(out, instance.handle);
    }

    private FakeGpu instance(int id) {
        return gpu.instances.values().stream()
                .filter(instance -> instance.instanceId == id)
                .findFirst()
                .orElse(null);
    }

    private int register(long mask) {
        if ((mask & ~gpu.supportedEvents) != 0) {
            return NvmlCode.NOT_SUPPORTED;
        }
        gpu.registered = true;
        return 0;
    }

    private int gpmSample(FakeGpu of, long sample) {
        if (of == null) {
            return NvmlCode.INVALID_ARGUMENT;
        }
        nvml.sampled(sample, of);
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
