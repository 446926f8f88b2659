package com.dumontcloud.sdk.agent.internal.proc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parsers of the texts under {@code /proc}, as proc(5) describes them. Pure; what cannot be read is absent. */
final class ProcText {

    private static final long SECTOR_BYTES = 512; // in diskstats always, whatever the device uses

    /** Layers over other disks, whose bytes would count twice, and disks of memory. */
    private static final Pattern NOT_A_DISK = Pattern.compile("(loop|ram|zram|dm-|md|sr|fd|nbd).*");

    private ProcText() {}

    /** Ticks of all cores together since boot. */
    record CpuTicks(long busy, long all) {}

    /** Memory of the whole machine. */
    record Memory(long usedBytes, long totalBytes) {}

    /** Bytes moved since boot, in and out. */
    record Moved(long in, long out) {}

    /** Parses {@code /proc/stat}. Waiting for a disk counts as idle; guests are part of user time already. */
    static @Nullable CpuTicks cpu(String stat) {
        for (String line : lines(stat)) {
            if (line.startsWith("cpu ")) {
                return cpuLine(words(line));
            }
        }
        return null;
    }

    /** Parses {@code /proc/meminfo}. */
    static @Nullable Memory memory(String meminfo) {
        Long total = kib(meminfo, "MemTotal:");
        Long available = kib(meminfo, "MemAvailable:");
        if (available == null) { // kernels before 3.14
            Long free = kib(meminfo, "MemFree:");
            Long buffers = kib(meminfo, "Buffers:");
            Long cached = kib(meminfo, "Cached:");
            available = free == null || buffers == null || cached == null ? null : (Long) (free + buffers + cached);
        }
        if (total == null || available == null || total <= 0) {
            return null;
        }
        return new Memory(Math.max(0, total - available) * 1024, total * 1024);
    }

    /** Parses {@code /proc/diskstats}: whole disks only, so that no byte counts twice. */
    static @Nullable Moved disks(String diskstats) {
        List<List<String>> rows = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (String line : lines(diskstats)) {
            List<String> words = words(line);
            if (words.size() >= 10 && !NOT_A_DISK.matcher(words.get(2)).matches()) {
                rows.add(words);
                names.add(words.get(2));
            }
        }
        Long read = null;
        Long written = null;
        for (List<String> row : rows) {
            Long sectorsRead = number(row.get(5));
            Long sectorsWritten = number(row.get(9));
            if (sectorsRead != null && sectorsWritten != null && !isPartition(row.get(2), names)) {
                read = (read == null ? 0 : read) + sectorsRead * SECTOR_BYTES;
                written = (written == null ? 0 : written) + sectorsWritten * SECTOR_BYTES;
            }
        }
        return read == null || written == null ? null : new Moved(read, written);
    }

    /** Parses {@code /proc/net/dev}: every interface but loopback. */
    static @Nullable Moved network(String netDev) {
        Long received = null;
        Long sent = null;
        for (String line : lines(netDev)) {
            int colon = line.indexOf(':');
            if (colon < 0 || line.substring(0, colon).trim().equals("lo")) {
                continue;
            }
            List<String> words = words(line.substring(colon + 1)); // old kernels put no blank after the colon
            Long in = words.size() < 9 ? null : number(words.get(0));
            Long out = words.size() < 9 ? null : number(words.get(8));
            if (in != null && out != null) {
                received = (received == null ? 0 : received) + in;
                sent = (sent == null ? 0 : sent) + out;
            }
        }
        return received == null || sent == null ? null : new Moved(received, sent);
    }

    /** Parses {@code /proc/uptime}. */
    static @Nullable Duration uptime(String uptime) {
        List<String> words = words(uptime);
        if (words.isEmpty() || !words.get(0).matches("\\d{1,12}(\\.\\d{1,9})?")) {
            return null;
        }
        return Duration.ofMillis((long) (Double.parseDouble(words.get(0)) * 1000));
    }

    /** Parses a file that holds nothing but one whole number. */
    static @Nullable Long number(String text) {
        String digits = text.trim();
        return digits.matches("-?\\d{1,18}") ? (Long) Long.parseLong(digits) : null;
    }

    /** Returns the number behind a key at the start of a line. */
    static @Nullable Long keyed(String text, String key) {
        for (String line : lines(text)) {
            List<String> words = words(line);
            if (words.size() >= 2 && words.get(0).equals(key)) {
                return number(words.get(1));
            }
        }
        return null;
    }

    static List<String> words(String line) {
        String trimmed = line.trim();
        return trimmed.isEmpty() ? List.of() : List.of(trimmed.split("\\s+"));
    }

    private static @Nullable CpuTicks cpuLine(List<String> words) {
        if (words.size() < 5) {
            return null;
        }
        long all = 0;
        long idle = 0;
        for (int i = 1; i < Math.min(words.size(), 9); i++) { // user nice system idle iowait irq softirq steal
            Long ticks = number(words.get(i));
            if (ticks == null) {
                return null;
            }
            all += ticks;
            idle += i == 4 || i == 5 ? ticks : 0;
        }
        return new CpuTicks(all - idle, all);
    }

    private static @Nullable Long kib(String meminfo, String key) {
        return keyed(meminfo, key);
    }

    /** A partition's name is its disk's with digits behind, or with p and digits where the disk's ends in a digit. */
    private static boolean isPartition(String name, Set<String> names) {
        int end = name.length();
        while (end > 0 && Character.isDigit(name.charAt(end - 1))) {
            end--;
        }
        if (end == name.length() || end == 0) {
            return false;
        }
        String stem = name.substring(0, end);
        return names.contains(stem) || (stem.endsWith("p") && names.contains(stem.substring(0, end - 1)));
    }

    private static List<String> lines(String text) {
        return text.lines().toList();
    }
}
