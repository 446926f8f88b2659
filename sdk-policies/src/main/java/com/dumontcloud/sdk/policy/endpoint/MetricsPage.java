package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Credit;
import com.dumontcloud.sdk.core.wire.MachineCodec;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.DecisionCount;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import com.dumontcloud.sdk.policy.fleet.ModeReport;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * {@code /metrics}: the names of the contract, section "Prometheus names".
 *
 * <p>Made from one look at the fleet. A deleted machine is not on it, and the GPUs of one that stopped reporting are not either:
 * a gauge that froze looks like one that is alive.
 */
final class MetricsPage {

    private static final double BYTES_PER_MIB = 1024 * 1024;
    private static final String ID = "instance_id";

    private final PrometheusText page = new PrometheusText();
    private final List<MachineReport> machines;

    private MetricsPage(FleetMonitor monitor) {
        this.machines = monitor.machines().stream()
                .filter(report -> report.condition().power() != MachineState.DELETED)
                .toList();
    }

    static byte[] of(FleetMonitor monitor, Rejections rejections) {
        MetricsPage metrics = new MetricsPage(monitor);
        metrics.agents();
        metrics.machines();
        metrics.gpus();
        metrics.fleet(monitor, rejections);
        return metrics.page.toBytes();
    }

    private void agents() {
        page.gauge("dumont_agents_active", "Machines whose agents report, if not quite in time.")
                .sample(count(MetricsPage::reports));
        page.gauge("dumont_agents_orphaned", "Machines that run, silent for so long that they count as orphaned.")
                .sample(count(InstanceViews::isOrphaned));
        page.counter("dumont_agents_heartbeat_missed_total", "Heartbeats that were due and did not come.");
        each(MachineReport::missedHeartbeats);
        page.gauge("dumont_agents_gpu_utilization_percent", "Utilization of the busiest GPU, 0 to 100.");
        each(report -> report.gpuTotals().utilizationPercent());
        page.gauge(
                "dumont_agents_gpu_utilization",
                "Utilization of the busiest GPU, 0 to 100; the same as dumont_agents_gpu_utilization_percent.");
        each(report -> report.gpuTotals().utilizationPercent());
        page.gauge(
                "dumont_agents_cost_accumulated",
                "What the machine has cost in US dollars; the agent's own claim where no price is known.");
        each(MetricsPage::costAccumulated);
        page.gauge("dumont_agent_last_heartbeat_timestamp_seconds", "When the newest heartbeat came, in Unix time.");
        each(report -> seconds(report.lastHeartbeat()));
    }

    private void machines() {
        page.gauge("dumont_machine_info", "1 for each machine, with what people call it and what it is.");
        for (MachineReport report : machines) {
            MachineProfile profile = report.condition().profile();
            String provider = Objects.requireNonNullElse(profile.provider(), MachineCodec.UNMANAGED);
            String gpu = profile.gpu() == null ? "" : profile.gpu().name();
            page.sample(1, ID, id(report), "name", profile.name(), "provider", provider, "gpu", gpu);
        }
        page.gauge("dumont_machine_state", "1 for the state the machine is shown in.");
        for (MachineReport report : machines) {
            page.sample(
                    1, ID, id(report), "state", report.condition().shownState().text());
        }
        page.gauge("dumont_machine_orphaned", "1 for a machine that runs and counts as orphaned, else 0.");
        each(report -> InstanceViews.isOrphaned(report.condition()) ? 1 : 0);
        page.counter("dumont_machine_cost_usd_total", "What the provider billed for the machine, in US dollars.");
        each(report -> hasPrice(report) ? InstanceViews.usd(report.certainUsd()) : null);
        page.gauge("dumont_machine_price_usd_per_hour", "What an hour costs as the machine stands, in US dollars.");
        each(MetricsPage::pricePerHour);
        operations();
    }

    /** One that needs a person stays here until somebody settles it, so that an alert of it does too. */
    private void operations() {
        page.gauge("dumont_machine_operation", "1 for the operation that is under way on the machine, if any.");
        for (MachineReport report : machines) {
            report.condition()
                    .operation()
                    .ifPresent(open -> page.sample(
                            1,
                            ID,
                            id(report),
                            "action",
                            word(open.kind()),
                            "phase",
                            open.phase().text()));
        }
    }

    private void gpus() {
        page.gauge("dumont_gpu_utilization_ratio", "Utilization of a GPU, 0 to 1.");
        eachGpu(gpu -> scaled(gpu.utilizationMeanPercent(), 0.01), gpus -> scaled(gpus.utilizationPercent(), 0.01));
        page.gauge("dumont_gpu_memory_used_bytes", "Memory in use on a GPU.");
        eachGpu(gpu -> scaled(gpu.memoryUsedMib(), BYTES_PER_MIB), gpus -> scaled(gpus.memoryUsedMib(), BYTES_PER_MIB));
        page.gauge("dumont_gpu_memory_total_bytes", "Memory that a GPU has.");
        eachGpu(
                gpu -> scaled(gpu.memoryTotalMib(), BYTES_PER_MIB),
                gpus -> scaled(gpus.memoryTotalMib(), BYTES_PER_MIB));
        page.gauge("dumont_gpu_temperature_celsius", "Temperature of a GPU.");
        eachGpu(GpuReading::temperatureCelsius, GpuTotals::temperatureCelsius);
        page.gauge("dumont_gpu_power_watts", "Power drawn by a GPU.");
        eachGpu(GpuReading::powerWatts, GpuTotals::powerWatts);
    }

