package com.dumontcloud.samples.quickstart.reporters;

import com.dumontcloud.samples.quickstart.live.BootTime;
import com.dumontcloud.sdk.agent.BusyScope;
import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.PeopleProbe;
import com.dumontcloud.sdk.agent.ReporterListener;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.agent.StateSaver;
import com.dumontcloud.sdk.agent.transport.HttpHeartbeatSink;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.ReporterRef;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One run of a process with a real reporter in it, from its start to whichever end it takes. */
final class ReportingProcess {

    private final Host host;
    private final BootTime time;
    private final HttpHeartbeatSink sink;
    private final HeartbeatReporter reporter;
    private final List<AgentCommand> commands = new ArrayList<>();
    private @Nullable Heartbeat newest;
    private @Nullable Duration hibernateIn;
    private @Nullable Duration warnedAt;
    private boolean losesNextReply;
    private @Nullable BusyScope work;

    private ReportingProcess(Plan plan) {
        this.host = plan.host;
        this.time = new BootTime(plan.time);
        this.sink = HttpHeartbeatSink.builder(host.uri, () -> host.token).build();
        ReporterOptions.Builder options = ReporterOptions.builder(Host.ID)
                .sink(this::send)
                .reporterKind(plan.kind)
                .gpuProbe(plan.gpus)
                .hostProbe(host.truth.hostProbe())
                .peopleProbe(PeopleProbe.none())
                .listener(new Ear())
                .timeSource(time)
                .random(new SplittableRandom(host.nextSeed()));
        if (plan.id != null) {
            options.reporterId(plan.id);
        }
        if (plan.hibernate != null && plan.remembers != null) {
            options.beforeHibernate(plan.hibernate).stateDirectory(plan.remembers);
        }
        this.reporter = HeartbeatReporter.start(options.build());
        host.started(this);
    }

    /** Lets the next heartbeat arrive, and its reply get lost. */
    void losesTheNextReply() {
        losesNextReply = true;
    }

    /** Begins to work, or gets on with it: the progress moves. */
    void works(double progress) {
        if (work == null) {
            work = reporter.busy("stage");
        }
        work.progress(progress);
    }

    /** Has nothing to do, and says so. */
    void rests() {
        if (work != null) {
            work.close();
            work = null;
        }
    }

    /** Ends by closing its reporter, in the middle of whatever it does. */
    void stop() {
        reporter.close();
        abandon();
    }

    /** Ends because its work is done. */
    void finish() {
        rests();
        reporter.finish();
        abandon();
    }

    /** Is killed: nothing of it runs any more, and nothing says so. */
    void abandon() {
        time.cut();
        sink.close();
        host.ended(this);
    }

    /** Sends a heartbeat of this run that was long under way, numbered as the next would have been. */
    HeartbeatReply straggles(Heartbeat.Builder late) {
        Heartbeat last = newest();
        return sink.send(late.reporter(last.reporter())
                .seq(last.seq() == null ? null : (Long) (last.seq() + 1))
                .bootId(last.bootId())
                .build());
    }

    ReporterRef ref() {
        return reporter.reporter();
    }

    /** Returns the newest heartbeat that was answered. */
    Heartbeat newest() {
        if (newest == null) {
            throw new IllegalStateException(ref() + " was never answered");
        }
        return newest;
    }

    /** Returns how long it was last told that the machine has left; null while it was not told that it will be parked. */
    @Nullable
    Duration hibernateIn() {
        return hibernateIn;
    }

    /** Returns when it was first told that the machine will be parked. */
    @Nullable
    Duration warnedAt() {
        return warnedAt;
    }

    /** Returns every command that came with a reply, as often as it came. */
    List<AgentCommand> commands() {
        return commands;
    }

    private HeartbeatReply send(Heartbeat heartbeat) {
        HeartbeatReply reply = sink.send(heartbeat);
        if (losesNextReply) {
            losesNextReply = false;
            throw new DumontException(DumontException.Kind.NETWORK, "the reply was lost on the way");
        }
        return reply;
    }

    private final class Ear implements ReporterListener {
        @Override
        public void replied(Heartbeat heartbeat, HeartbeatReply reply) {
            newest = heartbeat;
            commands.addAll(reply.commands());
            hibernateIn = reply.hibernateIn();
            if (hibernateIn != null && warnedAt == null) {
                warnedAt = Duration.ofNanos(time.mono());
            }
        }
    }

    /** What a process is to be. Defaults: a program that has no view of GPUs and nothing to save. */
    static final class Plan {

        private final Host host;
        private final @Nullable String id;
        private TimeSource time;
        private String kind = "process";
        private GpuProbe gpus = GpuProbe.none();
        private @Nullable StateSaver hibernate;
        private @Nullable Path remembers;

        Plan(Host host, @Nullable String id) {
            this.host = host;
            this.id = id;
            this.time = host.time;
        }

        Plan kind(String kind) {
            this.kind = kind;
            return this;
        }

        Plan gpus(GpuProbe gpus) {
            this.gpus = gpus;
            return this;
        }

        Plan time(TimeSource time) {
            this.time = time;
            return this;
        }

        /** Sets what is done before a hibernation, and where this process remembers what it was told to do. */
        Plan beforeHibernate(StateSaver hibernate, Path remembers) {
            this.hibernate = hibernate;
            this.remembers = remembers;
            return this;
        }

        ReportingProcess start() {
            return new ReportingProcess(this);
        }
    }
}
