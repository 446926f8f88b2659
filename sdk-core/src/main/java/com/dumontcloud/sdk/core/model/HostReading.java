package com.dumontcloud.sdk.core.model;

import org.jspecify.annotations.Nullable;

/**
 * The machine around the GPUs, as its operating system sees it.
 *
 * <p>Immutable. Every part may be absent, which means not known. Byte counts are what moved since the heartbeat before.
 *
 * @param cpuPercent share of all its cores in use, 0 to 100
 * @param memoryUsedMib MiB in use
 * @param memoryTotalMib MiB installed, or allowed to this container
 * @param diskUsedGib GiB in use on the disk that holds the root
 * @param diskReadBytes bytes read from disks
 * @param diskWriteBytes bytes written to disks
 * @param netReceivedBytes bytes received, loopback aside
 * @param netSentBytes bytes sent, loopback aside
 */
public record HostReading(
        @Nullable Double cpuPercent,
        @Nullable Double memoryUsedMib,
        @Nullable Double memoryTotalMib,
        @Nullable Double diskUsedGib,
        @Nullable Long diskReadBytes,
        @Nullable Long diskWriteBytes,
        @Nullable Long netReceivedBytes,
        @Nullable Long netSentBytes) {

    /** Nothing known. */
    public static final HostReading UNKNOWN = new HostReading(null, null, null, null, null, null, null, null);

    /** Returns whether nothing is known. */
    public boolean isUnknown() {
        return cpuPercent == null
                && memoryUsedMib == null
                && memoryTotalMib == null
                && diskUsedGib == null
                && diskReadBytes == null
                && diskWriteBytes == null
                && netReceivedBytes == null
                && netSentBytes == null;
    }
}
