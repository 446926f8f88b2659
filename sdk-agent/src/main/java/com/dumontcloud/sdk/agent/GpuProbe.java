package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.List;

/**
 * Reads the GPUs of this machine. A reporter that is given none uses {@link com.dumontcloud.sdk.agent.nvml.NvmlGpuProbe}.
 *
 * <p>Called every few seconds on a thread of the reporter, never twice at once. It may block: heartbeats then go out without
 * GPU numbers and say why. It may throw anything: so do they. Whoever makes a probe closes it, after the reporter.
 */
@FunctionalInterface
public interface GpuProbe extends AutoCloseable {

    /**
     * Reads every GPU once.
     *
     * <p>A reading without a count of samples stands for one. A probe that reads a ring of samples kept by the driver gives
     * their mean, maximum, number and the seconds they cover; each reading then counts by the time it covers. Energy, bytes and
     * Xid errors are those since the call before; the reporter adds them up to those since the heartbeat before. Impossible
     * values, such as a utilisation above 100, are taken for absent ones.
     *
     * @return one reading for each GPU that the machine has, in any state; empty only when it is certain that there is none,
     *     since a machine without GPUs is judged by its CPU
     * @throws GpuUnreadableException if the GPUs cannot be read, however many there are
     */
    List<GpuReading> sample();

    /** Releases what the probe holds. Does nothing unless overridden. */
    @Override
    default void close() {}

    /** Returns the probe of a machine that has no GPU: it is judged by its CPU, even if a driver would list one. */
    static GpuProbe none() {
        return List::of;
    }
}
