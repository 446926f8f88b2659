package com.dumontcloud.sdk.agent.internal.record;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * One line of the record: words between tabs, each in the form of a web form's values, and a checksum at the end. Plain ASCII,
 * so that a person can read it and no text from outside can break out of its place.
 */
final class LogLine {

    private static final char SEPARATOR = '\t';
    private static final int CHECKSUM_DIGITS = 8;
    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9.*_+%-]+");

    private LogLine() {}

    /** Returns the line, with the line feed that makes it whole. Absent words become empty ones. */
    static String of(@Nullable String... words) {
        StringBuilder line = new StringBuilder();
        for (String word : words) {
            line.append(word == null ? "" : encode(word)).append(SEPARATOR);
        }
        return line.append(checksum(line)).append('\n').toString();
    }

    /**
     * Returns the words of a line; empty where it was damaged.
     *
     * @param line without its line feed
     */
    static List<String> words(String line) {
        int end = line.lastIndexOf(SEPARATOR) + 1;
        if (end == 0 || !line.substring(end).equals(checksum(line.substring(0, end)))) {
            return List.of();
        }
        List<String> words = new ArrayList<>();
        for (String word : line.substring(0, end - 1).split(String.valueOf(SEPARATOR), -1)) {
            words.add(decodeLeniently(word));
        }
        return words;
    }

    /** Returns everything in a damaged line that may once have been a word. */
    static List<String> remains(String line) {
        return WORD.matcher(line)
                .results()
                .map(word -> decodeLeniently(word.group()))
                .toList();
    }

    /** Returns whether a text comes back from the record as it went in. */
    static boolean keeps(String text) {
        return URLDecoder.decode(encode(text), StandardCharsets.UTF_8).equals(text);
    }

    private static String decodeLeniently(String piece) {
        try {
            return URLDecoder.decode(piece, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException cutInTheMiddle) {
            return piece;
        }
    }

    private static String encode(String word) {
        return URLEncoder.encode(word, StandardCharsets.UTF_8);
    }

    private static String checksum(CharSequence text) {
        CRC32 crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        String digits = Long.toHexString(crc.getValue());
        return "0".repeat(CHECKSUM_DIGITS - digits.length()) + digits;
    }
}
