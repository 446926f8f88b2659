package com.dumontcloud.sdk.agent.internal.proc;

import org.jspecify.annotations.Nullable;

/**
 * Parsers of the files of control groups, as the kernel's {@code cgroup-v2.rst} and {@code cgroup-v1/} describe them, each from
 * its beginning. What cannot be read is absent.
 */
final class CgroupText {

    private static final byte[] READ_BYTES = ProcText.bytesOf("rbytes=");
    private static final byte[] WRITTEN_BYTES = ProcText.bytesOf("wbytes=");
    private static final byte[] READ = ProcText.bytesOf("Read");
    private static final byte[] WRITE = ProcText.bytesOf("Write");
    private static final int MOST_CPU_DIGITS = 6;
    private static final int MOST_DIGITS = 7; // of a major number, which has 12 bits, and of a minor one, which has 20

    private CgroupText() {}

    /** Parses {@code cpu.max}: microseconds in each period, or no limit. Returns how many cores that makes. */
    static @Nullable Double cores(Cursor cpuMax) {
        return cores(cpuMax.number(), cpuMax.number());
    }

    /** Returns how many cores a quota in each period makes; absent where that is no limit. */
    static @Nullable Double cores(@Nullable Long quota, @Nullable Long period) {
        return quota == null || period == null || quota <= 0 || period <= 0 ? null : (Double) ((double) quota / period);
    }

    /** Parses a list of CPUs such as {@code 0-3,8} and returns how many that are. */
    static @Nullable Double cpus(Cursor list) {
        int count = 0;
        do {
            int first = list.digits(MOST_CPU_DIGITS);
            int last = first >= 0 && list.take('-') ? list.digits(MOST_CPU_DIGITS) : first;
            if (last < 0) {
                return null;
            }
            count += last - first + 1;
        } while (list.take(','));
        return count > 0 && list.isBlankFromHere() ? (Double) (double) count : null;
    }

    /**
     * Parses {@code io.stat}; an empty one is of a group that has moved nothing yet.
     *
     * @param layers the devices that lie over others
     */
    static Moved io(Cursor ioStat, Devices layers) {
        Sum read = new Sum();
        Sum written = new Sum();
        for (; !ioStat.isAtEnd(); ioStat.nextLine()) {
            boolean layer = takeDevice(ioStat, layers);
            while (ioStat.toWord()) {
                if (ioStat.take(READ_BYTES)) {
                    read.add(ioStat.number(), layer);
                } else if (ioStat.take(WRITTEN_BYTES)) {
                    written.add(ioStat.number(), layer);
                } else {
                    ioStat.skipWords(1);
                }
            }
        }
        return new Moved(read.bytes(), written.bytes());
    }

    /**
     * Parses {@code blkio.throttle.io_service_bytes} of version 1. Most kernels count a direction only where it is limited:
     * then it stays at zero, and is absent here.
     *
     * @param layers the devices that lie over others
     */
    static Moved serviceBytes(Cursor serviceBytes, Devices layers) {
        Sum read = new Sum();
        Sum written = new Sum();
        for (; !serviceBytes.isAtEnd(); serviceBytes.nextLine()) {
            boolean layer = takeDevice(serviceBytes, layers);
            serviceBytes.toWord();
            if (serviceBytes.takeWord(READ)) {
                read.add(serviceBytes.number(), layer);
            } else if (serviceBytes.takeWord(WRITE)) {
                written.add(serviceBytes.number(), layer);
            }
        }
        return new Moved(unlessZero(read.bytes()), unlessZero(written.bytes()));
    }

    /** Goes behind a device such as {@code 259:0}, and returns whether it lies over others. */
    private static boolean takeDevice(Cursor text, Devices layers) {
        int major = text.digits(MOST_DIGITS);
        int minor = text.take(':') ? text.digits(MOST_DIGITS) : -1;
        return layers.contains(major, minor);
    }

    private static @Nullable Long unlessZero(long bytes) {
        return bytes == 0 ? null : (Long) bytes;
    }

    /** Bytes of all devices. Those of a layer are those of the disks below once more, unless these are not counted here. */
    private static final class Sum {

        private long ofDisks;
        private long ofLayers;

        void add(@Nullable Long bytes, boolean layer) {
            long more = bytes == null ? 0 : bytes;
            ofLayers += layer ? more : 0;
            ofDisks += layer ? 0 : more;
        }

        long bytes() {
            return Math.max(ofDisks, ofLayers);
        }
    }
}
