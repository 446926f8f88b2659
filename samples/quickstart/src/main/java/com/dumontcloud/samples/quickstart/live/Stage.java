package com.dumontcloud.samples.quickstart.live;

import com.dumontcloud.samples.quickstart.cast.Cast;
import com.dumontcloud.samples.quickstart.cast.CastMember;
import com.dumontcloud.samples.quickstart.cast.Workload;
import com.dumontcloud.samples.quickstart.drive.Software;
import com.dumontcloud.samples.quickstart.drive.SoftwareImage;
import com.dumontcloud.samples.quickstart.drive.TraceClock;
import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.ReporterListener;
import com.dumontcloud.sdk.core.client.AgentApi;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import java.net.URI;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Where the cast plays: boots each machine with the software of its role, and lets happen to it what happens in that role. */
final class Stage implements SoftwareImage {

    private static final Duration QUIET = Duration.ofHours(2);

    private final Cast cast;
    private final TimeSource time;
    private final TraceClock clock;
    private final FleetMonitor monitor;
    private final URI server;
    private final AgentApi people;
    private final News news;
    private final SplittableRandom random = new SplittableRandom(1);

    Stage(Cast cast, TimeSource time, TraceClock clock, FleetMonitor monitor, URI server, AgentApi people, News news) {
        this.cast = cast;
        this.time = time;
        this.clock = clock;
        this.monitor = monitor;
        this.server = server;
        this.people = people;
        this.news = news;
    }

    @Override
    public Software boot(MachineId id, int boot) {
        CastMember member = cast.find(id).orElse(null);
        return member == null ? thisHost(id) : simulated(member, boot);
    }

    /** Puts into the news what somebody did. */
    void acted(MachineId id, String what) {
        news.tell(time.wall(), id, what);
    }

    private ReportingMachine thisHost(MachineId id) {
        HostProbe host = new ThisHost(HostProbe.system(), clock);
        return start(id, GpuProbe.none(), host, new ReporterListener() {});
    }

    private ReportingMachine simulated(CastMember member, int boot) {
        MachineId id = member.usage().id();
        Workload work = new Workload(member, boot, clock, random.split());
        ReportingMachine machine = start(id, work.gpuProbe(), work.hostProbe(), listener(member));
        member.usage().busy().stream()
                .map(use -> clock.until(use.endMillis()))
                .filter(untilDone -> !untilDone.isNegative())
                .findFirst()
                .ifPresent(untilDone -> plan(member, boot, machine, untilDone));
        return machine;
    }

    /** What else happens to a machine until its present, or its next, use is over. */
    private void plan(CastMember member, int boot, ReportingMachine machine, Duration untilDone) {
        MachineId id = member.usage().id();
        switch (member.role()) {
            case CRASHED ->
                machine.after(untilDone, () -> {
                    acted(id, "freezes, its reporter with it, and says nothing");
                    machine.powerOff();
                });
            case REPORTER_LOST -> {
                if (boot == 1) {
                    machine.after(untilDone.dividedBy(3), () -> {
                        acted(id, "loses its reporter; the job goes on");
                        machine.powerOff();
                    });
                }
            }
            case FINISHED -> machine.after(untilDone, machine::finish);
            default -> {
                // What the probes read is the whole story.
            }
        }
    }

    private ReportingMachine start(MachineId id, GpuProbe gpus, HostProbe host, ReporterListener listener) {
        String token = monitor.issueToken(id);
        RandomGenerator own = random.split();
        return new ReportingMachine(id, server, token, time, gpus, host, listener, own);
    }

    private ReporterListener listener(CastMember member) {
        return switch (member.role()) {
            case KEPT_ALIVE ->
                new ReporterListener() {
                    private boolean asked;

                    @Override
                    public void hibernateInChanged(@Nullable Duration hibernateIn) {
                        if (hibernateIn != null && !asked) {
                            asked = true;
                            people.keepAlive(member.usage().id(), QUIET);
                            acted(member.usage().id(), "its owner asks for two quiet hours");
                        }
                    }
                };
            default -> new ReporterListener() {};
        };
    }
}
