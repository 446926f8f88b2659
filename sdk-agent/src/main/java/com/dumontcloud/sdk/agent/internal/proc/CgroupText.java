package com.dumontcloud.sdk.agent.internal.proc;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parsers of the files of control groups, as the kernel's {@code cgroup-v2.rst} and {@code cgroup-v1/} describe them. Pure. */
final class CgroupText {

    private static final String READ = "rbytes=";
    private static final String WRITTEN = "wbytes=";

    private CgroupText() {}

    /** Parses {@code cpu.max}: microseconds in each period, or no limit. Returns how many cores that makes. */
    static @Nullable Double cores(String cpuMax) {
        List<String> words = ProcText.words(cpuMax);
        return words.size() < 2 ? null : cores(ProcText.number(words.get(0)), ProcText.number(words.get(1)));
    }

    /** Returns how many cores a quota in each period makes; absent where that is no limit. */
    static @Nullable Double cores(@Nullable Long quota, @Nullable Long period) {
        return quota == null || period == null || quota <= 0 || period <= 0 ? null : (Double) ((double) quota / period);
    }

    /** Parses a list of CPUs such as {@code 0-3,8} and returns how many that are. */
    static @Nullable Double cpus(String list) {
        int count = 0;
        for (String range : list.trim().split(",", -1)) {
            if (!range.matches("\\d{1,6}(-\\d{1,6})?")) {
                return null;
            }
            int dash = range.indexOf('-');
            int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
            int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1));
            count += last - first + 1;
        }
        return count > 0 ? (Double) (double) count : null;
    }

    /**
     * Parses {@code io.stat}; an empty one is of a group that has moved nothing yet.
     *
     * @param layers numbers of the devices that lie over others
     */
    static ProcText.Moved io(String ioStat, Set<String> layers) {
        Map<String, Long> read = new HashMap<>();
        Map<String, Long> written = new HashMap<>();
        for (String line : ioStat.lines().toList()) {
            List<String> words = ProcText.words(line);
            for (String word : words) {
                if (word.startsWith(READ)) {
                    put(read, words.get(0), word.substring(READ.length()));
                } else if (word.startsWith(WRITTEN)) {
                    put(written, words.get(0), word.substring(WRITTEN.length()));
                }
            }
        }
        return new ProcText.Moved(sum(read, layers), sum(written, layers));
    }

    /**
     * Parses {@code blkio.throttle.io_service_bytes} of version 1. Most kernels count a direction only where it is limited:
     * then it stays at zero, and is absent here.
     *
     * @param layers numbers of the devices that lie over others
     */
    static ProcText.Moved serviceBytes(String serviceBytes, Set<String> layers) {
        Map<String, Long> read = new HashMap<>();
        Map<String, Long> written = new HashMap<>();
        for (String line : serviceBytes.lines().toList()) {
            List<String> words = ProcText.words(line);
            if (words.size() == 3 && words.get(1).equals("Read")) {
                put(read, words.get(0), words.get(2));
            } else if (words.size() == 3 && words.get(1).equals("Write")) {
                put(written, words.get(0), words.get(2));
            }
        }
        return new ProcText.Moved(unlessZero(sum(read, layers)), unlessZero(sum(written, layers)));
    }

    private static void put(Map<String, Long> bytes, String device, String digits) {
        Long number = ProcText.number(digits);
        if (number != null) {
            bytes.put(device, number);
        }
    }

    /** A layer's bytes are those of the disks below once more, unless those are not counted here. */
    private static long sum(Map<String, Long> bytes, Set<String> layers) {
        long disks = 0;
        long over = 0;
        for (Map.Entry<String, Long> device : bytes.entrySet()) {
            boolean layer = layers.contains(device.getKey());
            disks += layer ? 0 : device.getValue();
            over += layer ? device.getValue() : 0;
        }
        return Math.max(disks, over);
    }

    private static @Nullable Long unlessZero(long bytes) {
        return bytes == 0 ? null : (Long) bytes;
    }
}
