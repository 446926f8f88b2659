package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands carried out by programs of the owner: real ones, in the shell. */
class ProgramHookTest {

    private static final AgentCommand HIBERNATE =
            new AgentCommand("c-17", AgentCommand.HIBERNATE, Map.of("save_for_seconds", "60", "odd name!", "a\0b"));

    @TempDir
    private Path files;

    private final RecordingContext context = new RecordingContext();

    @Test
    void tellsTheLastLineOfAProgramThatEndsWell() throws Exception {
        CommandResult result = run("echo saving; echo; echo saved 3 checkpoints; echo");

        assertThat(result.outcome()).isEqualTo(Outcome.DONE);
        assertThat(result.detail()).isEqualTo("saved 3 checkpoints");
        assertThat(result.snapshotId()).isNull();
    }

    @Test
    void namesTheSnapshotThatWasMade() throws Exception {
        CommandResult result = run("echo 12 files; echo snapshot_id=4fe1c2");

        assertThat(result.snapshotId()).isEqualTo("4fe1c2");
        assertThat(result.detail()).isEqualTo("12 files");
    }

    @Test
    void failsWithTheExitCode() throws Exception {
        CommandResult result = run("echo disk is full; exit 28");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.detail()).isEqualTo("exit code 28: disk is full");
    }

    @Test
    void handsTheCommandOverInTheEnvironment() throws Exception {
        run("env > " + files.resolve("env"));

        assertThat(Files.readAllLines(files.resolve("env")))
                .contains(
                        "DUMONT_COMMAND=hibernate",
                        "DUMONT_COMMAND_ID=c-17",
                        "DUMONT_COMMAND_SECONDS=60",
                        "DUMONT_COMMAND_ARG_SAVE_FOR_SECONDS=60",
                        "DUMONT_COMMAND_ARG_ODD_NAME_=a b");
    }

    @ParameterizedTest
    @CsvSource({"40% saved, 0.4", "7.5 % of 12 GB, 0.075", "100%, 1.0", "half way, NaN", "1000%, NaN"})
    void tellsProgressAsItComes(String line, double progress) throws Exception {
        run("echo '" + line + "'");

        assertThat(context.progress).containsExactly(progress);
        assertThat(context.details).containsExactly(line);
    }

    @Test
    void keepsOneLineOfEndlessOutput() throws Exception {
        CommandResult result = run("head -c 3000000 /dev/zero | tr '\\0' x; echo; echo end");

        assertThat(result.detail()).isEqualTo("end");
        assertThat(context.details.get(0)).hasSize(300);
    }

    @Test
    void killsAProgramAndItsChildrenWhenTheTimeIsOver() throws Exception {
        context.timeLeft = Duration.ofMillis(700);
        CommandResult result = run("sleep 300 & echo $! > " + files.resolve("child") + "; echo saving; wait");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.detail()).isEqualTo("killed after 0 s: saving");
        assertThat(isAlive(child())).isFalse();
    }

    @Test
    void killsAProgramThatDoesNotListen() throws Exception {
        context.timeLeft = Duration.ofMillis(500);

        CommandResult result =
                run("trap '' TERM; echo $$ > " + files.resolve("child") + "; while :; do sleep 0.1; done");

        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(isAlive(child())).isFalse();
    }

    @Test
    void killsTheProgramWhenTheAgentStops() throws Exception {
        Path child = files.resolve("child");
        Thread agent = new Thread(() -> {
            try {
                run("echo $$ > " + child + ".new; mv " + child + ".new " + child + "; sleep 300");
            } catch (Exception stopped) {
                context.details.add(stopped.getClass().getSimpleName());
            }
        });
        agent.start();
        for (int i = 0; i < 1000 && !Files.exists(child); i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        long pid = child();
        agent.interrupt();
        agent.join(10_000);

        assertThat(isAlive(pid)).isFalse();
        assertThat(context.details).containsExactly("InterruptedException");
    }

    private CommandResult run(String script) throws IOException, InterruptedException {
        Path program = files.resolve("hook-" + System.nanoTime());
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new ProgramHook(program).run(HIBERNATE, context);
    }

    private long child() throws IOException {
        return Long.parseLong(Files.readString(files.resolve("child")).trim());
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
