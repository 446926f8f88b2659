package com.dumontcloud.samples.spark;

import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.PeopleProbe;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The plugin in virtual time, with a memory in place of a control plane; Spark makes it by its name, hence the statics. */
public final class RecordingPlugin extends DumontSparkPlugin {

    static final VirtualTime TIME = VirtualTime.startingAt(Instant.parse("2026-01-05T08:00:00Z"));
    static final List<Heartbeat> SENT = new CopyOnWriteArrayList<>();

    @Override
    protected ReporterOptions.Builder options(ReporterOptions.Builder options) {
        return options.timeSource(TIME)
                .gpuProbe(GpuProbe.none())
                .hostProbe(HostProbe.none())
                .peopleProbe(PeopleProbe.none())
                .sink(heartbeat -> {
                    SENT.add(heartbeat);
                    return HeartbeatReply.builder().build();
                });
    }

    /** Lets the time of a heartbeat pass and returns the newest. */
    static Heartbeat next() {
        TIME.advance(Duration.ofSeconds(40));
        return SENT.get(SENT.size() - 1);
    }
}
