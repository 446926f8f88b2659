package com.dumontcloud.sdk.agent.internal.proc;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The limits of the container this program runs in, from the files at the root of {@code /sys/fs/cgroup}.
 *
 * <p>Only the root is looked at. Within a container it is the container's own group; on a plain machine it has no limits. The
 * group of this very process, further down, would be the wrong one: the limits of a service, such as this agent's own, are not
 * those of the machine.
 */
final class Cgroup {

    /** Version 1 says "no limit" with a number near the largest a long holds. */
    private static final long NO_LIMIT = 1L << 60;

    private final Function<String, @Nullable String> files;

    /**
     * Creates a view.
     *
     * @param files returns the text of a file by its path below {@code /sys/fs/cgroup}, or null where there is none
     */
    Cgroup(Function<String, @Nullable String> files) {
        this.files = files;
    }

    /** CPU time used since the group began, and how many cores it may use. */
    record Cpu(double usedSeconds, double cores) {}

    /** Returns the CPU's limit and use; absent where there is no limit. */
    @Nullable
    Cpu cpu() {
        String max = files.apply("cpu.max");
        return max == null ? cpuOfVersion1() : cpuOfVersion2(max);
    }

    /** Returns the memory's limit and use, the page cache that can be given up at once aside; absent where there is no limit. */
    ProcText.@Nullable Memory memory() {
        String max = files.apply("memory.max");
        return max == null
                ? memory(
                        number("memory/memory.limit_in_bytes"),
                        number("memory/memory.usage_in_bytes"),
                        keyed("memory/memory.stat", "total_inactive_file"))
                : memory(ProcText.number(max), number("memory.current"), keyed("memory.stat", "inactive_file"));
    }

    private @Nullable Cpu cpuOfVersion2(String max) {
        List<String> words = ProcText.words(max);
        Long quota = words.size() < 2 ? null : ProcText.number(words.get(0)); // the word "max" is no number
        Long period = words.size() < 2 ? null : ProcText.number(words.get(1));
        Long usedMicros = keyed("cpu.stat", "usage_usec");
        return usedMicros == null ? null : cpu(quota, period, usedMicros / 1e6);
    }

    private @Nullable Cpu cpuOfVersion1() {
        Long usedNanos = number("cpuacct/cpuacct.usage");
        if (usedNanos == null) {
            usedNanos = number("cpu,cpuacct/cpuacct.usage");
        }
        Long quota = number("cpu/cpu.cfs_quota_us");
        Long period = number("cpu/cpu.cfs_period_us");
        if (quota == null) {
            quota = number("cpu,cpuacct/cpu.cfs_quota_us");
            period = number("cpu,cpuacct/cpu.cfs_period_us");
        }
        return usedNanos == null ? null : cpu(quota, period, usedNanos / 1e9);
    }

    private static @Nullable Cpu cpu(@Nullable Long quota, @Nullable Long period, double usedSeconds) {
        if (quota == null || period == null || quota <= 0 || period <= 0) {
            return null;
        }
        return new Cpu(usedSeconds, (double) quota / period);
    }

    private static ProcText.@Nullable Memory memory(
            @Nullable Long limit, @Nullable Long usage, @Nullable Long inactiveFile) {
        if (limit == null || usage == null || limit <= 0 || limit >= NO_LIMIT) {
            return null;
        }
        long used = Math.max(0, usage - (inactiveFile == null ? 0 : inactiveFile));
        return new ProcText.Memory(used, limit);
    }

    private @Nullable Long number(String file) {
        String text = files.apply(file);
        return text == null ? null : ProcText.number(text);
    }

    private @Nullable Long keyed(String file, String key) {
        String text = files.apply(file);
        return text == null ? null : ProcText.keyed(text, key);
    }
}
