package com.dumontcloud.sdk.agent.internal.proc;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parsers of the texts under {@code /proc}, as proc(5) describes them. Pure; what cannot be read is absent. */
final class ProcText {

    /** More would be above 2^63 or no count at all. */
    private static final int MOST_DIGITS = 19;

    private static final long SECTOR_BYTES = 512; // in diskstats always, whatever the device uses

    /** Layers over other disks, whose bytes would count twice, and disks of memory. */
    private static final Pattern NOT_A_DISK = Pattern.compile("(loop|ram|zram|dm-|md|sr|fd|nbd).*");

    /** Bridges, tunnels, bundles and the far ends of containers' interfaces, whose bytes pass another one as well. */
    private static final Pattern NOT_A_WIRE = Pattern.compile(
            "(veth|docker|br-|virbr|vnet|tap|tun|wg|tailscale|cni|flannel|cali|lxc|lxd|podman|ifb|dummy|bond"
                    + "|team|vlan|vxlan|gre|sit|ip6|kube|macv|ipvl).*|br\\d+|.*[.@].*");

    private ProcText() {}

    /** Ticks of all cores together since boot. */
    record CpuTicks(long busy, long all) {}

    /** Memory of the whole machine. */
    record Memory(long usedBytes, long totalBytes) {}

    /** Bytes moved since the count began, in and out; absent where that is not known. */
    record Moved(@Nullable Long in, @Nullable Long out) {

        static final Moved UNKNOWN = new Moved(null, null);

        /** Returns what moved since a count before; a smaller one belongs to something that is gone, so nothing is known. */
        Moved since(Moved before) {
            return new Moved(since(in, before.in), since(out, before.out));
        }

        private static @Nullable Long since(@Nullable Long now, @Nullable Long before) {
            return now == null || before == null || now < before ? null : (Long) (now - before);
        }
    }

    /** Parses {@code /proc/stat}. Waiting for a disk counts as idle; guests are part of user time already. */
    static @Nullable CpuTicks cpu(String stat) {
        return stat.startsWith("cpu ") ? cpuLine(words(stat.substring(0, lineEnd(stat, 0)))) : null;
    }

    /** Parses {@code /proc/meminfo}. */
    static @Nullable Memory memory(String meminfo) {
        Long total = keyed(meminfo, "MemTotal:");
        Long available = keyed(meminfo, "MemAvailable:");
        if (available == null) { // kernels before 3.14
            Long free = keyed(meminfo, "MemFree:");
            Long buffers = keyed(meminfo, "Buffers:");
            Long cached = keyed(meminfo, "Cached:");
            available = free == null || buffers == null || cached == null ? null : (Long) (free + buffers + cached);
        }
        if (total == null || available == null || total <= 0) {
            return null;
        }
        return new Memory(Math.max(0, total - available) * 1024, total * 1024);
    }

    /** Parses {@code /proc/diskstats}: whole disks only, so that no byte counts twice. */
    static Moved disks(String diskstats) {
        Map<String, List<String>> disks = new TreeMap<>();
        for (String line : lines(diskstats)) {
            List<String> words = words(line);
            if (words.size() >= 10 && !NOT_A_DISK.matcher(words.get(2)).matches()) {
                disks.put(words.get(2), words);
            }
        }
        Long read = null;
        Long written = null;
        for (Map.Entry<String, List<String>> disk : disks.entrySet()) {
            if (!isPartition(disk.getKey(), disks.keySet())) {
                read = plus(read, number(disk.getValue().get(5)));
                written = plus(written, number(disk.getValue().get(9)));
            }
        }
        return new Moved(bytes(read), bytes(written));
    }

    /** Returns the numbers, such as {@code 254:0}, of the devices in {@code /proc/diskstats} that are no disks themselves. */
    static Set<String> layers(String diskstats) {
        Set<String> layers = new TreeSet<>();
        for (String line : lines(diskstats)) {
            List<String> words = words(line);
            if (words.size() >= 3 && NOT_A_DISK.matcher(words.get(2)).matches()) {
                layers.add(words.get(0) + ":" + words.get(1));
            }
        }
        return layers;
    }

    /** Parses {@code /proc/net/dev}: loopback aside, the wires; where there are none, as in some containers, what there is. */
    static Moved network(String netDev) {
        Moved wires = Moved.UNKNOWN;
        Moved others = Moved.UNKNOWN;
        for (String line : lines(netDev)) {
            int colon = line.indexOf(':');
            List<String> words = words(line.substring(colon + 1)); // old kernels put no blank after the colon
            String name = line.substring(0, Math.max(0, colon)).trim();
            if (words.size() < 9 || name.isEmpty() || name.equals("lo")) {
                continue;
            }
            if (NOT_A_WIRE.matcher(name).matches()) {
                others = new Moved(plus(others.in, number(words.get(0))), plus(others.out, number(words.get(8))));
            } else {
                wires = new Moved(plus(wires.in, number(words.get(0))), plus(wires.out, number(words.get(8))));
            }
        }
        return wires.in == null && wires.out == null ? others : wires;
    }

    /** Parses {@code /proc/uptime}. */
    static @Nullable Duration uptime(String uptime) {
        List<String> words = words(uptime);
        if (words.isEmpty() || !words.get(0).matches("\\d{1,12}(\\.\\d{1,9})?")) {
            return null;
        }
        return Duration.ofMillis((long) (Double.parseDouble(words.get(0)) * 1000));
    }

    /** Parses a text that holds nothing but one whole number. */
    static @Nullable Long number(String text) {
        String digits = text.trim();
        if (digits.isEmpty() || digits.length() > MOST_DIGITS || digits.charAt(0) == '+') {
            return null;
        }
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    /** Returns the number behind a key at the start of a line. */
    static @Nullable Long keyed(String text, String key) {
        int at = 0;
        while (at >= 0 && at < text.length()) {
            int end = at + key.length();
            if (text.startsWith(key, at) && end < text.length() && isBlank(text.charAt(end))) {
                List<String> words = words(text.substring(end, lineEnd(text, end)));
                return words.isEmpty() ? null : number(words.get(0));
            }
            at = lineEnd(text, at) + 1;
        }
        return null;
    }

    /** Returns what stands between blanks. */
    static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= line.length(); i++) {
            boolean blank = i == line.length() || isBlank(line.charAt(i));
            if (blank && start >= 0) {
                words.add(line.substring(start, i));
                start = -1;
            } else if (!blank && start < 0) {
                start = i;
            }
        }
        return words;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static int lineEnd(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end;
    }

    private static @Nullable Long plus(@Nullable Long sum, @Nullable Long more) {
        return more == null ? sum : (Long) ((sum == null ? 0 : sum) + more);
    }

    private static @Nullable Long bytes(@Nullable Long sectors) {
        return sectors == null ? null : (Long) (sectors * SECTOR_BYTES);
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
