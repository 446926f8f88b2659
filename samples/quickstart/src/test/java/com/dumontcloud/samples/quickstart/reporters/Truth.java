package com.dumontcloud.samples.quickstart.reporters;

import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.HostFacts;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.HostReading;
import java.time.Duration;
import java.util.List;

/** What probes can see of a machine with one GPU; a test changes it as time passes. */
final class Truth {

    volatile double gpuPercent;
    volatile double cpuPercent = 2;
    volatile String bootId = "boot-1";

    List<GpuReading> gpus() {
        return List.of(GpuReading.builder(0)
                .uuid("GPU-0")
                .name("RTX 4090")
                .state(GpuReading.State.OK)
                .utilizationMeanPercent(gpuPercent)
                .memoryUsedMib(1000.0)
                .memoryTotalMib(24_564.0)
                .build());
    }

    GpuProbe gpuProbe() {
        return this::gpus;
    }

    HostProbe hostProbe() {
        return new HostProbe() {
            @Override
            public HostReading sample() {
                return new HostReading(cpuPercent, 4000.0, 64_000.0, 20.0, 0L, 0L, 0L, 0L);
            }

            @Override
            public HostFacts facts() {
                return new HostFacts("host-1", bootId, Duration.ofHours(1));
            }
        };
    }
}
