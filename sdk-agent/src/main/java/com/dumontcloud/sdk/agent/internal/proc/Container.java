package com.dumontcloud.sdk.agent.internal.proc;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the container that this program runs in may use and has used, where it has control groups of its own. The numbers in
 * {@code /proc} are those of the whole machine, with the work of all its other tenants.
 *
 * <p>What a group does not account for is absent. Under version 1 that is what is written through the page cache, which no
 * group is charged with, and on most kernels all that moves in a direction without a limit. For one thread at a time.
 */
final class Container {

    /** Version 1 says "no limit" with a number near the largest that 64 bits hold. */
    private static final double NO_LIMIT = 0x1p60;

    private final SmallFiles files;
    private final @Nullable ControlGroup cpu;
    private final @Nullable ControlGroup cpuTime;
    private final @Nullable ControlGroup cpuSet;
    private final @Nullable ControlGroup memory;
    private final @Nullable ControlGroup disks;

    Container(SmallFiles files) {
        ControlGroups groups = new ControlGroups(files);
        this.files = files;
        this.cpu = groups.of("cpu");
        this.cpuTime = groups.of("cpuacct");
        this.cpuSet = groups.of("cpuset");
        this.memory = groups.of("memory");
        this.disks = groups.of("blkio");
    }

    /** Returns whether the CPU time counted in {@code /proc} is that of others as well. */
    boolean hasOwnCpu() {
        return cpuTime != null && !cpuTime.wholeMachine();
    }

    /** Returns whether the bytes counted in {@code /proc} are those of others as well. */
    boolean hasOwnDisks() {
        return disks != null && !disks.wholeMachine();
    }

    /** Returns the CPU time used since the container began. */
    @Nullable
    Double cpuSeconds() {
        if (cpuTime == null) {
            return null;
        }
        if (cpuTime.version() == 1) {
            Long nanos = cpuTime.number(files, "cpuacct.usage");
            return nanos == null ? null : (Double) (nanos / 1e9);
        }
        Long micros = cpuTime.keyed(files, "cpu.stat", "usage_usec");
        return micros == null ? null : (Double) (micros / 1e6);
    }

    /**
     * Returns how many cores it may keep busy.
     *
     * @param machine how many there are
     */
    double cores(double machine) {
        Double quota = cpu == null ? null : cpu.least(cpu.version() == 1 ? this::quotaOfVersion1 : this::quota);
        String set = cpuSet == null
                ? null
                : cpuSet.text(files, cpuSet.version() == 1 ? "cpuset.effective_cpus" : "cpuset.cpus.effective");
        Double allowed = set == null ? null : CgroupText.cpus(set);
        double cores = quota == null ? machine : Math.min(machine, quota);
        return allowed == null ? cores : Math.min(cores, allowed);
    }

    /**
     * Returns the memory it may use and does, but for page cache that can be given up at once; absent where it is not counted.
     *
     * @param machine how many bytes there are; absent where that is not known
     */
    ProcText.@Nullable Memory memory(@Nullable Long machine) {
        if (memory == null || memory.wholeMachine()) {
            return null;
        }
        boolean version1 = memory.version() == 1;
        Long usage = memory.number(files, version1 ? "memory.usage_in_bytes" : "memory.current");
        Long inactive = memory.keyed(files, "memory.stat", version1 ? "total_inactive_file" : "inactive_file");
        Double limit = memory.least(version1 ? this::memoryLimitOfVersion1 : this::memoryLimit);
        if (usage == null || (limit == null && machine == null)) {
            return null;
        }
        double total = Math.min(limit == null ? NO_LIMIT : limit, machine == null ? NO_LIMIT : machine.doubleValue());
        return new ProcText.Memory(Math.max(0, usage - (inactive == null ? 0 : inactive)), (long) total);
    }

    /** Returns the bytes moved since the container began. */
    ProcText.Moved disks() {
        if (disks == null) {
            return ProcText.Moved.UNKNOWN;
        }
        if (disks.version() == 2) {
            String stat = disks.text(files, "io.stat");
            return stat == null ? ProcText.Moved.UNKNOWN : CgroupText.io(stat, layers());
        }
        String bytes = disks.text(files, "blkio.throttle.io_service_bytes_recursive");
        if (bytes == null) { // kernels before 4.4
            bytes = disks.text(files, "blkio.throttle.io_service_bytes");
        }
        return bytes == null ? ProcText.Moved.UNKNOWN : CgroupText.serviceBytes(bytes, layers());
    }

    private Set<String> layers() {
        String devices = files.read("proc/diskstats");
        return devices == null ? Set.of() : ProcText.layers(devices);
    }

    private @Nullable Double quota(String directory) {
        String max = files.read(directory + "/cpu.max");
        return max == null ? null : CgroupText.cores(max);
    }

    private @Nullable Double quotaOfVersion1(String directory) {
        return CgroupText.cores(number(directory + "/cpu.cfs_quota_us"), number(directory + "/cpu.cfs_period_us"));
    }

    private @Nullable Double memoryLimit(String directory) {
        Long limit = number(directory + "/memory.max"); // the word "max" is no number
        return limit == null ? null : (Double) limit.doubleValue();
    }

    /** The group's own limit, or that of groups above it which cannot be seen from here. */
    private @Nullable Double memoryLimitOfVersion1(String directory) {
        Long own = number(directory + "/memory.limit_in_bytes");
        String stat = files.read(directory + "/memory.stat");
        Long above = stat == null ? null : ProcText.keyed(stat, "hierarchical_memory_limit");
        Long limit = own == null || (above != null && above < own) ? above : own;
        return limit == null || limit.doubleValue() >= NO_LIMIT ? null : (Double) limit.doubleValue();
    }

    private @Nullable Long number(String file) {
        String text = files.read(file);
        return text == null ? null : ProcText.number(text);
    }
}
