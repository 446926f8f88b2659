package com.dumontcloud.sdk.agent.internal.proc;

import com.dumontcloud.sdk.agent.HostFacts;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.core.model.HostReading;
import java.io.File;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Reads a Linux host, or the container this program runs in. For one thread at a time. */
public final class ProcHostProbe implements HostProbe {

    private static final double MIB = 1024.0 * 1024;
    private static final double GIB = MIB * 1024;

    private final Path root;
    private final LongSupplier nanoClock;
    private final SmallFiles files;
    private final Container container;
    private final double machineCores;

    private ProcText.@Nullable CpuTicks ticksBefore;
    private @Nullable Double cpuSecondsBefore;
    private ProcText.Moved disksBefore = ProcText.Moved.UNKNOWN;
    private ProcText.Moved networkBefore = ProcText.Moved.UNKNOWN;
    private long nanosBefore;

    /** Creates a probe of the file system that begins here; {@code /} but for tests. */
    ProcHostProbe(Path root, LongSupplier nanoClock) {
        this.root = root;
        this.nanoClock = nanoClock;
        this.files = new SmallFiles(root);
        this.container = new Container(files);
        Double online = parse("sys/devices/system/cpu/online", CgroupText::cpus);
        this.machineCores = online == null ? Runtime.getRuntime().availableProcessors() : online;
    }

    /** Returns a probe of this machine. */
    public static ProcHostProbe create() {
        return new ProcHostProbe(Path.of("/"), System::nanoTime);
    }

    @Override
    public HostReading sample() {
        long now = nanoClock.getAsLong();
        Double cpu = container.hasOwnCpu() ? containersCpuPercent(now) : machinesCpuPercent();
        ProcText.Memory memory = memory();
        ProcText.Moved disks = container.hasOwnDisks() ? container.disks() : moved("proc/diskstats", ProcText::disks);
        ProcText.Moved network = moved("proc/net/dev", ProcText::network);
        ProcText.Moved disksMoved = disks.since(disksBefore);
        ProcText.Moved networkMoved = network.since(networkBefore);
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
    public HostFacts facts() {
        return new HostFacts(
                line("proc/sys/kernel/hostname"),
                line("proc/sys/kernel/random/boot_id"),
                parse("proc/uptime", ProcText::uptime));
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
        ProcText.CpuTicks ticks = parse("proc/stat", ProcText::cpu);
        ProcText.CpuTicks before = ticksBefore;
        ticksBefore = ticks;
        if (ticks == null || before == null) {
            return null;
        }
        return percent((double) (ticks.busy() - before.busy()), (double) (ticks.all() - before.all()));
    }

    private ProcText.@Nullable Memory memory() {
        ProcText.Memory machine = parse("proc/meminfo", ProcText::memory);
        ProcText.Memory own = container.memory(machine == null ? null : (Long) machine.totalBytes());
        return own == null ? machine : own;
    }

    private @Nullable Double diskUsedGib() {
        File disk = root.toFile();
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

    private ProcText.Moved moved(String name, Function<String, ProcText.Moved> parser) {
        String text = files.read(name);
        return text == null ? ProcText.Moved.UNKNOWN : parser.apply(text);
    }

    private <T> @Nullable T parse(String name, Function<String, @Nullable T> parser) {
        String text = files.read(name);
        return text == null ? null : parser.apply(text);
    }
}
