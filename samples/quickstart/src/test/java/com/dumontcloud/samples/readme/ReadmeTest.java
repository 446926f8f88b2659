package com.dumontcloud.samples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README shows is what compiles. */
class ReadmeTest {

    private static final Path README = Path.of("..", "..", "README.md");
    private static final Path SOURCES = Path.of("src", "main", "java", "com", "dumontcloud", "samples", "readme");
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern OUR_IMPORT = Pattern.compile("import com\\.dumontcloud\\.sdk\\.");

    @Test
    void quotesItsExamplesWordForWord() throws IOException {
        List<String> sources = sources().map(ReadmeTest::withoutIndentation).toList();

        assertThat(examples())
                .hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(example -> assertThat(sources)
                        .as("the sources of the examples")
                        .anyMatch(source -> source.contains(withoutIndentation(example))));
    }

    @Test
    void hasNoExampleOfMoreThanFifteenLines() throws IOException {
        assertThat(examples())
                .allSatisfy(example -> assertThat(example.lines().count()).isLessThanOrEqualTo(15));
    }

    @Test
    void needsAtMostSixOfOurTypesForAnExample() throws IOException {
        assertThat(sources().toList())
                .allSatisfy(source ->
                        assertThat(OUR_IMPORT.matcher(source).results().count()).isLessThanOrEqualTo(6));
    }

    private static List<String> examples() throws IOException {
        return EXAMPLE.matcher(Files.readString(README))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static Stream<String> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.toList().stream().map(ReadmeTest::read);
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
