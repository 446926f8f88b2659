package com.dumontcloud.samples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the samples' own READMEs tell to copy and to run is there. */
class SampleReadmesTest {

    private static final Path SAMPLES = Path.of("..");
    private static final Pattern LINES_TO_COPY = Pattern.compile("```(?:java|xml)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MODULE_TO_RUN = Pattern.compile("-pl samples/([^\\s,]+)");

    @ParameterizedTest
    @MethodSource("readmes")
    void quotesTheSourcesWordForWord(Path readme) throws IOException {
        List<String> sources = sources(readme.resolveSibling("src/main"));
        Matcher quote = LINES_TO_COPY.matcher(Files.readString(readme));

        assertThat(quote.find()).as("%s has lines to copy", readme).isTrue();
        do {
            String lines = withoutIndentation(quote.group(1));
            assertThat(sources).as("the sources of %s", lines).anyMatch(source -> source.contains(lines));
        } while (quote.find());
    }

    @ParameterizedTest
    @MethodSource("readmes")
    void saysHowToRunItself(Path readme) throws IOException {
        Matcher module = MODULE_TO_RUN.matcher(Files.readString(readme));

        assertThat(module.find()).isTrue();
        assertThat(module.group(1))
                .isEqualTo(readme.toRealPath().getParent().getFileName().toString());
    }

    @ParameterizedTest
    @MethodSource("readmes")
    void takesHalfAPage(Path readme) throws IOException {
        assertThat(Files.readAllLines(readme)).hasSizeLessThanOrEqualTo(60);
    }

    static List<Path> readmes() throws IOException {
        try (Stream<Path> samples = Files.list(SAMPLES)) {
            return samples.map(sample -> sample.resolve("README.md"))
                    .filter(Files::exists)
                    .sorted()
                    .toList();
        }
    }

    private static List<String> sources(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(SampleReadmesTest::read)
                    .map(SampleReadmesTest::withoutIndentation)
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String withoutIndentation(String text) {
        return text.replaceAll("(?m)^ +", "");
    }
}
