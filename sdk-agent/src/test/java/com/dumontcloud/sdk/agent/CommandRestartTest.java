package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program killed while it carries out commands, and started again, against a control plane that repeats them. */
class CommandRestartTest {

    private final List<Process> programs = new ArrayList<>();
    private CommandServer server;

    @TempDir
    private Path files;

    @BeforeEach
    void serve() throws IOException {
        server = new CommandServer();
    }

    @AfterEach
    void close() throws Exception {
        for (Process program : programs) {
            kill(program);
        }
        server.close();
    }

    @Test
    void aCommandCutShortByAKillIsUnknownAndNeverRunAgain() throws Exception {
        server.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        Process first = start("hang");
        assertThat(says(first)).isEqualTo("made c1");
        kill(first);

        start("hang");

        assertThat(server.nextResult())
                .isEqualTo(CommandResult.of("c1", Outcome.UNKNOWN, "the agent ended while carrying it out"));
        assertThat(made()).containsExactly("c1");
    }

    @Test
    void anOutcomeThatWasNeverHeardIsToldAfterTheKill() throws Exception {
        server.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        server.countOnly(heartbeat -> heartbeat.results().isEmpty());
        Process first = start("finish");
        assertThat(says(first)).isEqualTo("made c1");
        awaitRecordOf("c1");
        kill(first);

        server.countOnly(heartbeat -> true);
        start("finish");

        assertThat(server.nextResult())
                .isEqualTo(new CommandResult("c1", Outcome.DONE, "2 files", null, "snapshot-of-c1"));
        assertThat(made()).containsExactly("c1");
    }

    @Test
    void keepsItsRecordForItsOwnerAlone() throws Exception {
        server.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        start("finish");
        assertThat(server.nextResult().outcome()).isEqualTo(Outcome.DONE);

        Path folder = files.resolve("state/28864630/jvm");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("commands"))))
                .isEqualTo("rw-------");
    }

    @Test
    @Tag("crash")
    void runsNoCommandTwiceHoweverOftenItIsKilled() throws Exception {
        Random random = new Random(42);
        Set<String> asked = new HashSet<>();
        for (int life = 0; life < 20; life++) {
            for (int i = 0; i < 3; i++) {
                String id = "c" + life + "." + i;
                asked.add(id);
                server.ask(AgentCommand.of(id, AgentCommand.SNAPSHOT));
            }
            Process program = start("finish");
            if (life % 2 == 0) {
                says(program);
            }
            program.waitFor(random.nextInt(400), TimeUnit.MILLISECONDS); // so that the kill falls anywhere
            kill(program);
        }
        start("finish");
        while (!server.answered().containsAll(asked)) {
            assertThat(server.nextResult()).as("a result within 20 s").isNotNull();
        }

        assertThat(made()).doesNotHaveDuplicates();
        assertThat(made()).hasSizeGreaterThan(20);
    }

    private Process start(String mode) throws IOException {
        String classpath = System.getProperty("java.class.path");
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classpath,
                CommandProgram.class.getName(),
                files.resolve("made").toString(),
                mode);
        builder.environment().put("DUMONT_INSTANCE_ID", "28864630");
        builder.environment().put("DUMONT_API_URL", server.url().toString());
        builder.environment().put("DUMONT_API_TOKEN", "s3cret");
        builder.environment().put("DUMONT_STATE_DIR", files.resolve("state").toString());
        Process program =
                builder.redirectError(files.resolve("errors").toFile()).start();
        programs.add(program);
        return program;
    }

    private static String says(Process program) throws IOException {
        BufferedReader output = program.inputReader();
        return output.readLine();
    }

    private static void kill(Process program) throws InterruptedException {
        program.destroyForcibly();
        assertThat(program.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    private List<String> made() throws IOException {
        return Files.readAllLines(files.resolve("made"));
    }

    /** Waits until the end of a command is written down. */
    private void awaitRecordOf(String id) throws Exception {
        Path record = files.resolve("state/28864630/jvm/commands");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!Files.readString(record).contains("ended\t" + id)) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
