package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The machine's own word on how long nothing has happened on it, by the default thresholds of the lifecycle rules (principle
 * 3), on the monotonic clock. It begins anew with the reporter, so it never speaks for an earlier boot.
 *
 * <p>The machine is idle as long as every signal that was ever readable shows no use, the GPUs among them (on a machine that
 * has none: the CPU). A signal that can no longer be read ends that: until it can, nothing is known, and what follows does not
 * join what was before. Means and rates are those of the last 30 s. The rule that compares a GPU's power with what it draws
 * when idle is left out, since that would have to be learned first. Thread-safe.
 */
final class IdleClock {

    static final double RECENT_INPUT_SECONDS = 600;

    /** For how long the program's word holds while neither its progress nor a GPU moves. */
    static final Duration STALLED_FOR_GOOD = Duration.ofHours(2);

    private static final double WINDOW_SECONDS = 30;

    private final Object lock = new Object();
    private final TimeSource time;
    private final long freshNanos;
    private final BusyBoard program;

    private final GpuActivity gpuActivity = new GpuActivity(WINDOW_SECONDS);
    private final HostActivity hostActivity = new HostActivity(WINDOW_SECONDS);
    private final Track gpu = new Track();
    private final Track gpuMemory = new Track();
    private final Track cpu = new Track();
    private final Track network = new Track();
    private final Track disk = new Track();
    private final Track input = new Track();
    private final Track jupyter = new Track();
    private final List<Track> tracks = List.of(gpu, gpuMemory, cpu, network, disk, input, jupyter);

    private boolean gpusCounted;
    private @Nullable Long gpuSample;
    private @Nullable Long hostSample;
    private @Nullable Long gpuWorked;

    /**
     * Creates a clock that knows nothing yet.
     *
     * @param fresh for how long a sample stands when no newer one comes
     * @param program the word of the program itself
     */
    IdleClock(TimeSource time, Duration fresh, BusyBoard program) {
        this.time = time;
        this.freshNanos = fresh.toNanos();
        this.program = program;
    }

    /**
     * Returns for how long nothing has happened: zero while something does, absent while any signal is not known. It reaches
     * no further than the newest sample of every signal.
     */
    @Nullable
    Duration idleFor() {
        synchronized (lock) {
            long now = time.mono();
            return switch (state(now)) {
                case ACTIVE -> Duration.ZERO;
                case IDLE -> Duration.ofNanos(idleNanos(now));
                case UNKNOWN -> null;
            };
        }
    }

    /** Takes in a sample of every GPU; an empty one says that the machine has none. */
    void gpus(List<GpuReading> sample) {
        synchronized (lock) {
            long now = time.mono();
            boolean idle = state(now) == Verdict.IDLE;
            if (isGap(gpuSample, now)) {
                gpuActivity.clear();
            }
            gpuActivity.add(sample, secondsSince(gpuSample, now));
            gpuSample = now;
            gpusCounted = true;
            if (gpuActivity.hasGpus()) {
                Verdict work =
                        gpuActivity.utilization(idle ? GpuActivity.BUSY_AGAIN_PERCENT : GpuActivity.BUSY_PERCENT);
                gpuWorked = work == Verdict.ACTIVE ? (Long) now : gpuWorked;
                gpu.hear(work, now);
                gpuMemory.hear(gpuActivity.memory(), now);
            }
        }
    }

    /** Takes in that the GPUs could not be read. */
    void gpusUnreadable() {
        synchronized (lock) {
            gpuSample = null;
            gpu.hear(Verdict.UNKNOWN, time.mono());
            gpuMemory.hear(Verdict.UNKNOWN, time.mono());
        }
    }

    /** Takes in a sample of the host; {@link HostReading#UNKNOWN} where it could not be read. */
    void host(HostReading sample) {
        synchronized (lock) {
            long now = time.mono();
            if (isGap(hostSample, now)) {
                hostActivity.clear();
            }
            hostActivity.add(sample, secondsSince(hostSample, now));
            hostSample = now;
            cpu.hear(hostActivity.cpu(gpuActivity.hasGpus()), now);
            network.hear(hostActivity.network(), now);
            disk.hear(hostActivity.disk(), now);
        }
    }

    /** Takes in traces of people; {@link PeopleReading#UNKNOWN} where they could not be read. */
    void people(PeopleReading sample) {
        synchronized (lock) {
            long now = time.mono();
            Double typed = sample.lastInputSeconds();
            Boolean busy = sample.jupyterBusy();
            input.hear(typed == null ? Verdict.UNKNOWN : Verdict.activeIf(typed < RECENT_INPUT_SECONDS), now);
            jupyter.hear(busy == null ? Verdict.UNKNOWN : Verdict.activeIf(busy), now);
        }
    }

    private Verdict state(long now) {
        boolean allIdle = gpusCounted && (gpuActivity.hasGpus() ? gpu : cpu).everKnown;
        for (Track track : tracks) {
            Verdict verdict = track.verdict(now);
            if (verdict == Verdict.ACTIVE) {
                return Verdict.ACTIVE;
            }
            allIdle &= verdict == Verdict.IDLE || !track.everKnown;
        }
        Long held = programHoldsUntil();
        if (held != null && program.isOpen() && now - held < 0) {
            return Verdict.ACTIVE;
        }
        return allIdle ? Verdict.IDLE : Verdict.UNKNOWN;
    }

    private long idleNanos(long now) {
        Long held = programHoldsUntil();
        long idle = held == null ? Long.MAX_VALUE : now - held;
        long oldest = 0;
        for (Track track : tracks) {
            if (track.everKnown) {
                idle = Math.min(idle, now - track.idleSince);
                oldest = Math.max(oldest, now - track.newest);
            }
        }
        return Math.max(0, idle - oldest);
    }

    /** Returns when the program's word ends to count, as far as is known now; absent where it never gave one. */
    private @Nullable Long programHoldsUntil() {
        Long moved = program.lastMovement();
        if (moved == null || !program.isOpen()) {
            return moved;
        }
        long latest = gpuWorked != null && gpuWorked - moved > 0 ? gpuWorked : moved;
        return latest + STALLED_FOR_GOOD.toNanos();
    }

    private boolean isGap(@Nullable Long sample, long now) {
        return sample == null || now - sample > freshNanos;
    }

    private static double secondsSince(@Nullable Long sample, long now) {
        return sample == null ? 0 : (now - sample) / 1e9;
    }

    /** One signal: since when every sample of it has shown no use. */
    private final class Track {

        private Verdict latest = Verdict.UNKNOWN;
        private boolean everKnown;
        private long newest;
        private long idleSince;

        void hear(Verdict verdict, long now) {
            if (verdict(now) != Verdict.IDLE) {
                idleSince = now;
            }
            latest = verdict;
            newest = now;
            everKnown |= verdict != Verdict.UNKNOWN;
        }

        Verdict verdict(long now) {
            return now - newest > freshNanos ? Verdict.UNKNOWN : latest;
        }
    }
}
