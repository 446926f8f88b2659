package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is done with a forgotten machine, and when there is something to do at all. */
class DeadManProgramTest {

    @TempDir
    private Path files;

    @Test
    void runsTheProgram() throws Exception {
        new DeadManProgram(program("echo acted > " + files + "/acted").toString()).act();

        assertThat(files.resolve("acted")).hasContent("acted\n");
    }

    @Test
    void saysThatItFailed() throws Exception {
        String program = program("exit 4").toString();

        assertThatIOException()
                .isThrownBy(new DeadManProgram(program)::act)
                .withMessage(program + " ended with code 4");
        assertThatIOException().isThrownBy(new DeadManProgram("dumont-no-such-program")::act);
    }

    /** The text of options tells nothing of it, but a switch with a wrong time is refused, so that is how it shows. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, -, -, false",
                "off, /bin/true, lease, false",
                "1s, -, -, true",
                "off, -, lease, false",
                "1s, /bin/true, -, true",
            })
    void existsWhenItIsAskedFor(String after, String program, String lease, boolean looksAtTheTime) {
        Map<String, String> environment = new HashMap<>();
        environment.put("DUMONT_DEAD_MAN_AFTER", after == null ? "" : after);
        environment.put("DUMONT_DEAD_MAN_COMMAND", program == null ? "" : program);
        environment.put("DUMONT_OWNER_LEASE", lease == null ? "" : lease);
        List<String> problems = new ArrayList<>();

        OwnersPrograms.of(new AgentSettings(Map.of(), environment), problems);

        assertThat(!problems.isEmpty()).isEqualTo(looksAtTheTime);
    }

    private Path program(String script) throws IOException {
        Path program = Files.writeString(files.resolve("program"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return program;
    }
}
