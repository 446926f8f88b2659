package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.core.model.GpuInstanceReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the instances of a GPU that is partitioned (MIG). They are listed anew for each sample, since their handles end with the
 * partitioning and may come back as those of others; what is remembered of one is remembered by its UUID. Not thread-safe.
 */
final class MigInstances {

    private static final int ENABLED = 1;
    private static final int DISABLED = 0;
    private static final int MOST = 64;

    private final Instruments instruments;
    private final Scratch scratch;
    private final Map<String, MigInstance> known = new HashMap<>();

    private Mode mode = Mode.UNKNOWN;
    private boolean complete;
    private boolean measurable;
    private double busiestPercent;
    private List<GpuInstanceReading> readings = List.of();

    MigInstances(Instruments instruments) {
        this.instruments = instruments;
        this.scratch = instruments.scratch();
    }

    /** Reads once, where the device is partitioned. */
    void read(DeviceCalls device) {
        mode = mode(device);
        complete = true;
        busiestPercent = Double.NaN;
        readings = mode == Mode.PARTITIONED ? readAll(device) : List.of();
        if (mode == Mode.WHOLE && !known.isEmpty()) {
            forget();
        }
    }

    /** Returns whether the device is one, so that what the driver says of all of it means something. */
    boolean isWhole() {
        return mode == Mode.WHOLE;
    }

    List<GpuInstanceReading> readings() {
        return readings;
    }

    /**
     * Returns the share of time in which the busiest instance worked at all: the device worked for no less. NaN unless it is
     * known of every instance, since six idle ones say nothing about a seventh.
     */
    double busiestPercent() {
        return complete ? busiestPercent : Double.NaN;
    }

    /** Returns why there is no such share. */
    String reason() {
        if (mode == Mode.UNKNOWN) {
            return "the driver does not say whether MIG is on";
        }
        if (readings.isEmpty()) {
            return "MIG is on and no instance can be read";
        }
        return measurable
                ? "MIG is on and not every instance was measured"
                : "MIG is on: this driver measures no utilisation of it";
    }

    /** Gives back what is held for the instances. */
    void forget() {
        known.values().forEach(MigInstance::free);
        known.clear();
    }

    /** Where the driver does not say, it is as it was: a partitioned device that is taken for a whole one can read 0 %. */
    private Mode mode(DeviceCalls device) {
        scratch.blank(2 * Integer.BYTES);
        int code = device.call(NvmlFunction.DEVICE_GET_MIG_MODE, scratch.at(0), scratch.at(Integer.BYTES));
        int current = scratch.int32(0);
        if (code == NvmlCode.NOT_SUPPORTED || code == NvmlCode.FUNCTION_NOT_FOUND || code == NvmlCode.DEPRECATED) {
            return Mode.WHOLE;
        }
        if (code != NvmlCode.SUCCESS || (current != ENABLED && current != DISABLED)) {
            return mode;
        }
        return current == ENABLED ? Mode.PARTITIONED : Mode.WHOLE;
    }

    private List<GpuInstanceReading> readAll(DeviceCalls device) {
        scratch.zeros(Integer.BYTES);
        int code = device.call(NvmlFunction.DEVICE_GET_MAX_MIG_DEVICE_COUNT, scratch.at(0));
        long places = Integer.toUnsignedLong(scratch.int32(0));
        if (code != NvmlCode.SUCCESS || places > MOST) {
            complete = false;
            places = 0;
        }
        measurable = GpmSampler.isSupported(device, scratch);
        List<GpuInstanceReading> all = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int place = 0; place < places; place++) {
            scratch.zeros(Long.BYTES);
            code = device.call(NvmlFunction.DEVICE_GET_MIG_DEVICE_HANDLE_BY_INDEX, place, scratch.at(0));
            long handle = scratch.int64(0);
            if (code == NvmlCode.SUCCESS && handle != 0) {
                all.add(read(device, handle, seen));
            } else if (code != NvmlCode.NOT_FOUND && code != NvmlCode.NO_PERMISSION) {
                complete = false; // a gap, or an instance that is not ours, would be another matter
            }
        }
        known.entrySet().removeIf(entry -> {
            boolean gone = !seen.contains(entry.getKey());
            if (gone) {
                entry.getValue().free();
            }
            return gone;
        });
        return all;
    }

    private GpuInstanceReading read(DeviceCalls device, long handle, Set<String> seen) {
        String uuid = instruments.text(NvmlFunction.DEVICE_GET_UUID, handle);
        boolean named = !uuid.isEmpty() && seen.add(uuid);
        MigInstance instance = named
                ? known.computeIfAbsent(uuid, fresh -> new MigInstance(instruments, fresh))
                : new MigInstance(instruments, uuid);
        GpuInstanceReading reading = instance.read(device, handle, measurable && named);
        double percent = instance.workedPercent();
        if (Double.isNaN(percent)) {
            complete = false;
        } else {
            busiestPercent = Double.isNaN(busiestPercent) ? percent : Math.max(busiestPercent, percent);
        }
        return reading;
    }

    private enum Mode {
        UNKNOWN,
        WHOLE,
        PARTITIONED
    }
}
