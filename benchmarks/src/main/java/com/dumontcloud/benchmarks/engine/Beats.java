package com.dumontcloud.benchmarks.engine;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.ReporterRef;
import java.util.List;

/** Heartbeats as our agent sends them: one GPU, the host, every text new as when it was read off the wire. */
public final class Beats {

    private Beats() {}

    /**
     * Returns a heartbeat.
     *
     * @param id which machine
     * @param run in which run of its agent and of itself
     * @param number how many it sent before
     * @param gpuPercent how busy its GPU is
     * @param coveredSeconds the time since the heartbeat before
     */
    public static Heartbeat of(MachineId id, String run, long number, double gpuPercent, double coveredSeconds) {
        return Heartbeat.builder(id)
                .reporter(new ReporterRef(copy("agent"), copy("agent"), copy(run)))
                .hostname(copy(id.value()))
                .agentVersion(copy("0.1.0"))
                .agentStatus(copy("running"))
                .seq(number)
                .bootId(run + "-52a1-4be5-9a7b-0c1a5e1f2b3c")
                .gpus(List.of(GpuReading.builder(0)
                        .utilizationMeanPercent(gpuPercent)
                        .utilizationMaxPercent(Math.min(100, gpuPercent + 5))
                        .memoryUsedMib(2048.0)
                        .memoryTotalMib(24_564.0)
                        .temperatureCelsius(40.0)
                        .powerWatts(60.0)
                        .coveredSeconds(coveredSeconds)
                        .state(GpuReading.State.OK)
                        .build()))
                .host(new HostReading(gpuPercent / 10, null, null, null, 1000L, 1000L, 2000L, 2000L))
                .processCount(0)
                .build();
    }

    @SuppressWarnings("StringOperationCanBeSimplified")
    private static String copy(String text) {
        return new String(text);
    }
}
