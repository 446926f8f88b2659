package com.dumontcloud.sdk.core.advisor;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Published figures that lie beside the classes: fields between semicolons, one row a line; what begins with # is for people. */
final class Table {

    private Table() {}

    static List<Row> read(String resource) {
        InputStream stream = Objects.requireNonNull(Table.class.getResourceAsStream(resource), resource);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> new Row(List.of(line.split(";", -1))))
                    .toList();
        } catch (IOException damaged) {
            throw new UncheckedIOException("cannot read " + resource + " of this jar", damaged);
        }
    }

    /**
     * Returns what finds a name however its words are joined: {@code llama 3} in {@code Llama-3-8B}, and not in {@code llama 3.1}.
     *
     * @param names of which any will do, between bars, their words between blanks
     */
    static Pattern pattern(String names) {
        return Pattern.compile(Stream.of(names.toLowerCase(Locale.ROOT).split("\\|", -1))
                .map(name -> Stream.of(name.split(" ", -1)).map(Pattern::quote).collect(Collectors.joining("[-_ ]*")))
                .collect(Collectors.joining("|", "(?:(?<![a-z0-9])|(?<=[0-9]x))(?:", ")s?(?![a-z0-9]|[.][0-9])")));
    }

    /** One row, its fields by their place. */
    record Row(List<String> fields) {

        String text(int place) {
            return fields.get(place);
        }

        @Nullable
        Double number(int place) {
            return fields.get(place).isEmpty() ? null : Double.valueOf(fields.get(place));
        }

        boolean flag(int place) {
            return fields.get(place).equals("yes");
        }
    }
}
