package com.dumontcloud.samples.quickstart.usage;

import com.dumontcloud.sdk.core.model.MachineId;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One line of a recording, which says exactly what is wrong with it. */
final class CsvLine {

    private final Path file;
    private final int number;
    private final List<String> names;
    private final List<String> fields;

    private CsvLine(Path file, int number, List<String> names, List<String> fields) {
        this.file = file;
        this.number = number;
        this.names = names;
        this.fields = fields;
    }

    /** Understands the first line, which may name the columns in any order. */
    static List<String> header(Path file, String line, String wantedColumns) {
        List<String> names = split(line);
        for (String wanted : split(wantedColumns)) {
            if (!names.contains(wanted)) {
                throw new TraceFormatException(
                        file + ", line 1: no column " + wanted + "; expected the header " + wantedColumns);
            }
        }
        return names;
    }

    static CsvLine of(Path file, int number, List<String> names, String line) {
        List<String> fields = split(line);
        if (fields.size() != names.size()) {
            throw new TraceFormatException(file + ", line " + number + ": " + fields.size() + " columns; expected "
                    + names.size() + ": " + String.join(",", names));
        }
        return new CsvLine(file, number, names, fields);
    }

    boolean isEmpty(String column) {
        return field(column).isEmpty();
    }

    MachineId instance(String column) {
        try {
            return MachineId.of(field(column));
        } catch (IllegalArgumentException impossible) {
            throw wrong(column, "a name without spaces", impossible);
        }
    }

    /**
     * Returns a number from 0 on.
     *
     * @param what of what, for whoever wrote another
     */
    double number(String column, String what, double most) {
        String expected = what + ", a number from 0 to " + Math.round(most);
        try {
            double number = new BigDecimal(field(column)).doubleValue();
            if (number >= 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException noNumber) {
            throw wrong(column, expected, noNumber);
        }
        throw wrong(column, expected, null);
    }

    /** Returns a whole number from 1 on. */
    int count(String column, int most) {
        String expected = "a whole number from 1 to " + most;
        try {
            int count = Integer.parseInt(field(column));
            if (count >= 1 && count <= most) {
                return count;
            }
        } catch (NumberFormatException noNumber) {
            throw wrong(column, expected, noNumber);
        }
        throw wrong(column, expected, null);
    }

    private String field(String column) {
        return fields.get(names.indexOf(column));
    }

    private TraceFormatException wrong(String column, String expected, @Nullable Throwable cause) {
        String message = file + ", line " + number + ", column " + (names.indexOf(column) + 1) + " (" + column
                + "): expected " + expected + ", found \"" + field(column) + "\"";
        return cause == null ? new TraceFormatException(message) : new TraceFormatException(message, cause);
    }

    private static List<String> split(String line) {
        return Arrays.stream(line.split(",", -1)).map(String::trim).toList();
    }
}
