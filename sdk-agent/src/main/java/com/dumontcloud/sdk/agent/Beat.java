package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One heartbeat from the drawing of it to the lessons of its reply. Never throws; for one heartbeat at a time. */
final class Beat implements BeatLoop.Round {

    private static final Logger log = LoggerFactory.getLogger(HeartbeatReporter.class);

    private final Assembler assembler;
    private final HeartbeatSink sink;
    private final Pace pace;
    private final CommandDesk commands;
    private final Notices notices;
    private final TroubleLog trouble;
    private final @Nullable DeadManWatch deadMan;
    private final RandomGenerator random;
    private final StatusBoard status;
    private volatile boolean spoken;
    private @Nullable Duration hibernateIn;
    private boolean absurdIntervalSaid;

    /**
     * Creates what sends heartbeats.
     *
     * @param deadMan is told of each that was counted
     * @param random spreads the heartbeats of many machines
     */
    Beat(
            Assembler assembler,
            HeartbeatSink sink,
            Pace pace,
            CommandDesk commands,
            Notices notices,
            TimeSource time,
            @Nullable DeadManWatch deadMan,
            RandomGenerator random) {
        this.assembler = assembler;
        this.sink = sink;
        this.pace = pace;
        this.commands = commands;
        this.notices = notices;
        this.deadMan = deadMan;
        this.random = random;
        this.trouble = new TroubleLog(log, time, "The heartbeat");
        this.status = new StatusBoard(time, pace);
    }

    /** Returns whether any heartbeat was sent, or tried to be. */
    boolean hasSpoken() {
        return spoken;
    }

    @Override
    public void run() {
        send(null);
    }

    @Override
    public Duration pause() {
        return pace.next(random.nextDouble());
    }

    @Override
    public void afterwards() {
        notices.deliver();
    }

    @SuppressWarnings("CatchingUnchecked")
    void send(@Nullable Goodbye goodbye) {
        spoken = true;
        Assembler.Draft draft = assembler.draft(goodbye);
        HeartbeatReply reply;
        try {
            reply = Objects.requireNonNull(sink.send(draft.heartbeat()), "the sink returned no reply");
        } catch (Throwable failure) {
            failed(draft, failure);
            return;
        }
        log.debug("Sent {}, got {}", draft.heartbeat(), reply);
        if (deadMan != null) {
            deadMan.contact();
        }
        commands.told(draft.results());
        recover();
        adopt(reply.nextHeartbeatIn());
        countDown(reply.hibernateIn());
        status.counted(reply);
        notices.add(listener -> listener.replied(draft.heartbeat(), reply));
        if (goodbye == null) {
            commands.accept(reply.commands());
        }
    }

    /** Returns what became of the heartbeats so far. May be called from any thread. */
    ReporterStatus status() {
        return status.now();
    }

    private void failed(Assembler.Draft draft, Throwable failure) {
        draft.notCounted();
        if (failure instanceof DumontException known && known.kind() == DumontException.Kind.INVALID_REQUEST) {
            commands.giveUp(draft.results());
        }
        int inARow = pace.failed(retryAfter(failure));
        trouble.failed(failure);
        status.failed(failure, inARow);
        notices.add(listener -> listener.failed(failure, inARow));
    }

    private static Duration retryAfter(Throwable failure) {
        return failure instanceof HeartbeatRefusedException refused ? refused.retryAfter() : Duration.ZERO;
    }

    private void recover() {
        int failedBefore = pace.succeeded();
        trouble.succeeded();
        if (failedBefore > 0) {
            notices.add(listener -> listener.recovered(failedBefore));
        }
    }

    private void adopt(@Nullable Duration told) {
        Duration before = pace.interval();
        boolean sensible = pace.adopt(told);
        if (!sensible && !absurdIntervalSaid) {
            log.warn(
                    "The control plane told an interval of {}; it stays within {} to {}, now {}",
                    told,
                    Pace.SHORTEST,
                    Pace.LONGEST,
                    pace.interval());
        }
        absurdIntervalSaid |= !sensible;
        Duration now = pace.interval();
        if (!now.equals(before)) {
            notices.add(listener -> listener.intervalChanged(now));
        }
    }

    private void countDown(@Nullable Duration left) {
        if (!Objects.equals(left, hibernateIn)) {
            hibernateIn = left;
            notices.add(listener -> listener.hibernateInChanged(left));
        }
    }
}
