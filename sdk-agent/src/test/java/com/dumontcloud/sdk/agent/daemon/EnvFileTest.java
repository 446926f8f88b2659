package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings as systemd and the shell read them. */
class EnvFileTest {

    private static final String ODD = "a b$HOME`id`\"\\n;#é";

    @TempDir
    private Path files;

    @Test
    void isReadAsItWasWritten() {
        Map<String, String> variables = Map.of("DUMONT_X", ODD);

        assertThat(EnvFile.parse(EnvFile.format(variables))).isEqualTo(variables);
    }

    @Test
    void meansTheSameToAShell() throws Exception {
        Path file = Files.writeString(files.resolve("env"), EnvFile.format(Map.of("DUMONT_X", ODD)));

        try (AgentProcess shell = AgentProcess.start(
                files, Map.of(), List.of("/bin/sh", "-c", ". " + file + "; printf %s \"$DUMONT_X\""))) {
            assertThat(shell.awaitExit()).isZero();
            assertThat(shell.out()).isEqualTo(ODD);
        }
    }

    @Test
    void readsWhatPeopleWrite() {
        assertThat(EnvFile.parse("# note\n; note\n\nA=1\n B = \"two words\" \nC='x\nD=\nE='\nnonsense\n=x\nF=a=b"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("A", "1", "B", "two words", "C", "'x", "D", "", "E", "'", "F", "a=b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"it's", "two\nlines", "nul\0"})
    void refusesWhatItCannotHold(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EnvFile.format(Map.of("DUMONT_X", value)))
                .withMessageContaining("DUMONT_X");
    }
}
