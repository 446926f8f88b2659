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
    private final GpuWatch gpus;
    private final HostWatch host;
    private final PeopleWatch people;
    private final BusyBoard busy;
    private final IdleClock idle;
    private final CommandDesk commands;
    private long seq;

    Assembler(
            ReporterOptions options,
            TimeSource time,
            ReporterRef reporter,
            GpuWatch gpus,
            HostWatch host,
            PeopleWatch people,
            BusyBoard busy,
            IdleClock idle,
            CommandDesk commands) {
        this.options = options;
        this.time = time;
        this.reporter = reporter;
        this.gpus = gpus;
        this.host = host;
        this.people = people;
        this.busy = busy;
        this.idle = idle;
        this.commands = commands;
    }

    Draft draft(@Nullable Goodbye goodbye) {
        GpuWatch.Stretch gpuStretch = gpus.take();
        HostAggregate hostStretch = host.take();
        PeopleWatch.Stretch peopleStretch = people.take();
        HostFacts facts = host.facts();
        Duration uptime = facts.uptime();
        Duration idleFor = idle.idleFor();
        List<GpuReading> readings = gpuStretch.readings();
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
                .host(hostStretch.reading())
                .people(peopleStretch.reading())
                .activeUsers(peopleStretch.activeUsers())
                .lastActivity(peopleStretch.lastActivity())
                .busy(busy.reading())
                .results(commands.results())
                .goodbye(goodbye)
                .build();
        return new Draft(heartbeat, gpuStretch, hostStretch, peopleStretch);
    }

    /** One heartbeat and what it was made of. */
    final class Draft {

        private final Heartbeat heartbeat;
        private final GpuWatch.Stretch gpuStretch;
        private final HostAggregate hostStretch;
        private final PeopleWatch.Stretch peopleStretch;

        private Draft(
                Heartbeat heartbeat,
                GpuWatch.Stretch gpuStretch,
                HostAggregate hostStretch,
                PeopleWatch.Stretch peopleStretch) {
            this.heartbeat = heartbeat;
            this.gpuStretch = gpuStretch;
            this.hostStretch = hostStretch;
            this.peopleStretch = peopleStretch;
        }

        Heartbeat heartbeat() {
            return heartbeat;
        }

        List<CommandResult> results() {
            return heartbeat.results();
        }

        /** Keeps what was measured for the next heartbeat: it speaks for the time of this one as well. */
        void notCounted() {
            gpus.putBack(gpuStretch);
            host.putBack(hostStretch);
            people.putBack(peopleStretch);
        }
    }
}
