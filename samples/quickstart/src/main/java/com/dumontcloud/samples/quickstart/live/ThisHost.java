package com.dumontcloud.samples.quickstart.live;

import com.dumontcloud.samples.quickstart.drive.TraceClock;
import com.dumontcloud.sdk.agent.HostFacts;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.core.model.HostReading;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The host this program runs on, read for a reporter whose virtual seconds are much shorter than real ones.
 *
 * <p>Its counters are read a few times per real second, over stretches long enough to mean something; in between the rates seen
 * last stand for each virtual second. So the CPU's share and the bytes per second that the engine sees are those of this host.
 * For one thread at a time.
 */
final class ThisHost implements HostProbe {

    private static final long READ_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final HostProbe real;
    private final TraceClock clock;
    private HostReading newest;
    private double newestSeconds;
    private long readNanos;
    private long sampledMillis;

    ThisHost(HostProbe real, TraceClock clock) {
        this.real = real;
        this.clock = clock;
        this.newest = real.sample();
        this.readNanos = System.nanoTime();
        this.sampledMillis = clock.millis();
    }

    @Override
    public HostReading sample() {
        long elapsed = System.nanoTime() - readNanos;
        if (elapsed >= READ_EVERY_NANOS) {
            newest = real.sample();
            newestSeconds = elapsed / 1e9;
            readNanos += elapsed;
        }
        long now = clock.millis();
        double virtualSeconds = (now - sampledMillis) / 1e3;
        sampledMillis = now;
        return new HostReading(
                newest.cpuPercent(),
                newest.memoryUsedMib(),
                newest.memoryTotalMib(),
                newest.diskUsedGib(),
                during(virtualSeconds, newest.diskReadBytes()),
                during(virtualSeconds, newest.diskWriteBytes()),
                during(virtualSeconds, newest.netReceivedBytes()),
                during(virtualSeconds, newest.netSentBytes()));
    }

    @Override
    public HostFacts facts() {
        return real.facts();
    }

    private @Nullable Long during(double seconds, @Nullable Long bytes) {
        return bytes == null || newestSeconds == 0 ? null : (Long) Math.round(bytes / newestSeconds * seconds);
    }
}
