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
        "--steps, 0, steps are 0; they must be 1 or more",
        "--steps, -1, steps are -1; they must be 1 or more",
        "--checkpoint-every, 0, a checkpoint after 0 steps; it must be after 1 or more",
        "--pause-every, -1, 'a pause after -1 steps; it must be after 1 or more, or 0 for never'",
        "--pause-minutes, -1, a pause of -1 minutes; it must be 0 or longer",
        "--step-seconds, -1, --step-seconds is -1; it must be 0 or more",
        "--max-rate, 0, the highest hourly rate is 0 USD; it must be more than 0",
        "--max-rate, -0.01, -0.01",
        "--disk, 0, diskGb is 0; it must be 1 or more",
        "--budget, 0, a budget of 0 USD must be",
        "--budget, 0.01, a budget of 0.01 USD must be",
        "--provider, nobody, nobody",
        "--provider, vast, set one of VAST_API_KEY and VAST_API_KEY_FILE",
        "--steps, many, many"
    })
    void saysWhatIsWrongWithItsOptions(String option, String value, String complaint) {
        assertThat(run(option, value)).isEqualTo(2);

        assertThat(said(errors)).contains(complaint);
    }

    @ParameterizedTest
    @CsvSource({"ftp://127.0.0.1, the base URL is not of the form https://host[:port]", "http://192.0.2.1, use https"})
    void saysWhatIsWrongWithTheAddressOfVast(String url, String complaint) {
        Map<String, String> environment = Map.of("VAST_API_KEY", "any", "VAST_URL", url);

        assertThat(run(environment, "--provider", "vast")).isEqualTo(2);

        assertThat(said(errors)).contains(complaint, "VAST_URL");
    }

    @Test
    void explainsItself() {
        assertThat(run("--help")).isZero();

        assertThat(said(out)).contains("--provider", "--budget", "VAST_URL", "Ctrl-C", "Exit codes:");
    }

    private int run(String... options) {
        return run(Map.of(), options);
    }

    private int run(Map<String, String> environment, String... options) {
        String[] all = new String[options.length + 2];
        System.arraycopy(options, 0, all, 2, options.length);
        all[0] = "--logbook";
        all[1] = folder.resolve("run").toString();
        return new Orchestrator(print(out), environment, () -> false).run(print(errors), all);
    }

    private static PrintStream print(ByteArrayOutputStream to) {
        return new PrintStream(to, true, StandardCharsets.UTF_8);
    }

    private static String said(ByteArrayOutputStream what) {
        return what.toString(StandardCharsets.UTF_8);
    }
}
