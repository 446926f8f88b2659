package com.dumontcloud.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuickstartTest {

    private static final String TRACE =
            "instance,start_min,dur_min,gpus\n" + "a,0,60,2\n" + "a,100,20,2\n" + "b,50,10,1\n";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void replaysATraceAndWritesWhatCameOfIt() throws IOException {
        Path trace = trace();
        Path summary = folder.resolve("summary.json");
        Path actions = folder.resolve("actions.csv");

        int exitCode = run(
                "--trace", trace.toString(), "--summary-json", summary.toString(), "--actions-out", actions.toString());

        assertThat(exitCode).isZero();
        assertThat(errors.size()).isZero();
        assertThat(Files.readString(summary))
                .containsPattern(
                        "(?s)\\{\\s+\"replay_never_usd\": \\d+\\.\\d\\d,\\s+\"replay_policy_usd\": \\d+\\.\\d\\d,"
                                + "\\s+\"replay_best_usd\": \\d+\\.\\d\\d,\\s+\"replay_saved_usd\": \\d+\\.\\d\\d,"
                                + "\\s+\"parked\": 3,\\s+\"interrupted\": 1,\\s+\"instances\": 2,\\s+\"instance_days\": 2\\.1,"
                                + "\\s+\"ledger_billed_usd\": \\d+\\.\\d\\d,\\s+\"ledger_saved_usd\": \\d+\\.\\d\\d\\s+\\}");
        assertThat(Files.readAllLines(actions)).hasSize(4).first().isEqualTo("instance,time_min");
        assertThat(text(out)).contains("never parked", "with the policy", "best possible", "People interrupted");
    }

    @Test
    void replaysTheSameWayEachTime() throws IOException {
        String trace = trace().toString();

        run("--trace", trace);
        String first = text(out);
        out.reset();
        run("--trace", trace);

        assertThat(text(out)).isEqualTo(first);
    }

    @Test
    void listsThePresetsWhenOneIsUnknown() {
        int exitCode = run("--preset", "eager");

        assertThat(exitCode).isEqualTo(2);
        assertThat(text(errors)).contains("eager", "reactive", "lifecycle", "status-api", "balanced", "saver");
        assertThat(text(errors)).contains("--help");
    }

    @Test
    void refusesAnOptionThatItDoesNotKnow() {
        assertThat(run("--quick")).isEqualTo(2);
        assertThat(text(errors)).contains("--quick");
    }

    @Test
    void saysWhereATraceIsWrong() throws IOException {
        Path trace = Files.writeString(folder.resolve("t.csv"), "instance,start_min,dur_min,gpus\na,x,1,1\n");

        int exitCode = run("--trace", trace.toString());

        assertThat(exitCode).isEqualTo(1);
        assertThat(text(errors))
                .isEqualToNormalizingNewlines(
                        "dumont-quickstart: " + trace
                                + ", line 2, column 2 (start_min): expected minutes, a number from 0 to 5256000, found \"x\"\n");
        assertThat(out.size()).isZero();
    }

    @Test
    void saysWhatItCannotWrite() throws IOException {
        Path nowhere = folder.resolve("missing").resolve("summary.json");

        int exitCode = run("--trace", trace().toString(), "--summary-json", nowhere.toString());

        assertThat(exitCode).isEqualTo(1);
        assertThat(text(errors)).contains(nowhere.toString()).doesNotContain("\tat ");
    }

    @Test
    void explainsItself() {
        assertThat(run("--help")).isZero();
        assertThat(text(out))
                .contains("--trace", "--preset", "--plain", "--summary-json", "--actions-out", "Exit codes:");
    }

    @Test
    void tellsItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(text(out)).startsWith("dumont-quickstart ");
    }

    private Path trace() throws IOException {
        return Files.writeString(folder.resolve("trace.csv"), TRACE);
    }

    private int run(String... args) {
        try (Interrupt interrupt = new Interrupt()) {
            PrintStream to = new PrintStream(out, true, StandardCharsets.UTF_8);
            PrintStream complaints = new PrintStream(errors, true, StandardCharsets.UTF_8);
            return new Quickstart(to, false, interrupt).run(complaints, args);
        }
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
