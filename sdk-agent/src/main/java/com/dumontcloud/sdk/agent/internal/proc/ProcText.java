package com.dumontcloud.sdk.agent.internal.proc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Parsers of the texts under {@code /proc}, as proc(5) describes them, each from its beginning. What cannot be read is absent. */
final class ProcText {

    private static final byte[] CPU = bytesOf("cpu");
    private static final byte[] TOTAL = bytesOf("MemTotal:");
    private static final byte[] AVAILABLE = bytesOf("MemAvailable:");
    private static final byte[] FREE = bytesOf("MemFree:");
    private static final byte[] BUFFERS = bytesOf("Buffers:");
    private static final byte[] CACHED = bytesOf("Cached:");
    private static final byte[] LOOPBACK = bytesOf("lo:");

    private static final long SECTOR_BYTES = 512; // in diskstats always, whatever the device uses

    private ProcText() {}

    /** Ticks of all cores together since boot. */
    record CpuTicks(long busy, long all) {}

    /** Memory of the whole machine. */
    record Memory(long usedBytes, long totalBytes) {}

    /** Parses {@code /proc/stat}. Waiting for a disk counts as idle; guests are part of user time already. */
    static @Nullable CpuTicks cpu(Cursor stat) {
        if (!stat.takeWord(CPU)) {
            return null;
        }
        long all = 0;
        long idle = 0;
        int columns = 0; // user nice system idle iowait irq softirq steal
        for (; columns < 8 && stat.toWord(); columns++) {
            Long ticks = stat.number();
            if (ticks == null) {
                return null;
            }
            all += ticks;
            idle += columns == 3 || columns == 4 ? ticks : 0;
        }
        return columns < 4 ? null : new CpuTicks(all - idle, all);
    }

    /** Parses {@code /proc/meminfo}. */
    static @Nullable Memory memory(Cursor meminfo) {
        Long total = null;
        Long available = null;
        Long free = null;
        Long buffers = null;
        Long cached = null;
        for (; !meminfo.isAtEnd() && (total == null || available == null); meminfo.nextLine()) {
            if (meminfo.takeWord(TOTAL)) {
                total = meminfo.number();
            } else if (meminfo.takeWord(AVAILABLE)) {
                available = meminfo.number();
            } else if (meminfo.takeWord(FREE)) {
                free = meminfo.number();
            } else if (meminfo.takeWord(BUFFERS)) {
                buffers = meminfo.number();
            } else if (meminfo.takeWord(CACHED)) {
                cached = meminfo.number();
            }
        }
        if (available == null) { // kernels before 3.14
            available = free == null || buffers == null || cached == null ? null : (Long) (free + buffers + cached);
        }
        if (total == null || available == null || total <= 0) {
            return null;
        }
        return new Memory(Math.max(0, total - available) * 1024, total * 1024);
    }

    /** Parses {@code /proc/diskstats}: whole disks only, so that no byte counts twice. A disk's partitions follow it. */
    static Moved disks(Cursor diskstats) {
        Long read = null;
        Long written = null;
        int disk = 0;
        int diskEnd = 0;
        for (; !diskstats.isAtEnd(); diskstats.nextLine()) {
            if (!diskstats.skipWords(2) || !diskstats.toWord() || Names.isNoDisk(diskstats)) {
                continue;
            }
            int name = diskstats.position();
            int nameEnd = diskstats.wordEnd();
            if (Names.isPartition(diskstats, name, nameEnd, disk, diskEnd)) {
                continue;
            }
            disk = name;
            diskEnd = nameEnd;
            diskstats.goTo(nameEnd);
            Long sectorsRead = diskstats.skipWords(2) ? diskstats.number() : null;
            if (diskstats.skipWords(3) && diskstats.toWord()) {
                read = plus(read, sectorsRead);
                written = plus(written, diskstats.number());
            }
        }
        return new Moved(bytes(read), bytes(written));
    }

    /** Parses {@code /proc/diskstats} for the devices that are no disks themselves. */
    static Devices layers(Cursor diskstats) {
        Devices layers = new Devices();
        for (; !diskstats.isAtEnd(); diskstats.nextLine()) {
            Long major = diskstats.number();
            Long minor = diskstats.number();
            if (major != null && minor != null && diskstats.toWord() && Names.isNoDisk(diskstats)) {
                layers.add(major, minor);
            }
        }
        return layers;
    }

    /** Parses {@code /proc/net/dev}: loopback aside, the wires; where there are none, as in some containers, what there is. */
    static Moved network(Cursor netDev) {
        Long wiresIn = null;
        Long wiresOut = null;
        Long othersIn = null;
        Long othersOut = null;
        for (; !netDev.isAtEnd(); netDev.nextLine()) {
            if (!netDev.toWord() || netDev.take(LOOPBACK)) {
                continue;
            }
            int colon = netDev.find(':');
            if (colon < 0) {
                continue;
            }
            boolean wire = Names.isWire(netDev, colon);
            netDev.goTo(colon + 1); // behind which old kernels put no blank
            Long in = netDev.number();
            if (!netDev.skipWords(7) || !netDev.toWord()) {
                continue;
            }
            Long out = netDev.number();
            if (wire) {
                wiresIn = plus(wiresIn, in);
                wiresOut = plus(wiresOut, out);
            } else {
                othersIn = plus(othersIn, in);
                othersOut = plus(othersOut, out);
            }
        }
        return wiresIn == null && wiresOut == null ? new Moved(othersIn, othersOut) : new Moved(wiresIn, wiresOut);
    }

    /** Parses {@code /proc/uptime}: seconds and hundredths. */
    static @Nullable Duration uptime(Cursor uptime) {
        int seconds = uptime.toWord() ? uptime.digits(9) : -1;
        int start = uptime.position() + 1;
        int fraction = seconds >= 0 && uptime.take('.') ? uptime.digits(3) : 0;
        int places = uptime.position() - start;
        if (seconds < 0 || fraction < 0 || uptime.wordEnd() != uptime.position()) {
            return null;
        }
        int millis = places == 1 ? fraction * 100 : places == 2 ? fraction * 10 : fraction;
        return Duration.ofSeconds(seconds).plusMillis(millis);
    }

    /** Returns the number behind a key at the start of a line. */
    static @Nullable Long keyed(Cursor text, byte[] key) {
        for (; !text.isAtEnd(); text.nextLine()) {
            if (text.takeWord(key)) {
                return text.number();
            }
        }
        return null;
    }

    /** Returns the bytes of a text to look for. */
    static byte[] bytesOf(String text) {
        return text.getBytes(ISO_8859_1);
    }

    /** Returns the bytes of texts to look for. */
    static byte[][] bytesOfEach(String... texts) {
        byte[][] all = new byte[texts.length][];
        for (int i = 0; i < all.length; i++) {
            all[i] = bytesOf(texts[i]);
        }
        return all;
    }

    private static @Nullable Long plus(@Nullable Long sum, @Nullable Long more) {
        return more == null ? sum : (Long) ((sum == null ? 0 : sum) + more);
    }

    private static @Nullable Long bytes(@Nullable Long sectors) {
        return sectors == null ? null : (Long) (sectors * SECTOR_BYTES);
    }
}
