package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.HostFacts;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HostReading;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes the heartbeat that the agent would send now, without sending it. */
final class OneHeartbeat {

    private static final HeartbeatReply NOTHING = HeartbeatReply.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private OneHeartbeat() {}

    static Heartbeat take(ReporterOptions.Builder options) throws InterruptedException {
        CompletableFuture<Heartbeat> taken = new CompletableFuture<>();
        ReporterOptions once = options.hostProbe(new SecondLook(HostProbe.system()))
                .sink(heartbeat -> {
                    taken.complete(heartbeat);
                    return NOTHING;
                })
                .build();
        try (HeartbeatReporter reporter = HeartbeatReporter.start(once)) {
            return taken.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException impossible) {
            throw new IllegalStateException("no heartbeat could be put together within " + PATIENCE, impossible);
        }
    }

    /** Looks twice before it answers for the first time: the CPU's use and the bytes moved are differences. */
    private static final class SecondLook implements HostProbe {

        private static final long BETWEEN_MILLIS = 500;

        private final HostProbe probe;
        private boolean primed;

        private SecondLook(HostProbe probe) {
            this.probe = probe;
        }

        @Override
        public HostReading sample() {
            if (!primed) {
                primed = true;
                HostReading first = probe.sample();
                try {
                    TimeUnit.MILLISECONDS.sleep(BETWEEN_MILLIS);
                } catch (InterruptedException hurry) {
                    Thread.currentThread().interrupt();
                    return first;
                }
            }
            return probe.sample();
        }

        @Override
        public HostFacts facts() {
            return probe.facts();
        }
    }
}
