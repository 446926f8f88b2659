package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The GPUs as the driver lists them now, each known again by its UUID. Not thread-safe. */
final class DeviceList {

    /** As many as a heartbeat can carry. */
    private static final int MOST = 256;

    private final Instruments instruments;
    private final KnownGpus known;
    private final Map<String, NvmlDevice> byUuid = new HashMap<>();
    /** The code for each position that could not be opened. */
    private final Map<Integer, Integer> closed = new TreeMap<>();

    private List<NvmlDevice> devices = List.of();
    private int listed;

    DeviceList(Instruments instruments, KnownGpus known) {
        this.instruments = instruments;
        this.known = known;
    }

    /** Lists them anew. One that is there again keeps what is remembered of it. */
    void refresh() {
        listed = count();
        closed.clear();
        devices.stream().filter(device -> device.uuid() == null).forEach(NvmlDevice::free);
        List<NvmlDevice> now = new ArrayList<>();
        for (int index = 0; index < listed; index++) {
            NvmlDevice device = open(index, now);
            if (device != null) {
                now.add(device);
            }
        }
        byUuid.values().stream().filter(device -> !now.contains(device)).forEach(NvmlDevice::free);
        byUuid.values().retainAll(now);
        devices = now;
    }

    /** Returns those that are open, in the driver's order. */
    List<NvmlDevice> devices() {
        return devices;
    }

    /** Returns how many the driver lists, open or not. */
    int size() {
        return listed;
    }

    /** Returns whether the driver took the handle of one of them for wrong, so that they should be listed anew. */
    boolean isStale() {
        return devices.stream().anyMatch(NvmlDevice::isStale);
    }

    /** Returns a reading for each that cannot be opened or was known before and is missing, after those that are open. */
    List<GpuReading> unread() {
        List<GpuReading> missing = new ArrayList<>(known.all());
        missing.removeIf(gpu -> byUuid.containsKey(String.valueOf(gpu.uuid())));
        List<GpuReading> readings = new ArrayList<>();
        int denied = 0;
        for (Map.Entry<Integer, Integer> entry : closed.entrySet()) {
            int index = entry.getKey();
            int code = entry.getValue();
            GpuReading before = takeAt(index, missing);
            if (before == null && code == NvmlCode.NO_PERMISSION) {
                denied++;
            } else {
                readings.add(silent(index, before, NvmlCode.stateOf(code), NvmlCode.textOfDown(code)));
            }
        }
        if (denied > 0) {
            known.denied(denied);
        }
        Set<Integer> taken = new HashSet<>();
        devices.forEach(device -> taken.add(device.index()));
        readings.forEach(reading -> taken.add(reading.index()));
        for (GpuReading lost : missing) {
            int index = lost.index();
            while (!taken.add(index)) { // others have moved up
                index++;
            }
            if (index >= MOST) { // a driver that makes up UUIDs
                throw new NvmlEndedException(NvmlFunction.DEVICE_GET_UUID, NvmlCode.NO_DATA);
            }
            readings.add(silent(index, lost, GpuReading.State.LOST, "the driver no longer lists this GPU"));
        }
        return readings;
    }

    void free() {
        devices.forEach(NvmlDevice::free);
    }

    private int count() {
        int code = instruments
                .nvml()
                .call(NvmlFunction.DEVICE_GET_COUNT, instruments.scratch().blank(Integer.BYTES));
        long count = instruments.scratch().unsigned32(0);
        if (code == NvmlCode.GPU_NOT_FOUND) {
            return 0;
        }
        if (code != NvmlCode.SUCCESS || count < 0 || count > MOST) {
            throw new NvmlEndedException(
                    NvmlFunction.DEVICE_GET_COUNT, code == NvmlCode.SUCCESS ? NvmlCode.NO_DATA : code);
        }
        return (int) count;
    }

    private @Nullable NvmlDevice open(int index, List<NvmlDevice> before) {
        Scratch scratch = instruments.scratch();
        int code = instruments.nvml().call(NvmlFunction.DEVICE_GET_HANDLE_BY_INDEX, index, scratch.zeros(Long.BYTES));
        long handle = scratch.int64(0);
        if (code == NvmlCode.SUCCESS && handle == 0) {
            code = NvmlCode.NO_DATA;
        }
        if (code == NvmlCode.SUCCESS) {
            code = instruments.readText(NvmlFunction.DEVICE_GET_UUID, handle);
        }
        if (NvmlCode.endsSession(code)) {
            throw new NvmlEndedException(NvmlFunction.DEVICE_GET_HANDLE_BY_INDEX, code);
        }
        boolean nameless = code == NvmlCode.NOT_SUPPORTED || code == NvmlCode.FUNCTION_NOT_FOUND;
        if (code != NvmlCode.SUCCESS && !nameless) {
            closed.put(index, code);
            return null;
        }
        NvmlDevice device = device(nameless ? "" : instruments.readText(), before);
        String name = instruments.text(NvmlFunction.DEVICE_GET_NAME, handle);
        device.listed(index, handle, name.isEmpty() ? null : name);
        return device;
    }

    /** Returns the device of this UUID; a new one if the driver tells none, or the same twice. */
    private NvmlDevice device(String uuid, List<NvmlDevice> before) {
        if (uuid.isEmpty()) {
            return new NvmlDevice(instruments, null);
        }
        NvmlDevice device = byUuid.computeIfAbsent(uuid, fresh -> new NvmlDevice(instruments, fresh));
        return before.contains(device) ? new NvmlDevice(instruments, null) : device;
    }

    private static @Nullable GpuReading takeAt(int index, List<GpuReading> missing) {
        for (int i = 0; i < missing.size(); i++) {
            if (missing.get(i).index() == index) {
                return missing.remove(i);
            }
        }
        return null;
    }

    private static GpuReading silent(int index, @Nullable GpuReading before, GpuReading.State state, String reason) {
        GpuReading.Builder reading = GpuReading.builder(index);
        if (before != null) {
            reading.uuid(before.uuid()).name(before.name());
        }
        return Draft.silent(reading, state, reason);
    }
}
