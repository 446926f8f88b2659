package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A control plane that remembers what it got and when. */
final class RecordingSink implements HeartbeatSink {

    static final HeartbeatReply PLAIN = HeartbeatReply.builder().build();

    final List<Heartbeat> sent = new CopyOnWriteArrayList<>();
    final List<Long> atNanos = new CopyOnWriteArrayList<>();
    final AtomicInteger most = new AtomicInteger();
    volatile Function<Heartbeat, HeartbeatReply> answer = heartbeat -> PLAIN;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final TimeSource time;

    RecordingSink(TimeSource time) {
        this.time = time;
    }

    @Override
    public HeartbeatReply send(Heartbeat heartbeat) {
        most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
        try {
            sent.add(heartbeat);
            atNanos.add(time.mono());
            return answer.apply(heartbeat);
        } finally {
            inFlight.decrementAndGet();
        }
    }

    Heartbeat last() {
        return sent.get(sent.size() - 1);
    }

    /** Returns the time between the last two heartbeats. */
    Duration lastGap() {
        int n = atNanos.size();
        return Duration.ofNanos(atNanos.get(n - 1) - atNanos.get(n - 2));
    }

    void commandNow(AgentCommand... commands) {
        HeartbeatReply once =
                HeartbeatReply.builder().commands(List.of(commands)).build();
        answer = heartbeat -> {
            answer = later -> PLAIN;
            return once;
        };
    }
}
