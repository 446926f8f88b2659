package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MetricPeriod;
import com.dumontcloud.sdk.core.model.MetricSeries;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import com.dumontcloud.sdk.core.wire.MetricCodec;
import com.dumontcloud.sdk.policy.endpoint.Route.Access;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** {@code /instances/{id}/metrics}: what a machine did, as its heartbeats told. */
final class MetricRoutes {

    private static final int HIGHEST_GPU = 1023;

    private final FleetMonitor monitor;
    private final BlockingThreads threads;

    MetricRoutes(FleetMonitor monitor, BlockingThreads threads) {
        this.monitor = monitor;
        this.threads = threads;
    }

    List<Route> routes() {
        return List.of(Route.later("GET", "instances/{id}/metrics", Access.USER, this::series));
    }

    /** The history is read from disk: not on the monitor's threads, which have a fleet to look after. */
    private CompletableFuture<ApiResponse> series(Call call) {
        MachineId id = call.id();
        MachineReport machine = monitor.machine(id).orElseThrow(() -> ApiFailure.unknownInstance(id));
        MetricPeriod period = period(call.query().text("period"));
        Integer gpu = call.query().has("gpu") ? (Integer) call.query().whole("gpu", 0, 0, highestGpu(machine)) : null;
        Instant now = monitor.time().wall();
        return threads.call(() -> answer(id, gpu, period, now));
    }

    private ApiResponse answer(MachineId id, @Nullable Integer gpu, MetricPeriod period, Instant now) {
        Duration step = MetricPoints.stepOf(period);
        // The oldest step is a whole one, or left out.
        long first = Math.floorDiv(now.minus(period.length()).getEpochSecond(), step.toSeconds()) + 1;
        Instant from = Instant.ofEpochSecond(first * step.toSeconds());
        MetricSeries series = new MetricSeries(
                id, gpu, step, MetricPoints.of(monitor.history(id, gpu, from, now.plusSeconds(1)), step));
        return ApiResponse.json(200, MetricCodec.encode(series));
    }

    private static int highestGpu(MachineReport machine) {
        GpuSpec gpu = machine.condition().profile().gpu();
        return gpu == null || gpu.count() == 0 ? HIGHEST_GPU : gpu.count() - 1;
    }

    private static MetricPeriod period(@Nullable String text) {
        if (text == null) {
            return MetricPeriod.HOUR;
        }
        return MetricPeriod.from(text)
                .orElseThrow(() ->
                        ApiFailure.of(Problem.OUT_OF_RANGE, "period", "parameter period must be 1h, 24h, 7d or 30d"));
    }
}
