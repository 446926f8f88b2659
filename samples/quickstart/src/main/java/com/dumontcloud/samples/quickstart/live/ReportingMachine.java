package com.dumontcloud.samples.quickstart.live;

import com.dumontcloud.samples.quickstart.drive.Software;
import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.ReporterListener;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.agent.transport.HttpHeartbeatSink;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.net.URI;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * One boot of a machine with a real reporter on it, which posts real heartbeats over HTTP.
 *
 * <p>When its power goes, the reporter is gone in the middle of whatever it did, as it would be, and says no goodbye.
 */
final class ReportingMachine implements Software {

    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(10);

    private final BootTime time;
    private final HttpHeartbeatSink sink;
    private final HeartbeatReporter reporter;

    ReportingMachine(
            MachineId id,
            URI server,
            String token,
            TimeSource time,
            GpuProbe gpus,
            HostProbe host,
            ReporterListener listener,
            RandomGenerator random) {
        this.time = new BootTime(time);
        this.sink = HttpHeartbeatSink.builder(server, () -> token).build();
        this.reporter = HeartbeatReporter.start(ReporterOptions.builder(id)
                .sink(sink)
                .gpuProbe(gpus)
                .hostProbe(host)
                .listener(listener)
                .sampleInterval(SAMPLE_EVERY)
                .timeSource(this.time)
                .random(random)
                .build());
    }

    /** Lets something happen on this machine later, unless its power is gone by then. */
    void after(Duration delay, Runnable event) {
        time.schedule(delay, event);
    }

    /** The program says that its work is done, and ends. */
    void finish() {
        reporter.finish();
    }

    /** Nothing of it runs any more, and nothing says so. */
    @Override
    public void powerOff() {
        time.cut();
        sink.close();
    }
}
