package com.dumontcloud.samples.spring;

import com.dumontcloud.sdk.agent.ReporterStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Counts the heartbeats and measures how old the last one is. What is not known is NaN. */
final class MachineHeartbeatMetrics implements MeterBinder {

    private final MachineHeartbeat heartbeat;

    MachineHeartbeatMetrics(MachineHeartbeat heartbeat) {
        this.heartbeat = heartbeat;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        sent(registry, "counted", ReporterStatus::heartbeatsCounted);
        sent(registry, "failed", ReporterStatus::heartbeatsFailed);
        seconds(
                registry,
                "dumont.heartbeat.since.counted",
                "Time since the control plane counted the last heartbeat",
                ReporterStatus::sinceCounted);
        seconds(registry, "dumont.heartbeat.interval", "Interval between heartbeats", ReporterStatus::interval);
        seconds(
                registry,
                "dumont.heartbeat.hibernate.in",
                "Time until this machine is hibernated, where that is planned",
                ReporterStatus::hibernateIn);
    }

    private void sent(MeterRegistry registry, String outcome, ToLongFunction<ReporterStatus> count) {
        FunctionCounter.builder("dumont.heartbeat.sent", heartbeat, of -> {
                    ReporterStatus status = of.status();
                    return status == null ? 0 : count.applyAsLong(status);
                })
                .tag("outcome", outcome)
                .description("Heartbeats sent to the control plane, by whether it counted them")
                .register(registry);
    }

    private void seconds(
            MeterRegistry registry,
            String name,
            String description,
            Function<ReporterStatus, @Nullable Duration> duration) {
        TimeGauge.builder(name, heartbeat, TimeUnit.SECONDS, of -> {
                    ReporterStatus status = of.status();
                    Duration value = status == null ? null : duration.apply(status);
                    return value == null ? Double.NaN : value.toNanos() / 1e9;
                })
                .description(description)
                .register(registry);
    }
}
