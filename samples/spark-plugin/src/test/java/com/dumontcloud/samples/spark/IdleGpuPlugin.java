package com.dumontcloud.samples.spark;

import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.GpuReading;
import java.time.Duration;
import java.util.List;

/** The plugin on a machine with one GPU that does nothing: whether the machine is in use is for the program to say. */
public final class IdleGpuPlugin extends DumontSparkPlugin {

    @Override
    protected ReporterOptions.Builder options(ReporterOptions.Builder options) {
        GpuReading idle = GpuReading.builder(0)
                .state(GpuReading.State.OK)
                .utilizationMeanPercent(0.0)
                .utilizationMaxPercent(0.0)
                .build();
        return options.gpuProbe(() -> List.of(idle)).hostProbe(HostProbe.none()).initialInterval(Duration.ofSeconds(5));
    }
}
