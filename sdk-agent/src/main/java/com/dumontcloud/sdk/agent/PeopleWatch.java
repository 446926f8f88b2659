package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Looks for people between heartbeats and tells each heartbeat who was seen. Thread-safe. */
final class PeopleWatch implements ProbeLoop.Sampler {

    /** The bounds of the heartbeat codec, beyond which a control plane would refuse the whole heartbeat. */
    private static final double MOST_SECONDS = 1_000_000_000;

    private static final int MOST_PEOPLE = 1 << 22;

    private final Object lock = new Object();
    private final TimeSource time;
    private final PeopleProbe probe;
    private final Supplier<Duration> pause;
    private final Duration fresh;
    private final IdleClock idle;
    private final Runnable firstAnswer;
    private final TroubleLog trouble;
    private final ProbeLoop loop;

    private PeopleReading newest = PeopleReading.UNKNOWN;
    private @Nullable Integer activeUsers;
    private long sampledAt;
    private boolean notebookWorked;
    private @Nullable Long lastSeen;
    private boolean answered;

    /**
     * Creates a watch that does nothing yet.
     *
     * @param pause how long to wait between looks
     * @param fresh for how long a look stands when no newer one comes
     * @param idle hears of each look
     * @param firstAnswer is run once, when the probe has answered or failed for the first time
     */
    PeopleWatch(
            TimeSource time,
            PeopleProbe probe,
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
        this.trouble = new TroubleLog(LoggerFactory.getLogger(HeartbeatReporter.class), time, "The people probe");
        this.loop = new ProbeLoop(time, this);
    }

    /**
     * Who was seen between two heartbeats.
     *
     * @param reading who is there now; its notebooks have worked if any did since the heartbeat before
     * @param activeUsers how many people that makes
     * @param lastActivity when the last trace of anybody was left, by the wall clock
     */
    record Stretch(
            PeopleReading reading,
            @Nullable Integer activeUsers,
            @Nullable Instant lastActivity) {}

    void start() {
        loop.start();
    }

    void stop() {
        loop.stop();
    }

    /** Takes what was seen since the last heartbeat; {@link #putBack} undoes it. */
    Stretch take() {
        synchronized (lock) {
            long now = time.mono();
            boolean stands = now - sampledAt <= fresh.toNanos();
            PeopleReading seen = stands ? newest : PeopleReading.UNKNOWN;
            Double typed = seen.lastInputSeconds();
            PeopleReading reading = new PeopleReading(
                    seen.sshSessions(),
                    typed == null ? null : (Double) (typed + (now - sampledAt) / 1e9),
                    notebookWorked ? (Boolean) true : seen.jupyterBusy());
            notebookWorked = false;
            Instant lastActivity = lastSeen == null
                    ? null
                    : time.wall().minusNanos(now - lastSeen).truncatedTo(ChronoUnit.MILLIS);
            return new Stretch(reading, stands ? activeUsers : null, lastActivity);
        }
    }

    /** Returns what was taken, since the heartbeat it was for was not counted. */
    void putBack(Stretch taken) {
        synchronized (lock) {
            notebookWorked |= Boolean.TRUE.equals(taken.reading.jupyterBusy());
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
            PeopleReading reading = checked(probe.sample());
            Integer users = possible(probe.activeUsers());
            accept(reading, users == null ? reading.sshSessions() : users);
            idle.people(reading);
            trouble.succeeded();
        } catch (Throwable failure) {
            accept(PeopleReading.UNKNOWN, null);
            idle.people(PeopleReading.UNKNOWN);
            trouble.failed(failure);
        }
        if (!answered) {
            answered = true;
            firstAnswer.run();
        }
    }

    private void accept(PeopleReading reading, @Nullable Integer users) {
        synchronized (lock) {
            newest = reading;
            activeUsers = users;
            sampledAt = time.mono();
            if (Boolean.TRUE.equals(reading.jupyterBusy())) {
                notebookWorked = true;
                lastSeen = sampledAt;
            }
            Double typed = reading.lastInputSeconds();
            if (typed != null) {
                long at = sampledAt - (long) (typed * 1e9);
                lastSeen = lastSeen == null || at - lastSeen > 0 ? (Long) at : lastSeen;
            }
        }
    }

    private static PeopleReading checked(PeopleReading raw) {
        Double typed = raw.lastInputSeconds();
        boolean possible = typed != null && typed >= 0 && typed <= MOST_SECONDS;
        return new PeopleReading(possible(raw.sshSessions()), possible ? typed : null, raw.jupyterBusy());
    }

    private static @Nullable Integer possible(@Nullable Integer people) {
        return people != null && people >= 0 && people <= MOST_PEOPLE ? people : null;
    }
}
