package com.dumontcloud.samples.spark;

import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.GpuReading;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The plugin on a machine with one GPU that does nothing: whether the machine is in use is for the program to say. */
public final class IdleGpuPlugin extends DumontSparkPlugin {

    @Override
    protected ReporterOptions.Builder options(ReporterOptions.Builder options) {
        GpuReading idle = new GpuReading(
                0, null, "idle", GpuReading.State.OK, 0.0, 0.0, 1, null, 0.0, 24_576.0, null, null, Map.of());
        return options.gpuProbe(() -> List.of(idle)).hostProbe(HostProbe.none()).initialInterval(Duration.ofSeconds(5));
    }
}