    private void fleet(FleetMonitor monitor, Rejections rejections) {
        page.counter("dumont_policy_decisions_total", "Operations by their grounds, what they did and how they ended.");
        for (DecisionCount decision : monitor.decisions()) {
            page.sample(
                    decision.count(),
                    "policy",
                    word(decision.policy()),
                    "action",
                    word(decision.action()),
                    "outcome",
                    word(decision.outcome()));
        }
        page.counter("dumont_saved_usd_total", "What parking has saved the fleet, in US dollars.")
                .sample(InstanceViews.usd(monitor.account().savedUsd()));
        credit(monitor.watchedCredit().orElse(null));
        modes(monitor.modes());
        page.gauge("dumont_policy_waiting", "Machines that are due, and wait for a mode to end or for their turn.");
        for (Cause cause : Cause.values()) {
            page.sample(cause == Cause.PERSON ? null : (Long) monitor.waiting(cause), "policy", word(cause));
        }
        page.counter(
                "dumont_agents_heartbeats_rejected_total", "Heartbeats that were not accepted, by the error told.");
        rejections.counts().forEach((code, count) -> page.sample(count, "code", code));
    }

    /** Where nobody looks at it, or it cannot be read, there is none: what froze looks like credit. */
    private void credit(@Nullable Credit credit) {
        page.gauge("dumont_provider_credit_usd", "What is left to spend at the provider, in US dollars.")
                .sample(credit == null ? null : credit.usd());
        page.gauge("dumont_provider_burn_usd_per_hour", "What all machines cost an hour now, in US dollars.")
                .sample(credit == null ? null : credit.burn().usdPerHour());
    }

    /** Every mode is there, also while it is off: a series that comes and goes cannot be alerted on. */
    private void modes(List<ModeReport> modes) {
        page.gauge("dumont_fleet_mode", "1 for a mode that at least one scope is in, else 0.");
        page.sample(modes.isEmpty() ? 1 : 0, "mode", "normal");
        for (FleetMode mode : FleetMode.values()) {
            boolean on = modes.stream().anyMatch(report -> report.mode() == mode);
            page.sample(on ? 1 : 0, "mode", mode.text());
        }
        page.gauge("dumont_scope_mode", "1 for a mode that a scope is in; a scope is the machines of one provider.");
        for (ModeReport report : modes) {
            String scope = report.scope().isEmpty() ? "unmanaged" : report.scope();
            page.sample(1, "scope", scope, "mode", report.mode().text());
        }
    }

    private void each(Function<MachineReport, @Nullable Number> value) {
        for (MachineReport report : machines) {
            page.sample(value.apply(report), ID, id(report));
        }
    }

    /** A machine whose agent gives one number for all its GPUs has them under {@code gpu="all"}. */
    private void eachGpu(Function<GpuReading, @Nullable Double> ofOne, Function<GpuTotals, @Nullable Double> ofAll) {
        for (MachineReport report : machines) {
            Heartbeat current = report.current();
            List<GpuReading> gpus = current == null ? List.of() : current.gpus();
            for (GpuReading gpu : gpus) {
                page.sample(ofOne.apply(gpu), ID, id(report), "gpu", Integer.toString(gpu.index()));
            }
            if (gpus.isEmpty()) {
                page.sample(ofAll.apply(report.gpuTotals()), ID, id(report), "gpu", "all");
            }
        }
    }

    private long count(Predicate<MachineCondition> which) {
        return machines.stream().map(MachineReport::condition).filter(which).count();
    }

    private static boolean reports(MachineCondition machine) {
        return machine.liveness() == Liveness.HEALTHY || machine.liveness() == Liveness.LATE;
    }

    private static @Nullable BigDecimal costAccumulated(MachineReport report) {
        if (hasPrice(report)) {
            return InstanceViews.usd(report.account().billedUsd());
        }
        Heartbeat newest = report.newest();
        return newest == null ? null : newest.costAccumulatedUsd();
    }

    private static @Nullable BigDecimal pricePerHour(MachineReport report) {
        HourlyRate rate = report.condition().isBilledAsRunning()
                ? report.condition().profile().runningRate()
                : report.condition().profile().parkedRate();
        return rate == null ? null : rate.usdPerHour();
    }

    private static boolean hasPrice(MachineReport report) {
        return report.condition().profile().runningRate() != null;
    }

    private static @Nullable BigDecimal seconds(@Nullable Instant instant) {
        return instant == null ? null : BigDecimal.valueOf(instant.toEpochMilli(), 3);
    }

    private static @Nullable Double scaled(@Nullable Double value, double factor) {
        return value == null ? null : (Double) (value * factor);
    }

    private static String id(MachineReport report) {
        return report.condition().id().value();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
