package com.dumontcloud.sdk.agent.internal.proc;

import com.dumontcloud.sdk.agent.HostFacts;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.core.model.HostReading;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a Linux host, or the container this program runs in. For one thread at a time. */
public final class ProcHostProbe implements HostProbe {

    private static final double MIB = 1024.0 * 1024;
    private static final double GIB = MIB * 1024;

    private final Path root;
    private final LongSupplier nanoClock;
    private final Cgroup cgroup;

    private ProcText.@Nullable CpuTicks ticksBefore;
    private Cgroup.@Nullable Cpu cgroupCpuBefore;
    private ProcText.@Nullable Moved disksBefore;
    private ProcText.@Nullable Moved networkBefore;
    private long nanosBefore;

    /** Creates a probe of the file system that begins here; {@code /} but for tests. */
    ProcHostProbe(Path root, LongSupplier nanoClock) {
        this.root = root;
        this.nanoClock = nanoClock;
        this.cgroup = new Cgroup(name -> read("sys/fs/cgroup/" + name));
    }

    /** Returns a probe of this machine. */
    public static ProcHostProbe create() {
        return new ProcHostProbe(Path.of("/"), System::nanoTime);
    }

    @Override
    public HostReading sample() {
        long now = nanoClock.getAsLong();
        Double cpu = cpuPercent(now);
        ProcText.Memory memory = memory();
        ProcText.Moved disks = parse("proc/diskstats", ProcText::disks);
        ProcText.Moved network = parse("proc/net/dev", ProcText::network);
        HostReading reading = new HostReading(
                cpu,
                memory == null ? null : (Double) (memory.usedBytes() / MIB),
                memory == null ? null : (Double) (memory.totalBytes() / MIB),
                diskUsedGib(),
                since(disks == null ? null : disks.in(), disksBefore == null ? null : disksBefore.in()),
                since(disks == null ? null : disks.out(), disksBefore == null ? null : disksBefore.out()),
                since(network == null ? null : network.in(), networkBefore == null ? null : networkBefore.in()),
                since(network == null ? null : network.out(), networkBefore == null ? null : networkBefore.out()));
        disksBefore = disks;
        networkBefore = network;
        nanosBefore = now;
        return reading;
    }

    @Override
    public HostFacts facts() {
        return new HostFacts(
                line("proc/sys/kernel/hostname"),
                line("proc/sys/kernel/random/boot_id"),
                parse("proc/uptime", ProcText::uptime));
    }

    private @Nullable Double cpuPercent(long now) {
        Cgroup.Cpu limited = cgroup.cpu();
        ProcText.CpuTicks ticks = parse("proc/stat", ProcText::cpu);
        Double percent = null;
        if (limited != null) {
            if (cgroupCpuBefore != null && now > nanosBefore) {
                double available = (now - nanosBefore) / 1e9 * limited.cores();
                percent = percent(limited.usedSeconds() - cgroupCpuBefore.usedSeconds(), available);
            }
        } else if (ticks != null && ticksBefore != null) {
            percent = percent((double) (ticks.busy() - ticksBefore.busy()), (double) (ticks.all() - ticksBefore.all()));
        }
        cgroupCpuBefore = limited;
        ticksBefore = ticks;
        return percent;
    }

    private ProcText.@Nullable Memory memory() {
        ProcText.Memory machine = parse("proc/meminfo", ProcText::memory);
        ProcText.Memory container = cgroup.memory();
        boolean limited = container != null && (machine == null || container.totalBytes() < machine.totalBytes());
        return limited ? container : machine;
    }

    private @Nullable Double diskUsedGib() {
        File disk = root.toFile();
        long total = disk.getTotalSpace();
        return total <= 0 ? null : (Double) ((total - disk.getFreeSpace()) / GIB);
    }

    /** Counters that went backwards belong to something that was removed: what moved is not known. */
    private static @Nullable Long since(@Nullable Long now, @Nullable Long before) {
        return now == null || before == null || now < before ? null : (Long) (now - before);
    }

    private static @Nullable Double percent(double used, double available) {
        return used < 0 || available <= 0 ? null : (Double) Math.min(100, 100 * used / available);
    }

    private @Nullable String line(String name) {
        String text = read(name);
        return text == null || text.isBlank() ? null : text.trim();
    }

    private <T> @Nullable T parse(String name, Parser<T> parser) {
        String text = read(name);
        return text == null ? null : parser.parse(text);
    }

    /** Returns the file's text, or null where there is none or it may not be read: on such a host the number is absent. */
    private @Nullable String read(String name) {
        try {
            return Files.readString(root.resolve(name));
        } catch (IOException notHere) {
            return null;
        }
    }

    /** A parser of one file. */
    private interface Parser<T> {
        @Nullable
        T parse(String text);
    }
}
