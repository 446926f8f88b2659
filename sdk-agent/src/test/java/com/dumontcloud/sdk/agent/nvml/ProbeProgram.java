package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.GpuUnreadableException;
import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.PeopleProbe;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Reads the GPUs a number of times, five seconds apart by its own clock, and prints what it read; or reports them. */
final class ProbeProgram {

    private ProbeProgram() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("report")) {
            report(Integer.parseInt(arguments[1]));
        } else {
            sample(Integer.parseInt(arguments[0]));
        }
    }

    private static void sample(int times) {
        AtomicLong nanos = new AtomicLong();
        try (NvmlGpuProbe probe = NvmlGpuProbe.create(nanos::get)) {
            for (int i = 0; i < times; i++) {
                System.out.println("sample " + i);
                try {
                    probe.sample().forEach(System.out::println);
                } catch (GpuUnreadableException unreadable) {
                    System.out.println(unreadable.state() + ": " + unreadable.getMessage());
                }
                nanos.addAndGet(TimeUnit.SECONDS.toNanos(5));
            }
            System.out.println(probe.status().state() + ": " + probe.status());
        }
    }

    /** Prints the GPUs of so many heartbeats of a reporter that was told nothing of them, and how long its closing took. */
    private static void report(int heartbeats) throws InterruptedException {
        CountDownLatch counted = new CountDownLatch(heartbeats);
        HeartbeatReporter reporter = HeartbeatReporter.start(ReporterOptions.builder(MachineId.of("7"))
                .sink(heartbeat -> {
                    List<GpuReading> gpus = heartbeat.gpus();
                    System.out.println("heartbeat " + heartbeat.seq() + " " + gpus);
                    counted.countDown();
                    return HeartbeatReply.builder().build();
                })
                .hostProbe(HostProbe.none())
                .peopleProbe(PeopleProbe.none())
                .initialInterval(Duration.ofSeconds(5))
                .sampleInterval(Duration.ofSeconds(1))
                .build());
        if (!counted.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("heartbeats are missing");
        }
        long begun = System.nanoTime();
        reporter.close();
        System.out.println("closed in ms " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
    }
}
