package com.dumontcloud.samples.quickstart.usage;

import com.dumontcloud.sdk.core.model.MachineId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a recording of notebooks: comma-separated lines of {@code instance,start_min,dur_min,gpus}, with or without gzip.
 *
 * <p>Each line is an interval in which the instance was needed. An instance is rented from its first use until a day after its
 * last, with as many GPUs as its largest line says: nobody can tell from a recording when its owner would have given it back.
 */
public final class TraceFile {

    /** How long after its last use an instance is given back. */
    public static final double TAIL_MINUTES = 1440;

    private static final String COLUMNS = "instance,start_min,dur_min,gpus";

    /** Ten years: more is a mistake of units, and would replay for hours. */
    private static final double MOST_MINUTES = 5_256_000;

    private static final int MOST_GPUS = 1024;

    private final Map<MachineId, List<Interval>> busy = new LinkedHashMap<>();
    private final Map<MachineId, Integer> gpus = new LinkedHashMap<>();

    private TraceFile() {}

    /**
     * Reads a trace.
     *
     * @throws TraceFormatException if the file cannot be read or does not hold a trace
     */
    public static UsageTrace read(Path file) {
        TraceFile trace = new TraceFile();
        CsvFile.read(file, COLUMNS, trace::add);
        List<MachineUsage> machines = new ArrayList<>();
        trace.busy.forEach((id, intervals) -> machines.add(trace.rented(id, intervals)));
        return new UsageTrace(machines);
    }

    private void add(CsvLine line) {
        MachineId instance = line.instance("instance");
        double start = line.number("start_min", "minutes", MOST_MINUTES);
        double length = line.number("dur_min", "minutes", MOST_MINUTES);
        busy.computeIfAbsent(instance, first -> new ArrayList<>()).add(new Interval(start, start + length));
        gpus.merge(instance, line.count("gpus", MOST_GPUS), Math::max);
    }

    private MachineUsage rented(MachineId id, List<Interval> intervals) {
        double first =
                intervals.stream().mapToDouble(Interval::startMinute).min().orElseThrow();
        double last = intervals.stream().mapToDouble(Interval::endMinute).max().orElseThrow();
        return new MachineUsage(id, gpus.getOrDefault(id, 1), intervals, first, last + TAIL_MINUTES);
    }
}
