package com.dumontcloud.sdk.core.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a machine did over some time, as its heartbeats told. Immutable.
 *
 * <p>Where nothing was heard there is no point, and what a heartbeat did not say is absent: never zero, never made up from what lies
 * around it.
 *
 * @param machine which machine
 * @param gpu the index of the one GPU it speaks of; absent where it speaks of the whole machine
 * @param step into what lengths of time it is divided: each has one point at most
 * @param points the oldest first, at most {@value #MOST_POINTS}
 */
public record MetricSeries(MachineId machine, @Nullable Integer gpu, Duration step, List<Point> points) {

    /** The most points that a series has, by the contract. */
    public static final int MOST_POINTS = 500;

    /** Checks that nothing is missing and copies the points. */
    public MetricSeries {
        Objects.requireNonNull(machine, "machine");
        Objects.requireNonNull(step, "step");
        points = List.copyOf(points);
    }

    /**
     * What was heard in one step.
     *
     * @param at when the step began
     * @param gpus means over the step, of the GPU or of all of them: the highest utilisation and temperature, the sums of memory and
     *     power
     * @param host means over the step, but for its byte counts, which are what moved within it; memory and disk sizes are absent
     */
    public record Point(Instant at, GpuTotals gpus, HostReading host) {

        /** Checks that nothing is missing. */
        public Point {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(gpus, "gpus");
            Objects.requireNonNull(host, "host");
        }
    }
}
