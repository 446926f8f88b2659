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
import org.jspecify.annotations.Nullable;

/**
 * What one heartbeat says that matters to a decision, and nothing else. Immutable; whatever is absent is not known.
 *
 * @param reporter which of the machine's reporters speaks
 * @param seq its number within the reporter's run
 * @param bootId the kernel's id of the boot
 * @param gpu the GPUs
 * @param cpuPercent share of all cores in use, 0 to 100
 * @param diskBytes bytes moved to and from disks since the heartbeat before
 * @param networkBytes bytes moved over the network since the heartbeat before
 * @param lastInputSeconds seconds since somebody typed
 * @param lastActivitySeconds seconds since the machine's own account of activity; negative where that lies ahead
 * @param jupyterBusy whether a notebook kernel is executing
 * @param busy the program's own word
 * @param hasProcesses whether processes use a GPU
 * @param hasSessions whether somebody has a session open
 * @param results what became of commands
 * @param goodbye why this is the last one
 */
public record Evidence(
        ReporterRef reporter,
        @Nullable Long seq,
        @Nullable String bootId,
        Gpus gpu,
        @Nullable Double cpuPercent,
        @Nullable Long diskBytes,
        @Nullable Long networkBytes,
        @Nullable Double lastInputSeconds,
        @Nullable Double lastActivitySeconds,
        @Nullable Boolean jupyterBusy,
        @Nullable BusyReading busy,
        boolean hasProcesses,
        boolean hasSessions,
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
                Gpus.of(heartbeat),
                host.cpuPercent(),
                sum(host.diskReadBytes(), host.diskWriteBytes()),
                sum(host.netReceivedBytes(), host.netSentBytes()),
                people.lastInputSeconds(),
                secondsSinceActivity(heartbeat, arrived),
                people.jupyterBusy(),
                heartbeat.busy(),
                isPositive(heartbeat.processCount()),
                isPositive(heartbeat.activeUsers()) || isPositive(people.sshSessions()),
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
            return one == null ? other : one;
        }
        return one + other;
    }

    private static boolean isPositive(@Nullable Integer count) {
        return count != null && count > 0;
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
     */
    public record Gpus(
            int listed,
            int unreadable,
            @Nullable Double meanPercent,
            @Nullable Double peakPercent,
            @Nullable Double memoryUsedMib,
            @Nullable Double coveredSeconds) {

        /** Nothing known. */
        public static final Gpus UNKNOWN = new Gpus(0, 0, null, null, null, null);

        static Gpus of(Heartbeat heartbeat) {
            List<GpuReading> gpus = heartbeat.gpus();
            Double total = heartbeat.gpuTotals().utilizationPercent();
            Double memory = heartbeat.gpuTotals().memoryUsedMib();
            if (gpus.isEmpty()) {
                return total == null && memory == null ? UNKNOWN : new Gpus(0, 0, total, null, memory, null);
            }
            int unreadable = 0;
            Double mean = null;
            Double peak = null;
            Double covered = null;
            Double used = memory;
            for (GpuReading reading : gpus) {
                Double own = reading.utilizationMeanPercent();
                if (own == null) {
                    unreadable++;
                }
                mean = larger(mean, own);
                peak = larger(peak, reading.utilizationMaxPercent());
                covered = smaller(covered, reading.coveredSeconds());
                if (memory == null && reading.memoryUsedMib() != null) {
                    used = (used == null ? 0 : used) + reading.memoryUsedMib();
                }
            }
            return new Gpus(gpus.size(), unreadable, larger(mean, total), peak, used, covered);
        }

        private static @Nullable Double larger(@Nullable Double one, @Nullable Double other) {
            return one == null || (other != null && other > one) ? other : one;
        }

        private static @Nullable Double smaller(@Nullable Double one, @Nullable Double other) {
            return one == null || (other != null && other < one) ? other : one;
        }
    }
}
