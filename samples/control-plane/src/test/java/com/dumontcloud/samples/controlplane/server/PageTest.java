package com.dumontcloud.samples.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.IdleSignal;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.Threshold;
import com.dumontcloud.sdk.policy.decide.Operation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PageTest {

    private static final Path SOURCES = Path.of("src", "main", "resources", "page");
    private static final Pattern TEXT = Pattern.compile("(?m)^    (\\w+):");
    private static final Pattern USED = Pattern.compile("\\bt\\('(\\w+)'");
    private static final Pattern COMPOSED = Pattern.compile("\\bt\\(`([^`]*)`");
    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");
    private static final Pattern FOLDER = Pattern.compile("\"(/page/[0-9a-f]{16}/)app\\.js\"");
    private static final Pattern LIBRARY = Pattern.compile("\"(/libraries/[^\"]+)\"");

    /** Compressed, which is what crosses the network; the specification allows 300 KB, the terminal aside. */
    private static final int MOST_BYTES = 300_000;

    private final Page page = Page.load(1);

    @Test
    void servesEveryFileThatItIsMadeOf() throws IOException {
        String folder = match(FOLDER, index()).iterator().next();

        for (String name : sources()) {
            assertThat(page.find(folder + name)).as(name).isPresent();
        }
    }

    @Test
    void servesEveryLibraryThatItImports() {
        Set<String> libraries = match(LIBRARY, index());

        assertThat(libraries)
                .hasSize(7)
                .allSatisfy(url -> assertThat(page.find(url)).isPresent());
    }

    @Test
    void isSmallerThanAPhotograph() throws IOException {
        String folder = match(FOLDER, index()).iterator().next();
        Stream<String> urls = Stream.concat(sources().stream().map(folder::concat), match(LIBRARY, index()).stream())
                .filter(url -> !url.contains("terminal.") && !url.contains("xterm"));

        int bytes = urls.mapToInt(url -> page.find(url).orElseThrow().bytes(true).length)
                .sum();

        assertThat(bytes).isLessThan(MOST_BYTES);
    }

    @Test
    void loadsTheTerminalWithItsOwnDocumentOnly() throws IOException {
        for (String name : sources()) {
            if (!name.startsWith("terminal.")) {
                assertThat(Files.readString(SOURCES.resolve(name))).as(name).doesNotContain("xterm", "terminal.js'");
            }
        }
        assertThat(index().replaceAll("(?m)^<script type=\"importmap\">.*$", ""))
                .doesNotContain("terminal", "xterm");
        assertThat(text("/terminal")).contains("terminal.js", "xterm.css");
    }

    @Test
    void letsTheTerminalWriteStylesAndNoScripts() {
        String ofThePage = page.policy();
        String ofTheTerminal = page.find("/terminal").orElseThrow().policy();

        assertThat(ofThePage).contains("script-src 'self' 'sha256-").doesNotContain("unsafe-inline");
        assertThat(ofTheTerminal).isEqualTo(ofThePage + "; style-src 'self' 'unsafe-inline'");
    }

    @Test
    void saysEverythingInEveryLanguage() throws IOException {
        Set<String> english = texts("text.en.js");

        assertThat(english).hasSizeGreaterThan(50);
        assertThat(texts("text.pt-br.js")).isEqualTo(english);
    }

    @Test
    void hasEveryTextThatItAsksFor() throws IOException {
        Set<String> texts = texts("text.en.js");

        for (String name : sources()) {
            assertThat(texts).as(name).containsAll(match(USED, Files.readString(SOURCES.resolve(name))));
        }
    }

    @Test
    void hasNoTextThatNothingAsksFor() throws IOException {
        StringBuilder modules = new StringBuilder();
        for (String name : sources()) {
            if (!name.startsWith("text.")) {
                modules.append(Files.readString(SOURCES.resolve(name)));
            }
        }
        String source = modules.toString();
        List<Pattern> composed = match(COMPOSED, source).stream()
                .map(name -> Pattern.compile(name.replaceAll("\\$\\{[^}]*}", "\\\\w+")))
                .toList();

        assertThat(texts("text.en.js"))
                .allMatch(text -> source.contains("'" + text + "'")
                        || composed.stream().anyMatch(name -> name.matcher(text).matches()));
    }

    @Test
    void fillsInTheSameInEveryLanguage() throws IOException {
        Map<String, Set<String>> english = filledIn("text.en.js");

        assertThat(english).containsKey("parksIn");
        assertThat(filledIn("text.pt-br.js")).isEqualTo(english);
    }

    @Test
    void saysEveryReasonOfTheEngineInPortuguese() throws IOException {
        String portuguese = Files.readString(SOURCES.resolve("text.pt-br.js"));

        assertThat(match(TEXT, portuguese.substring(portuguese.indexOf("reasons: {"))))
                .containsExactlyInAnyOrderElementsOf(Stream.of(Reason.Code.values())
                        .map(code -> code.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    /** What the page shows by its word; in English each of them is its own text. */
    @Test
    void saysEveryWordOfTheEngineInPortuguese() throws IOException {
        Stream<Enum<?>[]> shown = Stream.of(
                MachineState.values(),
                Activity.values(),
                Liveness.values(),
                Cause.values(),
                Operation.Kind.values(),
                Operation.Phase.values(),
                Operation.Outcome.values(),
                FleetMode.values(),
                IdleSignal.Reading.values(),
                SpendCap.Period.values(),
                CommandResult.Outcome.values(),
                Witness.values());

        assertThat(words("text.pt-br.js"))
                .containsAll(shown.flatMap(Stream::of)
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void saysEveryThresholdInEveryLanguageAndLetsPeopleSetIt() throws IOException {
        for (String file : List.of("text.en.js", "text.pt-br.js")) {
            assertThat(words(file)).as(file).containsAll(thresholds());
        }
        String settings = Files.readString(SOURCES.resolve("fleetsettings.js"));
        assertThat(thresholds()).allMatch(threshold -> settings.contains("'" + threshold + "'"));
    }

    @Test
    void takesNamesAsLongAsMachinesMayHave() throws IOException {
        assertThat(Files.readString(SOURCES.resolve("create.js")))
                .contains("const LONGEST_NAME = " + MachineOrder.LONGEST_NAME + ";", "maxlength=${LONGEST_NAME}");
    }

    @Test
    void letsNothingOntoItselfButText() throws IOException {
        for (String name : sources()) {
            assertThat(Files.readString(SOURCES.resolve(name)))
                    .as(name)
                    .doesNotContain("innerHTML", "outerHTML", "insertAdjacent", "eval(", "style=");
        }
    }

    private String index() {
        return text("/");
    }

    private String text(String path) {
        return new String(page.find(path).orElseThrow().bytes(false), StandardCharsets.UTF_8);
    }

    private static List<String> sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.endsWith(".html"))
                    .sorted()
                    .toList();
        }
    }

    private static Set<String> texts(String file) throws IOException {
        String source = Files.readString(SOURCES.resolve(file));
        return match(TEXT, source.substring(source.indexOf("texts: {"), source.indexOf("words: {")));
    }

    private static Set<String> words(String file) throws IOException {
        String source = Files.readString(SOURCES.resolve(file));
        return match(TEXT, source.substring(source.indexOf("words: {"), source.indexOf("reasons: {")));
    }

    private static List<String> thresholds() {
        return Stream.of(Threshold.values()).map(Threshold::text).toList();
    }

    /** Returns what each text that has any leaves to be filled in. */
    private static Map<String, Set<String>> filledIn(String file) throws IOException {
        Map<String, Set<String>> found = new TreeMap<>();
        String source = Files.readString(SOURCES.resolve(file));
        String texts = source.substring(source.indexOf("texts: {"), source.indexOf("words: {"));
        for (String text : texts.split("\\R(?=    \\w+:)")) {
            Set<String> places = match(PLACE, text);
            if (!places.isEmpty()) {
                found.put(match(TEXT, text).iterator().next(), places);
            }
        }
        return found;
    }

    private static Set<String> match(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
