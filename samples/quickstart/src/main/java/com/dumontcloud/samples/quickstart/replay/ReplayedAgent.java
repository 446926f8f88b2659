package com.dumontcloud.samples.quickstart.replay;

import com.dumontcloud.samples.quickstart.drive.Software;
import com.dumontcloud.samples.quickstart.drive.TraceClock;
import com.dumontcloud.samples.quickstart.usage.MachineUsage;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.ReporterRef;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * The shortest possible agent: at each interval it is told, it says whether the GPUs were used since the last time, and it
 * has nothing to save before its machine is parked.
 */
final class ReplayedAgent implements Software {

    private static final GpuTotals BUSY = GpuTotals.ofUtilization(95);
    private static final GpuTotals IDLE = GpuTotals.ofUtilization(0);

    private final MachineUsage usage;
    private final TimeSource time;
    private final TraceClock clock;
    private final FleetMonitor monitor;
    private final ReporterRef reporter;
    private final String bootId;
    private TimeSource.Scheduled next;
    private List<CommandResult> results = List.of();
    private long seq;
    private long reportedMillis;
    private boolean on = true;

    ReplayedAgent(MachineUsage usage, int boot, TimeSource time, TraceClock clock, FleetMonitor monitor) {
        this.usage = usage;
        this.time = time;
        this.clock = clock;
        this.monitor = monitor;
        this.bootId = usage.id() + "-boot-" + boot;
        this.reporter = new ReporterRef("agent", "agent", bootId);
        this.reportedMillis = clock.millis();
        this.next = time.schedule(Duration.ZERO, this::beat);
    }

    @Override
    public void powerOff() {
        on = false;
        next.cancel();
    }

    private void beat() {
        long now = clock.millis();
        Heartbeat heartbeat = Heartbeat.builder(usage.id())
                .reporter(reporter)
                .bootId(bootId)
                .seq(seq++)
                .gpuTotals(usage.isBusyWithin(reportedMillis, now) ? BUSY : IDLE)
                .results(results)
                .build();
        reportedMillis = now;
        HeartbeatReply reply = monitor.accept(heartbeat);
        results = reply.commands().stream().map(ReplayedAgent::done).toList();
        if (on) {
            Duration told = Objects.requireNonNull(reply.nextHeartbeatIn());
            next = time.schedule(results.isEmpty() ? told : Duration.ZERO, this::beat);
        }
    }

    private static CommandResult done(AgentCommand command) {
        return CommandResult.of(Objects.requireNonNull(command.id()), CommandResult.Outcome.DONE, "nothing to save");
    }
}
