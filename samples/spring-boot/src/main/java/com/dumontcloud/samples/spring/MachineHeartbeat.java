package com.dumontcloud.samples.spring;

import com.dumontcloud.sdk.agent.BusyScope;
import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.dumontcloud.sdk.agent.ReporterStatus;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Reports the machine from when the application is up until it begins to go down: starts last and stops first.
 *
 * <pre>{@code
 * try (var busy = heartbeat.busy("import of " + file)) {
 *     importAll(file);
 * }
 * }</pre>
 *
 * <p>Starting returns at once; stopping takes as long as the last heartbeat, at most the shutdown timeout. May be started
 * again. Thread-safe.
 */
public final class MachineHeartbeat implements SmartLifecycle {

    private final Object lock = new Object();
    private final Supplier<ReporterOptions> options;
    private @Nullable HeartbeatReporter reporter;
    private boolean running;

    /**
     * Creates a heartbeat that does not beat yet.
     *
     * @param options asked at every start
     */
    public MachineHeartbeat(Supplier<ReporterOptions> options) {
        this.options = options;
    }

    /**
     * Says that the application works, until the scope is closed: meanwhile the machine counts as used. Work that begins
     * before the application is up starts the heartbeat; after its end this has no effect.
     *
     * @param label what it works on, for people
     */
    public BusyScope busy(String label) {
        synchronized (lock) {
            if (reporter == null) {
                start();
            }
            return reporter().busy(label);
        }
    }

    /** Returns how the reporting fares; absent before the start. */
    public @Nullable ReporterStatus status() {
        synchronized (lock) {
            return reporter == null ? null : reporter.status();
        }
    }

    /**
     * Stops, and says that the work of the application is done: if nobody else reports the machine, it may be parked soon. For
     * those that end by themselves; one that is stopped says only that.
     */
    public void finish() {
        HeartbeatReporter ending = end();
        if (ending != null) {
            ending.finish();
        }
    }

    @Override
    public void start() {
        synchronized (lock) {
            if (!running) {
                reporter = HeartbeatReporter.start(options.get());
                running = true;
            }
        }
    }

    @Override
    public void stop() {
        HeartbeatReporter ending = end();
        if (ending != null) {
            ending.close();
        }
    }

    @Override
    public boolean isRunning() {
        synchronized (lock) {
            return running;
        }
    }

    /** Returns the reporter to end, if it has not been; never closed with the lock held, since that may take seconds. */
    private @Nullable HeartbeatReporter end() {
        synchronized (lock) {
            HeartbeatReporter ending = running ? reporter : null;
            running = false;
            return ending;
        }
    }

    private HeartbeatReporter reporter() {
        if (reporter == null) {
            throw new IllegalStateException("the heartbeat was not started");
        }
        return reporter;
    }
}
