package com.dumontcloud.sdk.policy;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.PeopleReading;
import com.dumontcloud.sdk.core.model.ReporterRef;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one heartbeat says that matters to a decision, and nothing else. Immutable; whatever is absent is not known.
 *
 * @param reporter which of the machine's reporters speaks
 * @param seq its number within the reporter's run
 * @param bootId the kernel's id of the boot
 * @param idleSeconds for how long nothing happened, by the reporter's own clock, which ran on while nobody listened
 * @param gpu the GPUs
 * @param cpuPercent share of all cores in use, 0 to 100
 * @param diskBytes bytes moved to and from disks since the heartbeat before
 * @param networkBytes bytes moved over the network since the heartbeat before
 * @param lastInputSeconds seconds since somebody typed
 * @param lastActivitySeconds seconds since the machine's own account of activity; negative where that lies ahead
 * @param jupyterBusy whether a notebook kernel is executing
 * @param busy the program's own word
 * @param hasProcesses whether processes use a GPU; absent where the heartbeat does not say
 * @param hasSessions whether somebody has a session open; absent where the heartbeat does not say
 * @param results what became of commands
 * @param goodbye why this is the last one
 */
public record Evidence(
        ReporterRef reporter,
        @Nullable Long seq,
        @Nullable String bootId,
        @Nullable Double idleSeconds,
        Gpus gpu,
        @Nullable Double cpuPercent,
        @Nullable Long diskBytes,
        @Nullable Long networkBytes,
        @Nullable Double lastInputSeconds,
        @Nullable Double lastActivitySeconds,
        @Nullable Boolean jupyterBusy,
        @Nullable BusyReading busy,
        @Nullable Boolean hasProcesses,
        @Nullable Boolean hasSessions,
        List<CommandResult> results,
        @Nullable Goodbye goodbye) {

    /**
     * Reduces a heartbeat.
     *
     * @param heartbeat what arrived
     * @param arrived when, by our own clock; used only where the sender did not say when it sent it
     */
    public static Evidence of(Heartbeat heartbeat, Instant arrived) {
        HostReading host = heartbeat.host();
        PeopleReading people = heartbeat.people();
        return new Evidence(
                heartbeat.reporter(),
                heartbeat.seq(),
                heartbeat.bootId(),
                inRange(heartbeat.idleSeconds(), 0, Double.MAX_VALUE),
                Gpus.of(heartbeat),
                inRange(host.cpuPercent(), 0, 100),
                sum(host.diskReadBytes(), host.diskWriteBytes()),
                sum(host.netReceivedBytes(), host.netSentBytes()),
                inRange(people.lastInputSeconds(), 0, Double.MAX_VALUE),
                secondsSinceActivity(heartbeat, arrived),
                people.jupyterBusy(),
                heartbeat.busy(),
                anyPositive(heartbeat.processCount(), null),
                anyPositive(heartbeat.activeUsers(), people.sshSessions()),
                heartbeat.results(),
                heartbeat.goodbye());
    }

    /** Both instants are the sender's where it gave both, so that its clock may be wrong without harm. */
    private static @Nullable Double secondsSinceActivity(Heartbeat heartbeat, Instant arrived) {
        Instant lastActivity = heartbeat.lastActivity();
        if (lastActivity == null) {
            return null;
        }
        Instant sent = heartbeat.timestamp() == null ? arrived : heartbeat.timestamp();
        return (double) Duration.between(lastActivity, sent).toSeconds();
    }

    private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
        if (one == null || other == null) {
            return inRange(one == null ? other : one);
        }
        return inRange(one) == null || inRange(other) == null ? null : inRange(one + other);
    }

    private static @Nullable Boolean anyPositive(@Nullable Integer one, @Nullable Integer other) {
        if (one == null && other == null) {
            return null;
        }
        return (one != null && one > 0) || (other != null && other > 0);
    }

    private static @Nullable Long inRange(@Nullable Long bytes) {
        return bytes != null && bytes >= 0 ? bytes : null;
    }

    /** What lies outside its range says nothing, whoever let it through. */
    private static @Nullable Double inRange(@Nullable Double value, double least, double most) {
        return value != null && value >= least && value <= most ? value : null;
    }

    /**
     * The GPUs of one heartbeat: the busiest one counts, and one that cannot be read makes them unknown unless another is busy.
     *
     * @param listed how many were listed one by one; 0 where only totals came
     * @param unreadable how many of those gave no utilisation
     * @param meanPercent the highest mean of any, 0 to 100
     * @param peakPercent the highest sample of any, 0 to 100
     * @param memoryUsedMib memory in use on all of them
     * @param coveredSeconds how much time the samples cover, at the worst-covered one; absent for a plain value
     * @param powers what each draws that says so
     */
    public record Gpus(
            int listed,
            int unreadable,
            @Nullable Double meanPercent,
            @Nullable Double peakPercent,
            @Nullable Double memoryUsedMib,
            @Nullable Double coveredSeconds,
            List<Power> powers) {

        /** Nothing known. */
        public static final Gpus UNKNOWN = new Gpus(0, 0, null, null, null, null, List.of());

        static Gpus of(Heartbeat heartbeat) {
            List<GpuReading> gpus = heartbeat.gpus();
            Double total = percent(heartbeat.gpuTotals().utilizationPercent());
            Double memory = inRange(heartbeat.gpuTotals().memoryUsedMib(), 0, Double.MAX_VALUE);
            if (gpus.isEmpty()) {
                return total == null && memory == null ? UNKNOWN : new Gpus(0, 0, total, null, memory, null, List.of());
            }
            int unreadable = 0;
            Double mean = null;
            Double peak = null;
            Double covered = null;
            for (GpuReading reading : gpus) {
                Double own = percent(reading.utilizationMeanPercent());
                if (own == null || !answers(reading)) {
                    unreadable++;
                }
                mean = larger(mean, own);
                peak = larger(peak, percent(reading.utilizationMaxPercent()));
                covered = smaller(covered, reading.coveredSeconds());
            }
            Double used = memory == null ? memoryOf(gpus) : memory;
            List<Power> powers =
                    gpus.stream().flatMap(gpu -> Power.of(gpu).stream()).toList();
            return new Gpus(gpus.size(), unreadable, larger(mean, total), peak, used, covered, powers);
        }

        /** Returns the same without what each GPU draws, which matters only while its heartbeat is read. */
        public Gpus withoutPowers() {
            return powers.isEmpty()
                    ? this
                    : new Gpus(listed, unreadable, meanPercent, peakPercent, memoryUsedMib, coveredSeconds, List.of());
        }

        /** One that fell off the bus proves nothing by a utilisation of 0, though a high one is a sign of work. */
        private static boolean answers(GpuReading reading) {
            return reading.state() == GpuReading.State.OK || reading.state() == GpuReading.State.UNKNOWN;
        }

        /** A sum with one missing would look like memory given back. */
        private static @Nullable Double memoryOf(List<GpuReading> gpus) {
            double sum = 0;
            for (GpuReading reading : gpus) {
                Double own = inRange(reading.memoryUsedMib(), 0, Double.MAX_VALUE);
                if (own == null) {
                    return null;
                }
                sum += own;
            }
            return sum;
        }

        private static @Nullable Double percent(@Nullable Double value) {
            return inRange(value, 0, 100);
        }

        private static @Nullable Double larger(@Nullable Double one, @Nullable Double other) {
            return one == null || (other != null && other > one) ? other : one;
        }

        private static @Nullable Double smaller(@Nullable Double one, @Nullable Double other) {
            return one == null || (other != null && other < one) ? other : one;
        }
    }

    /**
     * What one GPU draws, of a GPU that tells its limit and its utilisation too.
     *
     * @param index the GPU
     * @param watts what it draws, more than 0
     * @param limitWatts what it may draw at most
     * @param meanPercent its mean utilisation
     * @param peakPercent its highest sample
     * @param memoryUsedMib memory in use on it
     */
    public record Power(
            int index,
            double watts,
            double limitWatts,
            double meanPercent,
            @Nullable Double peakPercent,
            @Nullable Double memoryUsedMib) {

        /** No board of today draws a tenth of it. */
        private static final double MOST_WATTS = 20_000;

        static Optional<Power> of(GpuReading gpu) {
            Double watts = inRange(gpu.powerWatts(), Double.MIN_VALUE, MOST_WATTS);
            Double limit = inRange(gpu.powerLimitWatts(), Double.MIN_VALUE, MOST_WATTS);
            Double mean = Gpus.percent(gpu.utilizationMeanPercent());
            if (watts == null || limit == null || mean == null || !Gpus.answers(gpu)) {
                return Optional.empty();
            }
            return Optional.of(new Power(
                    gpu.index(),
                    watts,
                    limit,
                    mean,
                    Gpus.percent(gpu.utilizationMaxPercent()),
                    inRange(gpu.memoryUsedMib(), 0, Double.MAX_VALUE)));
        }
    }

    /**
     * Returns what of it is kept until its reporter speaks again: not what each GPU draws, and in the words of the heartbeat before,
     * so that what a reporter says each time is in memory once.
     *
     * @param before what the reporter said last; absent where this is its first word
     */
    public Evidence toKeep(@Nullable Evidence before) {
        return new Evidence(
                before != null && before.reporter.equals(reporter) ? before.reporter : reporter,
                seq,
                before != null && Objects.equals(before.bootId, bootId) ? before.bootId : bootId,
                idleSeconds,
                gpu.withoutPowers(),
                cpuPercent,
                diskBytes,
                networkBytes,
                lastInputSeconds,
                lastActivitySeconds,
                jupyterBusy,
                busy,
                hasProcesses,
                hasSessions,
                results,
                goodbye);
    }
}
