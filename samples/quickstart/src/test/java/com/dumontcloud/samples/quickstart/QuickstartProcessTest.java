package com.dumontcloud.samples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The whole command as a process of its own. */
class QuickstartProcessTest {

    @TempDir
    private Path folder;

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void saysWhatItHasAndLeavesNothingBehindWhenInterrupted() throws IOException, InterruptedException {
        Process process =
                start("--plain", "--summary-json", folder.resolve("s.json").toString());
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String first = lines.readLine();
            assertThat(first).as("the first line of %s", folder).isNotNull();

            interrupt(process);
            List<String> rest = lines.lines().collect(Collectors.toList());

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(rest).anyMatch(line -> line.contains("interrupted before the end"));
            assertThat(rest).anyMatch(line -> line.contains("with the policy"));
            assertThat(rest).noneMatch(line -> line.contains("\033"));
            assertThat(process.descendants()).isEmpty();
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files).isEmpty();
            }
        } finally {
            process.destroyForcibly();
        }
    }

    /** A shell in the background lets its children ignore the interrupt; this process may be such a child. */
    private static List<String> heedingInterrupts() throws IOException, InterruptedException {
        Process probe = new ProcessBuilder("env", "--default-signal=INT", "true").start();
        return probe.waitFor() == 0 ? List.of("env", "--default-signal=INT") : List.of();
    }

    private Process start(String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(heedingInterrupts());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djava.io.tmpdir=" + folder);
        command.add("-XX:-UsePerfData");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Quickstart.class.getName()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        int sent = new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(sent).isZero();
    }
}
