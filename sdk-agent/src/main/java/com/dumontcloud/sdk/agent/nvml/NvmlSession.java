package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** NVML from its initialisation to its shutdown. Not thread-safe. */
final class NvmlSession {

    /** While a driver starts it cleans memory that corrects errors, which reads as work (nvml.h). */
    private static final long SCRUBBING_NANOS = TimeUnit.SECONDS.toNanos(3);

    private static final int TEXT = 80;

    private final NvmlLibrary nvml;
    private final LongSupplier nanoClock;
    private final long begun;
    private final String driverVersion;
    private final String nvmlVersion;
    private final DeviceList gpus;
    private final EventWatch events;

    private NvmlSession(NvmlLibrary nvml, Scratch scratch, LongSupplier nanoClock, boolean host, KnownGpus known) {
        this.nvml = nvml;
        this.nanoClock = nanoClock;
        this.begun = nanoClock.getAsLong();
        this.driverVersion = text(scratch, NvmlFunction.SYSTEM_GET_DRIVER_VERSION);
        this.nvmlVersion = text(scratch, NvmlFunction.SYSTEM_GET_NVML_VERSION);
        Instruments instruments = new Instruments(nvml, scratch, nanoClock, new DriverVersion(driverVersion), host);
        this.gpus = new DeviceList(instruments, known);
        this.events = instruments.events();
    }

    /**
     * Initialises NVML.
     *
     * @param host whether this program is among all processes of the machine
     * @throws NvmlEndedException if that fails, or there is no GPU to read
     */
    static NvmlSession begin(NvmlLibrary nvml, Scratch scratch, LongSupplier nanoClock, boolean host, KnownGpus known) {
        int code = nvml.call(NvmlFunction.INIT);
        if (code != NvmlCode.SUCCESS) {
            throw new NvmlEndedException(NvmlFunction.INIT, code);
        }
        NvmlSession session = new NvmlSession(nvml, scratch, nanoClock, host, known);
        try {
            session.list();
        } catch (RuntimeException useless) {
            session.end();
            throw useless;
        }
        return session;
    }

    /** Reads every GPU once, those that cannot be read included. */
    List<GpuReading> sample() {
        events.poll(gpus.devices());
        if (gpus.isStale()) {
            list();
        }
        boolean scrubbing = nanoClock.getAsLong() - begun < SCRUBBING_NANOS;
        List<GpuReading> readings = new ArrayList<>();
        for (NvmlDevice device : gpus.devices()) {
            readings.add(device.sample(scrubbing));
        }
        readings.addAll(gpus.unread());
        readings.sort(Comparator.comparingInt(GpuReading::index));
        return readings;
    }

    /** Gives back everything and shuts NVML down. */
    void end() {
        events.end();
        gpus.free();
        nvml.call(NvmlFunction.SHUTDOWN);
    }

    /** Returns how many GPUs the driver lists. */
    int size() {
        return gpus.size();
    }

    @Nullable
    String driverVersion() {
        return driverVersion.isEmpty() ? null : driverVersion;
    }

    @Nullable
    String nvmlVersion() {
        return nvmlVersion.isEmpty() ? null : nvmlVersion;
    }

    private void list() {
        gpus.refresh();
        if (gpus.devices().isEmpty() && gpus.unread().isEmpty()) {
            boolean none = gpus.size() == 0;
            throw new NvmlEndedException(
                    none ? NvmlFunction.DEVICE_GET_COUNT : NvmlFunction.DEVICE_GET_HANDLE_BY_INDEX,
                    none ? NvmlCode.GPU_NOT_FOUND : NvmlCode.NO_PERMISSION);
        }
        events.begin(gpus.devices());
    }

    private String text(Scratch scratch, NvmlFunction function) {
        return nvml.call(function, scratch.zeros(TEXT), TEXT) == NvmlCode.SUCCESS ? scratch.text(0, TEXT) : "";
    }
}
