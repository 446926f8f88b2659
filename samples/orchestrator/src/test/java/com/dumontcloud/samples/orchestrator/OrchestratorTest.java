package com.dumontcloud.samples.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command: its options, its exit codes, and what it says. */
class OrchestratorTest {

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @Test
    void trainsOnASimulatedMarketOnWhichMachinesAreLost() {
        assertThat(run("--steps", "120")).as(said(errors)).isZero();

        assertThat(said(out)).contains("rented machine", "is parked", "on with another", "done: 120 steps");
    }

    @Test
    void saysThatTheBudgetIsSpent() {
        assertThat(run("--budget", "0.50")).isEqualTo(3);

        assertThat(said(out)).contains("the budget is spent", "Raise --budget");
    }

    @Test
    void doesAStepByACommandThatKnowsWhichAndWhere() throws Exception {
        Path done = folder.resolve("done");

        assertThat(run("--steps", "3", "--run", "echo $DUMONT_STEP $DUMONT_MACHINE_ID $VAST_API_KEY >> " + done))
                .as(said(out))
                .isZero();

        assertThat(done).hasContent("1 simulated-1\n2 simulated-1\n3 simulated-1\n");
    }

    @Test
    void doesAStepAgainThatFailed() throws Exception {
        Path tries = folder.resolve("tries");

        assertThat(run("--steps", "2", "--run", "echo x >> " + tries + "; test $(wc -l < " + tries + ") -gt 2"))
                .as(said(out))
                .isZero();

        assertThat(Files.readAllLines(tries)).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "--steps, 0, steps must be",
        "--budget, 0.01, a budget of 0.01 USD must be",
        "--provider, nobody, nobody",
        "--provider, vast, set one of VAST_API_KEY and VAST_API_KEY_FILE",
        "--steps, many, many"
    })
    void saysWhatIsWrongWithItsOptions(String option, String value, String complaint) {
        assertThat(run(option, value)).isEqualTo(2);

        assertThat(said(errors)).contains(complaint);
    }

    @Test
    void explainsItself() {
        assertThat(run("--help")).isZero();

        assertThat(said(out)).contains("--provider", "--budget", "VAST_URL", "Ctrl-C", "Exit codes:");
    }

    private int run(String... options) {
        String[] all = new String[options.length + 2];
        System.arraycopy(options, 0, all, 2, options.length);
        all[0] = "--logbook";
        all[1] = folder.resolve("run").toString();
        return new Orchestrator(print(out), Map.of(), () -> false).run(print(errors), all);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static String said(ByteArrayOutputStream what) {
        return what.toString(StandardCharsets.UTF_8);
    }
}
