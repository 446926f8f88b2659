package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.agent.nvml.NvmlGpuProbe;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Watches a machine between heartbeats: its GPUs, the host around them, the people at it. Thread-safe. */
final class MachineWatch {

    private static final int SAMPLES_PER_HEARTBEAT = 3;

    /** People are looked for less often than the machine is sampled: what they leave behind stays for a while. */
    private static final Duration MOST_BETWEEN_LOOKS = Duration.ofSeconds(15);

    /** The least that a gap between samples must have to break an idle run: a machine at its limit samples late. */
    private static final Duration LEAST_GAP = Duration.ofSeconds(30);

    private final @Nullable GpuProbe ownGpuProbe;
    private final @Nullable HostProbe ownHostProbe;
    private final IdleClock idle;
    private final GpuWatch gpus;
    private final HostWatch host;
    private final PeopleWatch people;

    /**
     * Creates a watch that does nothing yet.
     *
     * @param pace tells the time between heartbeats
     * @param program the word of the program itself
     * @param firstAnswers is run once, when every probe has answered or failed for the first time
     */
    MachineWatch(ReporterOptions options, TimeSource time, Pace pace, BusyBoard program, Runnable firstAnswers) {
        Supplier<Duration> samplePause = new Share(pace, options.sampleInterval);
        Supplier<Duration> lookPause = new Share(pace, MOST_BETWEEN_LOOKS);
        Supplier<Duration> noGpuPause = new Share(pace, longer(options.sampleInterval, MOST_BETWEEN_LOOKS));
        Duration fresh = options.sampleInterval.plus(options.sampleInterval);
        Duration gap = longer(fresh, LEAST_GAP);
        Runnable firstAnswer = new FirstAnswer(new AtomicInteger(3), firstAnswers);
        GpuProbe gpuProbe = options.gpuProbe == null ? NvmlGpuProbe.create(time::mono) : options.gpuProbe;
        HostProbe hostProbe = options.hostProbe == null ? HostProbe.system() : options.hostProbe;
        PeopleProbe peopleProbe = options.peopleProbe == null ? PeopleProbe.system() : options.peopleProbe;
        this.ownGpuProbe = options.gpuProbe == null ? gpuProbe : null;
        this.ownHostProbe = options.hostProbe == null ? hostProbe : null;
        this.idle = new IdleClock(time, gap, program);
        this.gpus = new GpuWatch(time, gpuProbe, samplePause, noGpuPause, fresh, idle, firstAnswer);
        this.host = new HostWatch(time, hostProbe, samplePause, fresh, idle, firstAnswer);
        this.people = new PeopleWatch(time, peopleProbe, lookPause, LEAST_GAP, idle, firstAnswer);
    }

    /** What was seen between two heartbeats. */
    record Stretch(GpuWatch.Stretch gpus, HostAggregate host, PeopleWatch.Stretch people) {}

    void start() {
        gpus.start();
        host.start();
        people.start();
    }

    void stop() {
        gpus.stop();
        host.stop();
        people.stop();
    }

    /** Releases what this watch opened itself; a driver may make that hang. */
    void close() {
        if (ownGpuProbe != null) {
            ownGpuProbe.close();
        }
        if (ownHostProbe != null) {
            ownHostProbe.close();
        }
    }

    /** Takes what was seen since the last heartbeat; {@link #putBack} undoes it. */
    Stretch take() {
        return new Stretch(gpus.take(), host.take(), people.take());
    }

    /** Returns what was taken, since the heartbeat it was for was not counted: the next one speaks for its time as well. */
    void putBack(Stretch stretch) {
        gpus.putBack(stretch.gpus);
        host.putBack(stretch.host);
        people.putBack(stretch.people);
    }

    /** Returns which machine it is. */
    HostFacts facts() {
        return host.facts();
    }

    /** Returns what knows for how long nothing has happened. */
    IdleClock idle() {
        return idle;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Counts the probes that have yet to answer. */
    private record FirstAnswer(AtomicInteger silentProbes, Runnable whenAllHave) implements Runnable {

        @Override
        public void run() {
            if (silentProbes.decrementAndGet() == 0) {
                whenAllHave.run();
            }
        }
    }

    /** The time between two samples. */
    private record Share(Pace pace, Duration most) implements Supplier<Duration> {

        /** Not by dividing the Duration, whose way over BigDecimal costs every program 14 ms of its start. */
        @Override
        public Duration get() {
            Duration share = Duration.ofNanos(pace.interval().toNanos() / SAMPLES_PER_HEARTBEAT);
            return share.compareTo(most) < 0 ? share : most;
        }
    }
}
