package com.dumontcloud.samples.quickstart.usage;

import com.dumontcloud.sdk.core.model.MachineId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a recording of inference servers: comma-separated lines of {@code instance,t_s,gpu_util_pct,gpu_mem_mib}, with or without
 * gzip.
 *
 * <p>Each line is a sample of a machine with one GPU, needed from a sample of 5 % on until the next one, at most 10 minutes. A
 * sample without a utilisation was lost and says nothing. A machine is rented from its first sample to its last.
 */
public final class ServingTraceFile {

    private static final String COLUMNS = "instance,t_s,gpu_util_pct,gpu_mem_mib";

    /** Ten years: more is a mistake of units, and would replay for hours. */
    private static final double MOST_SECONDS = 315_360_000;

    private static final double BUSY_PERCENT = 5;
    private static final double HOLDS_MINUTES = 10;
    /** What the last sample of a machine speaks for: the 57 s between two samples. */
    private static final double LAST_HOLDS_MINUTES = 0.95;

    private final Map<MachineId, List<Sample>> samples = new LinkedHashMap<>();

    private ServingTraceFile() {}

    /**
     * Reads a trace.
     *
     * @throws TraceFormatException if the file cannot be read or does not hold a trace
     */
    public static UsageTrace read(Path file) {
        ServingTraceFile trace = new ServingTraceFile();
        CsvFile.read(file, COLUMNS, trace::add);
        if (trace.samples.isEmpty()) {
            throw new TraceFormatException(file + ": no line has a gpu_util_pct");
        }
        List<MachineUsage> machines = new ArrayList<>();
        trace.samples.forEach((id, taken) -> machines.add(rented(id, taken)));
        return new UsageTrace(machines);
    }

    private void add(CsvLine line) {
        MachineId instance = line.instance("instance");
        double minute = line.number("t_s", "seconds", MOST_SECONDS) / 60;
        if (!line.isEmpty("gpu_util_pct")) {
            Sample sample = new Sample(minute, line.number("gpu_util_pct", "per cent", 100));
            samples.computeIfAbsent(instance, first -> new ArrayList<>()).add(sample);
        }
    }

    private static MachineUsage rented(MachineId id, List<Sample> taken) {
        taken.sort(Comparator.comparingDouble(Sample::minute).thenComparingDouble(Sample::percent));
        double end = taken.get(taken.size() - 1).minute + LAST_HOLDS_MINUTES;
        List<Interval> busy = new ArrayList<>();
        for (int i = 0; i < taken.size(); i++) {
            Sample sample = taken.get(i);
            double next = i + 1 < taken.size() ? taken.get(i + 1).minute : end;
            if (sample.percent >= BUSY_PERCENT) {
                busy.add(new Interval(sample.minute, Math.min(next, sample.minute + HOLDS_MINUTES)));
            }
        }
        return new MachineUsage(id, 1, busy, taken.get(0).minute, end);
    }

    /** How much the GPU did, and when it was looked at. */
    private record Sample(double minute, double percent) {}
}
