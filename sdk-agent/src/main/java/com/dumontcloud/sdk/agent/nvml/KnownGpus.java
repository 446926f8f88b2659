package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GPUs that were read since the program began, by UUID: one that the driver lists no longer is lost, not gone. Says each
 * change of their state once. Not thread-safe.
 */
final class KnownGpus {

    private static final Logger log = LoggerFactory.getLogger(NvmlGpuProbe.class);

    private final Map<String, GpuReading> newest = new LinkedHashMap<>();
    private boolean saidDenied;

    boolean isEmpty() {
        return newest.isEmpty();
    }

    /** Returns the newest reading of each. */
    List<GpuReading> all() {
        return List.copyOf(newest.values());
    }

    /** Takes note of a sample. */
    void read(List<GpuReading> readings) {
        for (GpuReading reading : readings) {
            String uuid = reading.uuid();
            if (uuid != null) {
                sayChange(newest.put(uuid, reading), reading);
            }
        }
    }

    /** Takes note of GPUs that the driver lists and does not let this user open: they are others', and left out. */
    void denied(int count) {
        if (!saidDenied) {
            saidDenied = true;
            log.warn("The driver lists {} GPUs that this user may not open; they are left out of heartbeats", count);
        }
    }

    private static void sayChange(@Nullable GpuReading before, GpuReading now) {
        GpuReading.State last = before == null ? GpuReading.State.OK : before.state();
        if (now.state() == last) {
            return;
        }
        if (now.state() == GpuReading.State.OK) {
            log.info("GPU {} ({}) answers again", now.index(), now.uuid());
        } else {
            log.warn(
                    "GPU {} ({}) is {}: {}",
                    now.index(),
                    now.uuid(),
                    now.state().text(),
                    now.absent());
        }
    }
}
