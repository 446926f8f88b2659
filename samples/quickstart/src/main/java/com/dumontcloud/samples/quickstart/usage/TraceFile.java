package com.dumontcloud.samples.quickstart.usage;

import com.dumontcloud.sdk.core.model.MachineId;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a recording of notebooks: comma-separated lines of {@code instance,start_min,dur_min,gpus}, with or without gzip.
 *
 * <p>Each line is an interval in which the instance was needed. An instance is rented from its first use until a day after its
 * last, with as many GPUs as its largest line says: nobody can tell from a recording when its owner would have given it back.
 */
public final class TraceFile {

    /** How long after its last use an instance is given back. */
    public static final double TAIL_MINUTES = 1440;

    private static final int GZIP_MAGIC = 0x1f8b;

    private final Path file;
    private final Map<MachineId, List<Interval>> busy = new LinkedHashMap<>();
    private final Map<MachineId, Integer> gpus = new LinkedHashMap<>();

    private TraceFile(Path file) {
        this.file = file;
    }

    /**
     * Reads a trace.
     *
     * @throws TraceFormatException if the file cannot be read or does not hold a trace
     */
    public static UsageTrace read(Path file) {
        return new TraceFile(file).read();
    }

    private UsageTrace read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8.newDecoder()))) {
            readLines(lines);
        } catch (NoSuchFileException missing) {
            throw new TraceFormatException(file + ": there is no such file", missing);
        } catch (CharacterCodingException garbled) {
            throw new TraceFormatException(
                    file + ": not text in UTF-8; expected lines of " + TraceLine.HEADER, garbled);
        } catch (ZipException | EOFException damaged) {
            throw new TraceFormatException(file + ": the gzip data is damaged or cut off", damaged);
        } catch (IOException unreadable) {
            throw new TraceFormatException(file + ": cannot be read (" + unreadable + ")", unreadable);
        }
        List<MachineUsage> machines = new ArrayList<>();
        busy.forEach((id, intervals) -> machines.add(rented(id, intervals)));
        return new UsageTrace(machines);
    }

    private InputStream open() throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        raw.mark(2);
        int magic = raw.read() << 8 | raw.read();
        raw.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(raw) : raw;
    }

    private void readLines(BufferedReader lines) throws IOException {
        String header = lines.readLine();
        TraceLine columns = TraceLine.header(file, header == null ? "" : header);
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isEmpty()) {
                add(columns.of(line, number));
            }
        }
        if (busy.isEmpty()) {
            throw new TraceFormatException(file + ": no line after the header; expected " + TraceLine.HEADER);
        }
    }

    private void add(TraceLine.Use use) {
        busy.computeIfAbsent(use.instance(), first -> new ArrayList<>()).add(use.interval());
        gpus.merge(use.instance(), use.gpus(), Math::max);
    }

    private MachineUsage rented(MachineId id, List<Interval> intervals) {
        double first =
                intervals.stream().mapToDouble(Interval::startMinute).min().orElseThrow();
        double last = intervals.stream().mapToDouble(Interval::endMinute).max().orElseThrow();
        return new MachineUsage(id, gpus.getOrDefault(id, 1), intervals, first, last + TAIL_MINUTES);
    }
}
