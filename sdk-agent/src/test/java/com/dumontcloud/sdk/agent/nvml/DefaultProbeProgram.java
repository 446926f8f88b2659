package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.PeopleProbe;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A program whose reporter was told nothing of GPUs. Prints those of its first two heartbeats, then ends. The argument is where
 * state may be kept.
 */
final class DefaultProbeProgram {

    private DefaultProbeProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch counted = new CountDownLatch(2);
        ReporterOptions options = ReporterOptions.builder(MachineId.of("28864630"))
                .sink(heartbeat -> {
                    if (counted.getCount() > 0) {
                        System.out.println(heartbeat.gpus());
                    }
                    counted.countDown();
                    return HeartbeatReply.builder().build();
                })
                .initialInterval(Duration.ofSeconds(5))
                .stateDirectory(Path.of(arguments[0]))
                .hostProbe(HostProbe.none())
                .peopleProbe(PeopleProbe.none())
                .build();
        try (HeartbeatReporter reporter = HeartbeatReporter.start(options)) {
            if (!counted.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException(reporter + " told nothing");
            }
        }
    }
}
