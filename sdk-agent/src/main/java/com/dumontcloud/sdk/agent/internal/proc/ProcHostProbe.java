package com.dumontcloud.sdk.agent.internal.proc;

import com.dumontcloud.sdk.agent.HostFacts;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.core.model.HostReading;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a Linux host, or the container this program runs in. It holds the files open that it reads with each sample. Thread-safe. */
public final class ProcHostProbe implements HostProbe {

    private static final double MIB = 1024.0 * 1024;
    private static final double GIB = MIB * 1024;

    private final File disk;
    private final LongSupplier nanoClock;
    private final SmallFiles files;
    private final HeldFile stat;
    private final HeldFile meminfo;
    private final HeldFile diskstats;
    private final HeldFile netDev;
    private final HeldFile uptime;
    private final Container container;
    private final double machineCores;

    private ProcText.@Nullable CpuTicks ticksBefore;
    private @Nullable Double cpuSecondsBefore;
    private Moved disksBefore = Moved.UNKNOWN;
    private Moved networkBefore = Moved.UNKNOWN;
    private long nanosBefore;

    /** Creates a probe of the file system that begins here; {@code /} but for tests. */
    ProcHostProbe(Path root, LongSupplier nanoClock) {
        this.disk = root.toFile();
        this.nanoClock = nanoClock;
        this.files = new SmallFiles(root);
        this.stat = files.hold("proc/stat");
        this.meminfo = files.hold("proc/meminfo");
        this.diskstats = files.hold("proc/diskstats");
        this.netDev = files.hold("proc/net/dev");
        this.uptime = files.hold("proc/uptime");
        this.container = new Container(files);
        String online = files.read("sys/devices/system/cpu/online");
        Double cores = online == null ? null : CgroupText.cpus(new Cursor(online));
        this.machineCores = cores == null ? Runtime.getRuntime().availableProcessors() : cores;
    }

    /** Returns a probe of this machine. */
    public static ProcHostProbe create() {
        return new ProcHostProbe(Path.of("/"), System::nanoTime);
    }

    @Override
    public synchronized HostReading sample() {
        long now = nanoClock.getAsLong();
        Double cpu = container.hasOwnCpu() ? containersCpuPercent(now) : machinesCpuPercent();
        ProcText.Memory memory = memory();
        Moved disks = container.hasOwnDisks() ? container.disks() : machinesDisks();
        Moved network = network();
        Moved disksMoved = disks.since(disksBefore);
        Moved networkMoved = network.since(networkBefore);
        disksBefore = disks;
        networkBefore = network;
        nanosBefore = now;
        return new HostReading(
                cpu,
                memory == null ? null : (Double) (memory.usedBytes() / MIB),
                memory == null ? null : (Double) (memory.totalBytes() / MIB),
                diskUsedGib(),
                disksMoved.in(),
                disksMoved.out(),
                networkMoved.in(),
                networkMoved.out());
    }

    @Override
    public synchronized HostFacts facts() {
        Cursor up = uptime.read();
        Duration since = up == null ? null : ProcText.uptime(up);
        return new HostFacts(line("proc/sys/kernel/hostname"), line("proc/sys/kernel/random/boot_id"), since);
    }

    /** Closes the files; a later sample opens them again. */
    @Override
    public synchronized void close() {
        files.close();
    }

    private @Nullable Double containersCpuPercent(long now) {
        Double seconds = container.cpuSeconds();
        Double before = cpuSecondsBefore;
        cpuSecondsBefore = seconds;
        if (seconds == null || before == null) {
            return null;
        }
        return percent(seconds - before, (now - nanosBefore) / 1e9 * container.cores(machineCores));
    }

    private @Nullable Double machinesCpuPercent() {
        Cursor text = stat.read();
        ProcText.CpuTicks ticks = text == null ? null : ProcText.cpu(text);
        ProcText.CpuTicks before = ticksBefore;
        ticksBefore = ticks;
        if (ticks == null || before == null) {
            return null;
        }
        return percent((double) (ticks.busy() - before.busy()), (double) (ticks.all() - before.all()));
    }

    private ProcText.@Nullable Memory memory() {
        Cursor text = meminfo.read();
        ProcText.Memory machine = text == null ? null : ProcText.memory(text);
        ProcText.Memory own = container.memory(machine == null ? null : (Long) machine.totalBytes());
        return own == null ? machine : own;
    }

    private Moved machinesDisks() {
        Cursor text = diskstats.read();
        return text == null ? Moved.UNKNOWN : ProcText.disks(text);
    }

    private Moved network() {
        Cursor text = netDev.read();
        return text == null ? Moved.UNKNOWN : ProcText.network(text);
    }

    private @Nullable Double diskUsedGib() {
        long total = disk.getTotalSpace();
        return total <= 0 ? null : (Double) ((total - disk.getFreeSpace()) / GIB);
    }

    private static @Nullable Double percent(double used, double available) {
        return used < 0 || available <= 0 ? null : (Double) Math.min(100, 100 * used / available);
    }

    private @Nullable String line(String name) {
        String text = files.read(name);
        return text == null || text.isBlank() ? null : text.trim();
    }
}
