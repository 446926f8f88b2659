package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.agent.internal.proc.ProcHostProbe;
import com.dumontcloud.sdk.core.model.HostReading;

/**
 * Reads the machine around the GPUs.
 *
 * <p>Called every few seconds on a thread of the reporter, never twice at once. It may block or throw: heartbeats then go out
 * without these numbers.
 */
@FunctionalInterface
public interface HostProbe extends AutoCloseable {

    /**
     * Reads the machine once.
     *
     * @return the CPU's use and the bytes moved since the call before, and what memory and disk hold now; what is not known is
     *     absent
     */
    HostReading sample();

    /** Returns which machine it is; asked with the first sample and every five minutes. Unknown unless overridden. */
    default HostFacts facts() {
        return HostFacts.UNKNOWN;
    }

    /** Releases what the probe holds. Does nothing unless overridden. */
    @Override
    default void close() {}

    /**
     * Returns a probe of the machine, or the container, that this JVM runs in.
     *
     * <p>It reads {@code /proc} and the limits of the container's cgroup, and holds some ten of their files open until it is
     * closed. Where there is no {@code /proc}, everything but the disk's use is absent.
     */
    static HostProbe system() {
        return ProcHostProbe.create();
    }

    /** Returns a probe that knows nothing. */
    static HostProbe none() {
        return () -> HostReading.UNKNOWN;
    }
}
