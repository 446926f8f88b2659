package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.ReporterListener;
import com.dumontcloud.sdk.agent.internal.AgentVersion;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps what the reporter tells, for the main thread to pass on, and logs what a person should see. Thread-safe. */
final class AgentNews implements ReporterListener {

    private static final Logger log = LoggerFactory.getLogger(AgentNews.class);

    private final TimeSource time;
    private final Bell bell;
    private final Liveness liveness;
    private final AgentPid agent = AgentPid.own();
    private final String machine;
    private final String apiUrl;
    private final Instant startedAt;

    private @Nullable Instant attemptedAt;
    private @Nullable Instant acceptedAt;
    private int failuresInARow;
    private @Nullable String failure;
    private Duration interval = Duration.ofSeconds(30);
    private @Nullable Instant hibernateAt;
    private @Nullable String gpus;

    AgentNews(TimeSource time, Bell bell, Liveness liveness, String machine, String apiUrl) {
        this.time = time;
        this.bell = bell;
        this.liveness = liveness;
        this.machine = machine;
        this.apiUrl = apiUrl;
        this.startedAt = time.wall();
    }

    /** Returns how things stand. */
    synchronized AgentStatus status() {
        return new AgentStatus(
                agent,
                AgentVersion.TEXT,
                machine,
                apiUrl,
                startedAt,
                attemptedAt,
                acceptedAt,
                failuresInARow,
                failure,
                interval,
                hibernateAt,
                gpus);
    }

    @Override
    public void replied(Heartbeat sent, HeartbeatReply reply) {
        boolean first;
        synchronized (this) {
            first = acceptedAt == null;
            acceptedAt = time.wall();
            attemptedAt = acceptedAt;
            failuresInARow = 0;
            failure = null;
            gpus = GpuSummary.of(sent.gpus());
        }
        if (first) {
            log.info("The first heartbeat was accepted; GPUs: {}", GpuSummary.of(sent.gpus()));
        }
        tell();
    }

    @Override
    public void failed(Throwable why, int inARow) {
        synchronized (this) {
            attemptedAt = time.wall();
            failuresInARow = inARow;
            failure = why.getMessage() == null ? why.toString() : why.getMessage();
        }
        tell();
    }

    @Override
    public void intervalChanged(Duration told) {
        synchronized (this) {
            interval = told;
        }
        liveness.interval(told);
    }

    @Override
    public void hibernateInChanged(@Nullable Duration hibernateIn) {
        boolean announced;
        synchronized (this) {
            announced = hibernateAt != null;
            hibernateAt = hibernateIn == null ? null : time.wall().plus(hibernateIn);
        }
        if (hibernateIn == null) {
            log.info("The hibernation of this machine was called off");
        } else if (!announced) {
            log.warn("This machine is to be hibernated in {} s, unless somebody uses it", hibernateIn.toSeconds());
        }
    }

    @Override
    public void commandReceived(AgentCommand command) {
        log.info("Command {} {} received", command.type(), command.id());
    }

    @Override
    public void commandEnded(AgentCommand command, CommandResult result) {
        String word = result.outcome().text();
        if (result.detail() == null) {
            log.info("Command {} {} ended: {}", command.type(), command.id(), word);
        } else {
            log.info("Command {} {} ended: {} ({})", command.type(), command.id(), word, result.detail());
        }
    }

    private void tell() {
        liveness.attempted(time.mono());
        bell.ring();
    }
}
