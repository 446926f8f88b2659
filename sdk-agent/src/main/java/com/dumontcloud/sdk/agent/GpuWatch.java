package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Samples the GPUs between heartbeats and tells each heartbeat what was seen, or why nothing was. Thread-safe. */
final class GpuWatch implements ProbeLoop.Sampler {

    private final Object lock = new Object();
    private final TimeSource time;
    private final GpuProbe probe;
    private final Supplier<Duration> pause;
    private final Supplier<Duration> pauseWithoutGpus;
    private final Duration fresh;
    private final IdleClock idle;
    private final Runnable firstAnswer;
    private final TroubleLog trouble;
    private final ProbeLoop loop;

    private Map<String, GpuReading> known = Map.of();
    private Map<String, GpuAggregate> open = new LinkedHashMap<>();
    private GpuReading.@Nullable State troubleState = GpuReading.State.UNKNOWN;
    private String troubleReason = "not read yet";
    private @Nullable Long lastSample;
    private long lastTake;
    private boolean answered;

    /**
     * Creates a watch that does nothing yet.
     *
     * @param pause how long to wait between samples
     * @param pauseWithoutGpus how long to wait where the machine has no GPU; it seldom gets one
     * @param fresh for how long a sample stands when no newer one comes
     * @param idle hears of each sample
     * @param firstAnswer is run once, when the probe has answered or failed for the first time
     */
    GpuWatch(
            TimeSource time,
            GpuProbe probe,
            Supplier<Duration> pause,
            Supplier<Duration> pauseWithoutGpus,
            Duration fresh,
            IdleClock idle,
            Runnable firstAnswer) {
        this.time = time;
        this.probe = probe;
        this.pause = pause;
        this.pauseWithoutGpus = pauseWithoutGpus;
        this.fresh = fresh;
        this.idle = idle;
        this.firstAnswer = firstAnswer;
        this.trouble = new TroubleLog(LoggerFactory.getLogger(HeartbeatReporter.class), time, "The GPU probe");
        this.loop = new ProbeLoop(time, this);
    }

    void start() {
        loop.start();
    }

    void stop() {
        loop.stop();
    }

    /** Takes what was seen since the last heartbeat; {@link #putBack} undoes it. */
    Stretch take() {
        Duration waiting = loop.waitingFor();
        synchronized (lock) {
            Stretch stretch = new Stretch(open, readings(waiting));
            open = new LinkedHashMap<>();
            lastTake = time.mono();
            return stretch;
        }
    }

    /** Returns what was taken, since the heartbeat it was for was not counted; the next one speaks for both stretches. */
    void putBack(Stretch stretch) {
        synchronized (lock) {
            Map<String, GpuAggregate> later = open;
            open = new LinkedHashMap<>(stretch.samples);
            later.forEach((key, aggregate) -> open.merge(key, aggregate, (before, after) -> {
                before.append(after);
                return before;
            }));
        }
    }

    @Override
    public Duration pause() {
        boolean hasNone;
        synchronized (lock) {
            hasNone = known.isEmpty() && troubleState == null;
        }
        return hasNone ? pauseWithoutGpus.get() : pause.get();
    }

    @Override
    @SuppressWarnings("CatchingUnchecked")
    public void sample() {
        try {
            List<GpuReading> readings = new ArrayList<>();
            for (GpuReading raw : probe.sample()) {
                readings.add(GpuSanity.check(raw));
            }
            accept(readings);
            idle.gpus(readings);
            trouble.succeeded();
        } catch (GpuUnreadableException unreadable) {
            fail(unreadable.state(), Texts.cut(String.valueOf(unreadable.getMessage()), Texts.REASON));
            trouble.failed(unreadable);
        } catch (Throwable failure) {
            fail(GpuReading.State.UNKNOWN, Texts.of(failure, Texts.REASON));
            trouble.failed(failure);
        }
        if (!answered) {
            answered = true;
            firstAnswer.run();
        }
    }

    private void accept(List<GpuReading> readings) {
        synchronized (lock) {
            double covers = coversSeconds();
            Map<String, GpuReading> now = new LinkedHashMap<>();
            for (GpuReading reading : readings) {
                String key = reading.uuid() == null ? "#" + reading.index() : reading.uuid();
                now.put(key, reading);
                GpuAggregate before = open.get(key);
                if (before == null) {
                    open.put(key, GpuAggregate.startingWith(reading, covers));
                } else {
                    before.add(reading, covers);
                }
            }
            known = now;
            troubleState = null;
        }
    }

    private void fail(GpuReading.State state, String reason) {
        idle.gpusUnreadable();
        synchronized (lock) {
            troubleState = state;
            troubleReason = reason;
            lastSample = null;
        }
    }

    /** A sample speaks for the time since the one before, but not for a gap in which the probe hung. */
    private double coversSeconds() {
        long now = time.mono();
        long covers = lastSample == null ? 0 : Math.min(fresh.toNanos(), now - lastSample);
        lastSample = now;
        return covers / 1e9;
    }

    private boolean isFresh() {
        return lastSample != null && time.mono() - lastSample <= fresh.toNanos();
    }

    private List<GpuReading> readings(@Nullable Duration waiting) {
        boolean hangs = waiting != null && waiting.compareTo(fresh) >= 0;
        List<GpuReading> readings = new ArrayList<>();
        if (known.isEmpty() && (troubleState != null || hangs)) {
            readings.add(silent(0, null, waiting));
        }
        for (Map.Entry<String, GpuReading> each : known.entrySet()) {
            GpuReading identity = each.getValue();
            GpuAggregate aggregate = open.get(each.getKey());
            if (troubleState != null || (aggregate == null && !isFresh())) {
                GpuReading silent = silent(identity.index(), identity, waiting);
                readings.add(
                        aggregate == null
                                ? silent
                                : silent.toBuilder().xid(aggregate.xid()).build());
            } else if (aggregate == null) { // an extra heartbeat right after another
                readings.add(GpuAggregate.standing(identity, (time.mono() - lastTake) / 1e9)
                        .reading());
            } else {
                readings.add(aggregate.reading());
            }
        }
        return readings;
    }

    private GpuReading silent(int index, @Nullable GpuReading identity, @Nullable Duration waiting) {
        if (waiting != null && waiting.toSeconds() > 0) {
            String reason = "the probe has not answered for " + waiting.toSeconds() + " s";
            return GpuAggregate.silent(index, identity, GpuReading.State.UNKNOWN, reason);
        }
        GpuReading.State state = troubleState == null ? GpuReading.State.UNKNOWN : troubleState;
        String reason = troubleState == null ? "no sample since the heartbeat before" : troubleReason;
        return GpuAggregate.silent(index, identity, state, reason);
    }

    /** What was seen of the GPUs between two heartbeats. */
    static final class Stretch {

        private final Map<String, GpuAggregate> samples;
        private final List<GpuReading> readings;

        private Stretch(Map<String, GpuAggregate> samples, List<GpuReading> readings) {
            this.samples = samples;
            this.readings = readings;
        }

        List<GpuReading> readings() {
            return readings;
        }
    }
}
