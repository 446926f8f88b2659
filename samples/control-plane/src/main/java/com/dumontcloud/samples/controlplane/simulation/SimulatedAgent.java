package com.dumontcloud.samples.controlplane.simulation;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.HostFacts;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.agent.transport.HttpHeartbeatSink;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * The software of a simulated machine in one of its boots: a real reporter that posts real heartbeats over HTTP, of what its {@link
 * Load} would do.
 *
 * <p>When the power goes the reporter is gone in the middle of whatever it did, and says no goodbye.
 */
final class SimulatedAgent implements AutoCloseable {

    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(15);
    private static final long GPU_MEMORY_MIB = 24_564;
    private static final PeopleReading NOBODY = new PeopleReading(0, null, null);
    private static final double MEMORY_MIB = 65_536;

    private final SimulatedMachine machine;
    private final Machine shown;
    private final Boot boot;
    private final Load load;
    private final PoweredTime time;
    private final long bootedNanos;
    private final HttpHeartbeatSink sink;

    private SimulatedAgent(SimulatedMachine machine, Boot boot, TimeSource time, URI server, String token) {
        this.machine = machine;
        this.shown = machine.shown();
        this.boot = boot;
        this.load = Load.of(shown);
        this.time = new PoweredTime(time);
        this.bootedNanos = time.mono() - boot.before().toNanos();
        this.sink = HttpHeartbeatSink.builder(server, () -> token).build();
    }

    /** Starts the machine's software, which reports with this token unless it has died by now. */
    static SimulatedAgent start(SimulatedMachine machine, Boot boot, TimeSource time, URI server, String token) {
        SimulatedAgent agent = new SimulatedAgent(machine, boot, time, server, token);
        agent.work();
        HeartbeatReporter.start(ReporterOptions.builder(agent.shown.id())
                .reporterId("agent")
                .reporterKind("agent")
                .sink(agent.sink)
                .gpuProbe(agent::gpus)
                .hostProbe(agent.host())
                .peopleProbe(() -> NOBODY)
                .sampleInterval(SAMPLE_EVERY)
                .timeSource(agent.time)
                .build());
        return agent;
    }

    /** Cuts the power. Idempotent. */
    @Override
    public void close() {
        time.cut();
        sink.close();
    }

    /** Does what it is used for, which its provider sees. Returns whether the GPUs are busy with it. */
    private boolean work() {
        Duration uptime = uptime();
        boolean busy = load.isBusyAfter(uptime);
        machine.witness(busy ? Witness.BUSY : Witness.IDLE);
        if (!load.isReportingAfter(uptime)) {
            time.cut();
        }
        return busy;
    }

    private List<GpuReading> gpus() {
        boolean busy = work();
        GpuSpec gpu = Objects.requireNonNullElse(shown.gpu(), GpuSpec.none());
        return IntStream.range(0, gpu.count())
                .mapToObj(index -> reading(gpu, index, busy))
                .toList();
    }

    private GpuReading reading(GpuSpec gpu, int index, boolean busy) {
        double percent = busy ? near(94) : 0;
        double memory = Objects.requireNonNullElse(gpu.memoryMib(), GPU_MEMORY_MIB);
        return GpuReading.builder(index)
                .uuid("GPU-" + shown.id() + "-" + index)
                .name(gpu.name())
                .state(GpuReading.State.OK)
                .utilizationMeanPercent(percent)
                .utilizationMaxPercent(percent)
                .memoryUsedMib(busy ? near(memory * 0.8) : memory * 0.02)
                .memoryTotalMib(memory)
                .temperatureCelsius(Math.floor(34 + 0.4 * percent))
                .powerWatts(Math.floor(22 + 3.6 * percent))
                .build();
    }

    private HostProbe host() {
        return new HostProbe() {
            @Override
            public HostReading sample() {
                boolean busy = load.isBusyAfter(uptime());
                long bytes = busy ? 4_000_000 : 20_000;
                return new HostReading(
                        near(busy ? 35 : 1),
                        near(MEMORY_MIB * (busy ? 0.4 : 0.05)),
                        MEMORY_MIB,
                        80.0,
                        bytes,
                        bytes / 2,
                        bytes / 4,
                        bytes / 8);
            }

            @Override
            public HostFacts facts() {
                return new HostFacts(shown.name(), boot.id(), uptime());
            }
        };
    }

    private Duration uptime() {
        return Duration.ofNanos(time.mono() - bootedNanos);
    }

    /** A few per cent below a value, since nothing real stands still. */
    private double near(double value) {
        return value * (0.95 + 0.05 * ThreadLocalRandom.current().nextDouble());
    }

    /**
     * A boot of a machine, which goes on though the process that simulates it ends.
     *
     * @param id the kernel's
     * @param before how long ago it began when its software is started here
     */
    record Boot(String id, Duration before) {

        /** Returns one that begins now. */
        static Boot fresh() {
            return new Boot(UUID.randomUUID().toString(), Duration.ZERO);
        }
    }

    /** The time of a machine that has power: once that is cut nothing planned on it runs any more. */
    private static final class PoweredTime implements TimeSource {

        private final TimeSource time;
        private volatile boolean cut;

        PoweredTime(TimeSource time) {
            this.time = time;
        }

        void cut() {
            cut = true;
        }

        @Override
        public Instant wall() {
            return time.wall();
        }

        @Override
        public long mono() {
            return time.mono();
        }

        @Override
        public Scheduled schedule(Duration delay, Runnable task) {
            return time.schedule(delay, () -> {
                if (!cut) {
                    task.run();
                }
            });
        }
    }
}
