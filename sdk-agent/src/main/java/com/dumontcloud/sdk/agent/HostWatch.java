package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Samples the host between heartbeats and tells each heartbeat what was seen. Thread-safe. */
final class HostWatch implements ProbeLoop.Sampler {

    /** A machine may get its name after this program began, and sleep, which its uptime counts and our clock does not. */
    private static final long FACTS_STAND = TimeUnit.MINUTES.toNanos(5);

    private final Object lock = new Object();
    private final TimeSource time;
    private final HostProbe probe;
    private final IdleClock idle;
    private final Runnable firstAnswer;
    private final TroubleLog trouble;
    private final ProbeLoop loop;
    private final Supplier<Duration> pause;
    private final Duration fresh;

    private HostReading newest = HostReading.UNKNOWN;
    private HostAggregate open = new HostAggregate();
    private HostFacts facts = HostFacts.UNKNOWN;
    private @Nullable Long factsAt;
    private @Nullable Long lastSample;
    private boolean answered;

    /**
     * Creates a watch that does nothing yet.
     *
     * @param pause how long to wait between samples
     * @param fresh for how long a sample stands when no newer one comes
     * @param idle hears of each sample
     * @param firstAnswer is run once, when the probe has answered or failed for the first time
     */
    HostWatch(
            TimeSource time,
            HostProbe probe,
            Supplier<Duration> pause,
            Duration fresh,
            IdleClock idle,
            Runnable firstAnswer) {
        this.time = time;
        this.probe = probe;
        this.pause = pause;
        this.fresh = fresh;
        this.idle = idle;
        this.firstAnswer = firstAnswer;
        this.trouble = new TroubleLog(LoggerFactory.getLogger(HeartbeatReporter.class), time, "The host probe");
        this.loop = new ProbeLoop(time, this);
    }

    void start() {
        loop.start();
    }

    void stop() {
        loop.stop();
    }

    /** Takes what was seen since the last heartbeat; {@link #putBack} undoes it. */
    HostAggregate take() {
        synchronized (lock) {
            boolean stands = lastSample != null && time.mono() - lastSample <= fresh.toNanos();
            HostAggregate taken = open.isEmpty() && stands ? HostAggregate.standing(newest) : open;
            open = new HostAggregate();
            return taken;
        }
    }

    /** Returns what was taken, since the heartbeat it was for was not counted. */
    void putBack(HostAggregate taken) {
        synchronized (lock) {
            taken.append(open);
            open = taken;
        }
    }

    /** Returns which machine it is and how long it has been up by now. */
    HostFacts facts() {
        synchronized (lock) {
            Duration uptime = facts.uptime();
            if (uptime == null || factsAt == null) {
                return facts;
            }
            return new HostFacts(facts.hostname(), facts.bootId(), uptime.plusNanos(time.mono() - factsAt));
        }
    }

    private static HostFacts clean(HostFacts seen) {
        return new HostFacts(name(seen.hostname()), name(seen.bootId()), seen.uptime());
    }

    private static @Nullable String name(@Nullable String text) {
        return text == null || text.isBlank() ? null : Texts.cut(text, Texts.NAME);
    }

    private boolean areFactsDue() {
        synchronized (lock) {
            return factsAt == null || time.mono() - factsAt >= FACTS_STAND;
        }
    }

    @Override
    public Duration pause() {
        return pause.get();
    }

    @Override
    @SuppressWarnings("CatchingUnchecked")
    public void sample() {
        try {
            HostReading reading = probe.sample();
            HostFacts seen = areFactsDue() ? clean(probe.facts()) : null;
            synchronized (lock) {
                long now = time.mono();
                open.add(reading, lastSample == null ? 0 : (now - lastSample) / 1e9);
                lastSample = now;
                newest = reading;
                if (seen != null) {
                    facts = seen;
                    factsAt = now;
                }
            }
            idle.host(reading);
            trouble.succeeded();
        } catch (Throwable failure) {
            idle.host(HostReading.UNKNOWN);
            trouble.failed(failure);
        }
        if (!answered) {
            answered = true;
            firstAnswer.run();
        }
    }
}
