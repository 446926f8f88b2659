package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.PeopleProbe;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A program whose driver hangs, with the reporter in it as anybody would start it, but for time, which passes forty times as fast
 * and so makes the hang of a minute one of forty. Prints what the GPUs of the last heartbeat said, then how many milliseconds a
 * collection took, then how many it took to close. The argument is where state may be kept.
 */
final class HungDriverProgram {

    private static final int FACTOR = 40;

    private HungDriverProgram() {}

    public static void main(String[] arguments) throws InterruptedException {
        CountDownLatch told = new CountDownLatch(5);
        ReporterOptions options = ReporterOptions.builder(MachineId.of("28864630"))
                .sink(heartbeat -> {
                    List<GpuReading> gpus = heartbeat.gpus();
                    if (!gpus.isEmpty() && gpus.get(0).absent().toString().contains("has not answered")) {
                        if (told.getCount() == 1) {
                            System.out.println(gpus.get(0).utilizationMeanPercent() + " "
                                    + gpus.get(0).state() + " "
                                    + gpus.get(0).absent().get("utilization_mean_percent"));
                        }
                        told.countDown();
                    }
                    return HeartbeatReply.builder().build();
                })
                .initialInterval(Duration.ofSeconds(5))
                .stateDirectory(Path.of(arguments[0]))
                .hostProbe(HostProbe.none())
                .peopleProbe(PeopleProbe.none())
                .timeSource(new FastTime(FACTOR))
                .build();
        HeartbeatReporter reporter = HeartbeatReporter.start(options);
        if (!told.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no five heartbeats said that the driver hangs");
        }
        long before = System.nanoTime();
        System.gc();
        System.out.println(millisSince(before));
        before = System.nanoTime();
        reporter.close();
        System.out.println(millisSince(before));
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }
}
