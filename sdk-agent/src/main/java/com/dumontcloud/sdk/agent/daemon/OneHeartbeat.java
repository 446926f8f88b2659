package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.GpuUnreadableException;
import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.HostFacts;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.agent.nvml.NvmlGpuProbe;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HostReading;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Takes the heartbeat that the agent would send now, without sending it. A reporter does the work, so that nothing differs; its
 * own first heartbeat leaves after a second, though, and here there is time to wait for the driver and to look twice.
 */
final class OneHeartbeat {

    private static final HeartbeatReply NOTHING = HeartbeatReply.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration PATIENCE_WITH_DRIVER = Duration.ofSeconds(8);

    private OneHeartbeat() {}

    static Heartbeat take(ReporterOptions.Builder options) throws InterruptedException {
        CompletableFuture<Heartbeat> taken = new CompletableFuture<>();
        try (NvmlGpuProbe gpus = NvmlGpuProbe.create()) {
            ReporterOptions once = options.gpuProbe(patient(gpus))
                    .hostProbe(new SecondLook(HostProbe.system()))
                    .sink(heartbeat -> {
                        taken.complete(heartbeat);
                        return NOTHING;
                    })
                    .build();
            try (HeartbeatReporter reporter = HeartbeatReporter.start(once)) {
                return taken.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException impossible) {
            throw new IllegalStateException("no heartbeat could be put together within " + PATIENCE, impossible);
        }
    }

    /** Returns a probe whose first answer is there already. */
    private static GpuProbe patient(GpuProbe gpus) throws InterruptedException {
        CompletableFuture<List<GpuReading>> first = new CompletableFuture<>();
        Thread looking = new Thread(() -> complete(first, gpus), "dumont-agent-gpus");
        looking.setDaemon(true);
        looking.start();
        try {
            List<GpuReading> readings = first.get(PATIENCE_WITH_DRIVER.toMillis(), TimeUnit.MILLISECONDS);
            return () -> readings;
        } catch (TimeoutException hangs) {
            String reason = "the driver has not answered for " + PATIENCE_WITH_DRIVER.toSeconds() + " s";
            return () -> {
                throw new GpuUnreadableException(GpuReading.State.UNKNOWN, reason);
            };
        } catch (ExecutionException failed) {
            return () -> {
                throw failed.getCause() instanceof GpuUnreadableException why
                        ? why
                        : new GpuUnreadableException(GpuReading.State.UNKNOWN, String.valueOf(failed.getCause()));
            };
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private static void complete(CompletableFuture<List<GpuReading>> answer, GpuProbe gpus) {
        try {
            answer.complete(gpus.sample());
        } catch (Throwable failure) {
            answer.completeExceptionally(failure);
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
