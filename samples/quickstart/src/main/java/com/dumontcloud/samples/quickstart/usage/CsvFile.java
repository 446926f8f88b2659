package com.dumontcloud.samples.quickstart.usage;

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
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A recording: comma-separated lines under a header, with or without gzip. */
final class CsvFile {

    private static final int GZIP_MAGIC = 0x1f8b;

    private CsvFile() {}

    /**
     * Reads every line.
     *
     * @param columns those that there must be
     * @throws TraceFormatException if the file cannot be read, is not of this form, or has no line
     */
    static void read(Path file, String columns, Consumer<CsvLine> line) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(open(file), StandardCharsets.UTF_8.newDecoder()))) {
            if (readLines(file, lines, columns, line) == 0) {
                throw new TraceFormatException(file + ": no line after the header; expected " + columns);
            }
        } catch (NoSuchFileException missing) {
            throw new TraceFormatException(file + ": there is no such file", missing);
        } catch (CharacterCodingException garbled) {
            throw new TraceFormatException(file + ": not text in UTF-8; expected lines of " + columns, garbled);
        } catch (ZipException | EOFException damaged) {
            throw new TraceFormatException(file + ": the gzip data is damaged or cut off", damaged);
        } catch (IOException unreadable) {
            throw new TraceFormatException(file + ": cannot be read (" + unreadable + ")", unreadable);
        }
    }

    private static InputStream open(Path file) throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        raw.mark(2);
        int magic = raw.read() << 8 | raw.read();
        raw.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(raw) : raw;
    }

    private static int readLines(Path file, BufferedReader lines, String columns, Consumer<CsvLine> reader)
            throws IOException {
        String header = lines.readLine();
        List<String> names = CsvLine.header(file, header == null ? "" : header, columns);
        int number = 1;
        int read = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (!line.isEmpty()) {
                reader.accept(CsvLine.of(file, number, names, line));
                read++;
            }
        }
        return read;
    }
}
