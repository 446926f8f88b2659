package com.dumontcloud.samples.quickstart.cast;

import com.dumontcloud.samples.quickstart.drive.TraceClock;
import com.dumontcloud.samples.quickstart.usage.Interval;
import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.HostFacts;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.HostReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What the probes of a simulated machine would read: its role's work while it is needed, next to nothing while it is not.
 *
 * <p>One for each boot. For one thread at a time.
 */
public final class Workload {

    private static final double GPU_MEMORY_MIB = 24_564;
    private static final double MEMORY_MIB = 65_536;

    private final CastMember member;
    private final int boot;
    private final TraceClock clock;
    private final RandomGenerator random;
    private final long bootedMillis;
    private long sampledMillis;

    /** Creates the work of a machine that comes up now. */
    public Workload(CastMember member, int boot, TraceClock clock, RandomGenerator random) {
        this.member = member;
        this.boot = boot;
        this.clock = clock;
        this.random = random;
        this.bootedMillis = clock.millis();
        this.sampledMillis = bootedMillis;
    }

    /** Returns what reads its GPUs. */
    public GpuProbe gpuProbe() {
        return this::gpus;
    }

    /** Returns what reads the host around them. */
    public HostProbe hostProbe() {
        return new HostProbe() {
            @Override
            public HostReading sample() {
                return host();
            }

            @Override
            public HostFacts facts() {
                return Workload.this.facts();
            }
        };
    }

    private List<GpuReading> gpus() {
        Phase phase = phase();
        List<GpuReading> readings = new ArrayList<>();
        for (int index = 0; index < member.usage().gpus(); index++) {
            readings.add(gpu(index, phase));
        }
        return readings;
    }

    private HostReading host() {
        Phase phase = phase();
        long now = clock.millis();
        double seconds = (now - sampledMillis) / 1e3;
        sampledMillis = now;
        return new HostReading(
                near(phase.cpuPercent),
                near(phase.memoryShare * MEMORY_MIB),
                MEMORY_MIB,
                180.0,
                0L,
                bytes(phase.diskPerSecond, seconds),
                bytes(phase.networkPerSecond, seconds),
                bytes(phase.networkPerSecond / 50, seconds));
    }

    private HostFacts facts() {
        String name = member.usage().id().value();
        Duration uptime = Duration.ofMillis(clock.millis() - bootedMillis);
        return new HostFacts(name, name + "-boot-" + boot, uptime);
    }

    private Phase phase() {
        long now = clock.millis();
        Interval use = member.usage().busyAt(now).orElse(null);
        if (use == null) {
            return member.role() == Role.NOTEBOOK ? Phase.OPEN_NOTEBOOK : Phase.NOTHING;
        }
        long minutes = (now - use.startMillis()) / 60_000;
        return switch (member.role()) {
            case NOTEBOOK, KEPT_ALIVE -> Phase.CELL;
            case LOADING -> minutes < 45 ? Phase.DOWNLOAD : Phase.TRAINING;
            case TRAINING -> minutes % 120 >= 110 ? Phase.CHECKPOINT : Phase.TRAINING;
            default -> Phase.TRAINING;
        };
    }

    private GpuReading gpu(int index, Phase phase) {
        double percent = near(phase.gpuPercent);
        return GpuReading.builder(index)
                .uuid("GPU-" + member.usage().id() + "-" + index)
                .name("RTX 4090")
                .state(GpuReading.State.OK)
                .utilizationMeanPercent(percent)
                .utilizationMaxPercent(percent)
                .memoryUsedMib(phase.gpuMemoryShare * GPU_MEMORY_MIB)
                .memoryTotalMib(GPU_MEMORY_MIB)
                .temperatureCelsius(Math.floor(34 + 0.4 * percent))
                .powerWatts(Math.floor(22 + 3.6 * percent))
                .build();
    }

    /** A few per cent around a value, since nothing real stands still. */
    private double near(double value) {
        return value * (0.95 + 0.05 * random.nextDouble());
    }

    private long bytes(double perSecond, double seconds) {
        return Math.round(near(perSecond * seconds));
    }

    /** What a machine does at a moment. */
    private enum Phase {
        NOTHING(0, 0.02, 1, 0.05, 2_000, 2_000),
        OPEN_NOTEBOOK(0, 0.6, 2, 0.2, 5_000, 5_000),
        CELL(70, 0.6, 12, 0.2, 20_000, 20_000),
        DOWNLOAD(0, 0.02, 9, 0.2, 60e6, 60e6),
        TRAINING(96, 0.9, 18, 0.5, 200_000, 50_000),
        CHECKPOINT(1, 0.9, 10, 0.5, 150e6, 50_000);

        private final double gpuPercent;
        private final double gpuMemoryShare;
        private final double cpuPercent;
        private final double memoryShare;
        private final double diskPerSecond;
        private final double networkPerSecond;

        Phase(
                double gpuPercent,
                double gpuMemoryShare,
                double cpuPercent,
                double memoryShare,
                double diskPerSecond,
                double networkPerSecond) {
            this.gpuPercent = gpuPercent;
            this.gpuMemoryShare = gpuMemoryShare;
            this.cpuPercent = cpuPercent;
            this.memoryShare = memoryShare;
            this.diskPerSecond = diskPerSecond;
            this.networkPerSecond = networkPerSecond;
        }
    }
}
