package com.dumontcloud.samples.quickstart.usage;

import com.dumontcloud.sdk.core.model.MachineId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes one line of a trace apart, and says exactly what is wrong with it. */
final class TraceLine {

    static final String HEADER = "instance,start_min,dur_min,gpus";

    /** Ten years: more is a mistake of units, and would replay for hours. */
    private static final double MOST_MINUTES = 5_256_000;

    private static final int MOST_GPUS = 1024;

    private final Path file;
    private final List<String> names;

    private TraceLine(Path file, List<String> names) {
        this.file = file;
        this.names = names;
    }

    /** Understands the first line, which may name the columns in any order. */
    static TraceLine header(Path file, String line) {
        List<String> names = split(line);
        for (String wanted : split(HEADER)) {
            if (!names.contains(wanted)) {
                throw new TraceFormatException(
                        file + ", line 1: no column " + wanted + "; expected the header " + HEADER);
            }
        }
        return new TraceLine(file, names);
    }

    Use of(String line, int number) {
        List<String> fields = split(line);
        if (fields.size() != names.size()) {
            throw new TraceFormatException(file + ", line " + number + ": " + fields.size() + " columns; expected "
                    + names.size() + ": " + String.join(",", names));
        }
        MachineId instance = instance(fields, number);
        double start = minutes("start_min", fields, number);
        double length = minutes("dur_min", fields, number);
        return new Use(instance, new Interval(start, start + length), gpus(fields, number));
    }

    private MachineId instance(List<String> fields, int number) {
        try {
            return MachineId.of(field("instance", fields));
        } catch (IllegalArgumentException impossible) {
            throw wrong("instance", fields, number, "a name without spaces", impossible);
        }
    }

    private double minutes(String column, List<String> fields, int number) {
        String expected = "minutes, a number from 0 to " + Math.round(MOST_MINUTES);
        try {
            double minutes = new BigDecimal(field(column, fields)).doubleValue();
            if (minutes >= 0 && minutes <= MOST_MINUTES) {
                return minutes;
            }
        } catch (NumberFormatException noNumber) {
            throw wrong(column, fields, number, expected, noNumber);
        }
        throw wrong(column, fields, number, expected, null);
    }

    private int gpus(List<String> fields, int number) {
        String expected = "a whole number from 1 to " + MOST_GPUS;
        try {
            int gpus = Integer.parseInt(field("gpus", fields));
            if (gpus >= 1 && gpus <= MOST_GPUS) {
                return gpus;
            }
        } catch (NumberFormatException noNumber) {
            throw wrong("gpus", fields, number, expected, noNumber);
        }
        throw wrong("gpus", fields, number, expected, null);
    }

    private String field(String column, List<String> fields) {
        return fields.get(names.indexOf(column));
    }

    private TraceFormatException wrong(
            String column, List<String> fields, int number, String expected, @Nullable Throwable cause) {
        String message = file + ", line " + number + ", column " + (names.indexOf(column) + 1) + " (" + column
                + "): expected " + expected + ", found \"" + field(column, fields) + "\"";
        return cause == null ? new TraceFormatException(message) : new TraceFormatException(message, cause);
    }

    private static List<String> split(String line) {
        return Arrays.stream(line.split(",", -1)).map(String::trim).toList();
    }

    /** One line: who was needed when. */
    record Use(MachineId instance, Interval interval, int gpus) {}
}
