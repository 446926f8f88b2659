package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.GpuUnreadableException;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Samples the GPUs again and again, five seconds apart by its own clock, and prints each sample as the heartbeat it would go out
 * with, or why there is none. Arguments: where the file system around the driver begins, how many samples, and of how many
 * probes, one after the other.
 */
final class SampleProgram {

    private SampleProgram() {}

    public static void main(String[] arguments) {
        int samples = Integer.parseInt(arguments[1]);
        int probes = Integer.parseInt(arguments[2]);
        long[] nanos = {0};
        for (int i = 0; i < probes; i++) {
            try (NvmlGpuProbe probe =
                    new NvmlGpuProbe(NvmlOpening::open, new Surroundings(Path.of(arguments[0])), () -> nanos[0])) {
                for (int j = 0; j < samples; j++) {
                    System.out.println(sample(probe));
                    nanos[0] += TimeUnit.SECONDS.toNanos(5);
                }
                System.out.println(probe.status().state() + " " + probe.status());
            }
        }
    }

    private static String sample(NvmlGpuProbe probe) {
        try {
            Heartbeat heartbeat =
                    Heartbeat.builder(MachineId.of("1")).gpus(probe.sample()).build();
            return new String(AgentCodec.encodeHeartbeat(heartbeat, Dialect.NESTED), StandardCharsets.UTF_8);
        } catch (GpuUnreadableException unreadable) {
            return unreadable.state() + " " + unreadable.getMessage();
        }
    }
}
