package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.agent.internal.AgentVersion;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.ReporterRef;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a heartbeat together from all that a reporter watches. For one heartbeat at a time. */
final class Assembler {

    private final ReporterOptions options;
    private final TimeSource time;
    private final ReporterRef reporter;
    private final MachineWatch machine;
    private final BusyBoard busy;
    private final CommandDesk commands;
    private long seq;

    Assembler(
            ReporterOptions options,
            TimeSource time,
            ReporterRef reporter,
            MachineWatch machine,
            BusyBoard busy,
            CommandDesk commands) {
        this.options = options;
        this.time = time;
        this.reporter = reporter;
        this.machine = machine;
        this.busy = busy;
        this.commands = commands;
    }

    Draft draft(@Nullable Goodbye goodbye) {
        MachineWatch.Stretch stretch = machine.take();
        HostFacts facts = machine.facts();
        Duration uptime = facts.uptime();
        Duration idleFor = machine.idle().idleFor();
        List<GpuReading> readings = stretch.gpus().readings();
        Heartbeat heartbeat = Heartbeat.builder(options.machineId)
                .reporter(reporter)
                .seq(seq++)
                .timestamp(time.wall().truncatedTo(ChronoUnit.MILLIS))
                .agentVersion(AgentVersion.TEXT)
                .agentStatus("running")
                .hostname(options.hostname == null ? facts.hostname() : options.hostname)
                .bootId(facts.bootId())
                .uptimeSeconds(uptime == null ? null : (Long) uptime.toSeconds())
                .idleSeconds(idleFor == null ? null : (Double) (idleFor.toMillis() / 1e3))
                .gpus(readings)
                .gpuTotals(GpuSums.of(readings))
                .processCount(GpuSums.processes(readings))
                .host(stretch.host().reading())
                .people(stretch.people().reading())
                .activeUsers(stretch.people().activeUsers())
                .lastActivity(stretch.people().lastActivity())
                .busy(busy.reading())
                .results(commands.results())
                .goodbye(goodbye)
                .build();
        return new Draft(heartbeat, stretch);
    }

    /** One heartbeat and what it was made of. */
    final class Draft {

        private final Heartbeat heartbeat;
        private final MachineWatch.Stretch stretch;

        private Draft(Heartbeat heartbeat, MachineWatch.Stretch stretch) {
            this.heartbeat = heartbeat;
            this.stretch = stretch;
        }

        Heartbeat heartbeat() {
            return heartbeat;
        }

        List<CommandResult> results() {
            return heartbeat.results();
        }

        /** Keeps what was measured for the next heartbeat: it speaks for the time of this one as well. */
        void notCounted() {
            machine.putBack(stretch);
        }
    }
}
