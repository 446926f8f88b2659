package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Help texts and mistakes. */
class CommandLineTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(strings = {"run", "install", "uninstall", "status", "once", "doctor"})
    void everyCommandExplainsItself(String command) {
        assertThat(execute(command, "--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("Usage: dumont-agent " + command);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "once", "install", "doctor"})
    void saysWhomItReportsToWhereNothingElseIsSaid(String command) {
        execute(command, "--help");

        assertThat(out.toString(StandardCharsets.UTF_8).replaceAll("\\s+", " "))
                .contains("Default: https://dumontcloud.com. Or DUMONT_API_URL.");
    }

    @Test
    void explainsItselfAsAWhole() {
        assertThat(execute("--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("run", "install", "uninstall", "status", "once", "doctor")
                .contains("--instance-id", "DUMONT_INSTANCE_ID", "Exit codes:");
    }

    @Test
    void knowsItsVersion() {
        assertThat(execute("--version")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).matches("dumont-agent \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @ParameterizedTest
    @CsvSource({
        "run --tokn=s3cret-value, unknown option --tokn",
        "run --tokn s3cret-value, unknown option --tokn",
        "run s3cret-value, neither a command nor an option",
        "s3cret-value, neither a command nor an option",
        "status -s3cret-value, unknown option",
        "status --S3cret-value, unknown option",
        "run --instance-id, --instance-id",
        "run --instance-id 1 --instance-id s3cret-value, --instance-id",
        "install --service s3cret-value, --service does not take this value; it takes systemd or script",
    })
    void saysWhatIsWrongAndNeverRepeatsAValue(String args, String problem) {
        assertThat(execute(args.split(" "))).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains(problem, "--help")
                .doesNotContainIgnoringCase("s3cret");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--token s3cret",
                "--token=s3cret",
                "run --token s3cret",
                "once --api-token=s3cret",
                "-token s3cret",
                "--TOKEN s3cret",
                "install --dumont-api-token s3cret"
            })
    void refusesTokens(String args) {
        assertThat(execute(args.split(" "))).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("DUMONT_API_TOKEN_FILE")
                .doesNotContain("s3cret");
    }

    @ParameterizedTest
    @CsvSource({
        "run --dead-man-after 9m, PT9M",
        "run --dead-man-after 25h, PT25H",
        "run --dead-man-after soon, no time",
        "run --dead-man-command /bin/none, DUMONT_DEAD_MAN_COMMAND",
        "run --hook-hibernate relative, DUMONT_HOOK_HIBERNATE",
        "run --hook-snapshot /etc/passwd, DUMONT_HOOK_SNAPSHOT",
        "run --api-url ftp://x, https://",
        "run --instance-id a/../b c, machine id",
    })
    void startsNothingWithAWrongConfiguration(String args, String problem) {
        String[] words = args.split(" ", 3);

        assertThat(execute(words[0], words[1], words[2])).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot start", problem);
    }

    private int execute(String... args) {
        Shell shell = new Shell(
                Map.of(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return DumontAgent.execute(shell, args);
    }
}
