package com.dumontcloud.sdk.agent.internal.proc;

import java.util.List;
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

    private static final byte[] USAGE = ProcText.bytesOf("usage_usec");
    private static final byte[] INACTIVE = ProcText.bytesOf("inactive_file");
    private static final byte[] INACTIVE_OF_ALL = ProcText.bytesOf("total_inactive_file");
    private static final byte[] LIMIT_ABOVE = ProcText.bytesOf("hierarchical_memory_limit");

    private final @Nullable ControlGroup cpuTime;
    private final @Nullable HeldFile cpuUsage;
    private final List<HeldFile> cpuQuotas;
    private final List<HeldFile> cpuPeriods;
    private final @Nullable HeldFile cpuSet;

    private final @Nullable ControlGroup memory;
    private final @Nullable HeldFile memoryUsage;
    private final @Nullable HeldFile memoryStat;
    private final List<HeldFile> memoryLimits;

    private final @Nullable ControlGroup disks;
    private final @Nullable HeldFile diskBytes;
    private final @Nullable HeldFile diskBytesBefore44;
    private final HeldFile devices;

    Container(SmallFiles files) {
        ControlGroups groups = new ControlGroups(files);
        ControlGroup cpu = groups.of("cpu");
        this.cpuQuotas = cpu == null ? List.of() : cpu.holdAll(files, "cpu.cfs_quota_us", "cpu.max");
        this.cpuPeriods = cpu == null || cpu.version() == 2 ? List.of() : cpu.holdAll(files, "cpu.cfs_period_us", "");
        this.cpuTime = groups.of("cpuacct");
        this.cpuUsage = hold(cpuTime, files, "cpuacct.usage", "cpu.stat");
        this.cpuSet = hold(groups.of("cpuset"), files, "cpuset.effective_cpus", "cpuset.cpus.effective");
        this.memory = groups.of("memory");
        this.memoryUsage = hold(memory, files, "memory.usage_in_bytes", "memory.current");
        this.memoryStat = hold(memory, files, "memory.stat", "memory.stat");
        this.memoryLimits = memory == null ? List.of() : memory.holdAll(files, "memory.limit_in_bytes", "memory.max");
        this.disks = groups.of("blkio");
        this.diskBytes = hold(disks, files, "blkio.throttle.io_service_bytes_recursive", "io.stat");
        this.diskBytesBefore44 = hold(disks, files, "blkio.throttle.io_service_bytes", "io.stat");
        this.devices = files.hold("proc/diskstats");
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
        Cursor usage = read(cpuUsage);
        if (usage == null || cpuTime == null) {
            return null;
        }
        if (cpuTime.version() == 1) {
            Long nanos = usage.onlyNumber();
            return nanos == null ? null : (Double) (nanos / 1e9);
        }
        Long micros = ProcText.keyed(usage, USAGE);
        return micros == null ? null : (Double) (micros / 1e6);
    }

    /**
     * Returns how many cores it may keep busy.
     *
     * @param machine how many there are
     */
    double cores(double machine) {
        double cores = machine;
        for (int i = 0; i < cpuQuotas.size(); i++) {
            Double quota = quota(i);
            cores = quota == null ? cores : Math.min(cores, quota);
        }
        Cursor set = read(cpuSet);
        Double allowed = set == null ? null : CgroupText.cpus(set);
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
        Long usage = number(memoryUsage);
        if (usage == null) {
            return null;
        }
        boolean version1 = memory.version() == 1;
        double total = machine == null ? NO_LIMIT : machine;
        for (int i = 0; i < memoryLimits.size(); i++) {
            Long limit = number(memoryLimits.get(i)); // the word "max" is no number
            total = limit == null ? total : Math.min(total, limit);
        }
        Cursor stat = read(memoryStat);
        Long inactive = stat == null ? null : ProcText.keyed(stat, version1 ? INACTIVE_OF_ALL : INACTIVE);
        if (stat != null && version1) { // which also tells the limits of groups above that cannot be seen from here
            stat.goTo(0);
            Long above = ProcText.keyed(stat, LIMIT_ABOVE);
            total = above == null ? total : Math.min(total, above);
        }
        long used = Math.max(0, usage - (inactive == null ? 0 : inactive));
        return total >= NO_LIMIT ? null : new ProcText.Memory(used, (long) total);
    }

    /** Returns the bytes moved since the container began. */
    Moved disks() {
        Cursor listed = devices.read();
        Devices layers = listed == null ? new Devices() : ProcText.layers(listed);
        Cursor bytes = read(diskBytes);
        if (bytes == null) { // as under version 1 before Linux 4.4
            bytes = read(diskBytesBefore44);
        }
        if (bytes == null || disks == null) {
            return Moved.UNKNOWN;
        }
        return disks.version() == 2 ? CgroupText.io(bytes, layers) : CgroupText.serviceBytes(bytes, layers);
    }

    private @Nullable Double quota(int group) {
        if (cpuPeriods.isEmpty()) {
            Cursor max = cpuQuotas.get(group).read();
            return max == null ? null : CgroupText.cores(max);
        }
        return CgroupText.cores(number(cpuQuotas.get(group)), number(cpuPeriods.get(group)));
    }

    private static @Nullable HeldFile hold(
            @Nullable ControlGroup group, SmallFiles files, String version1, String version2) {
        return group == null ? null : group.hold(files, version1, version2);
    }

    private static @Nullable Cursor read(@Nullable HeldFile file) {
        return file == null ? null : file.read();
    }

    private static @Nullable Long number(@Nullable HeldFile file) {
        Cursor text = read(file);
        return text == null ? null : text.onlyNumber();
    }
}
