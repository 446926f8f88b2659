package com.dumontcloud.sdk.core.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs a program of its own, because only its end tells whether a thread of ours would have held it up. */
class OneCallTest {

    @Test
    void letsAMainEndThatMadeOneCallAndLogsNoToken() throws Exception {
        try (TestPlane plane = new TestPlane()) {
            plane.answer(503, "{\"error\":\"starting\"}").answer(200, "{\"instances\":[{\"instance_id\":1}]}");
            Process program = start(Map.of("DUMONT_API_URL", plane.url(), "DUMONT_API_TOKEN", TestPlane.TOKEN));
            try (BufferedReader output = program.inputReader(StandardCharsets.UTF_8)) {
                List<String> lines = new ArrayList<>();
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    lines.add(line);
                    if (line.equals("main ends")) {
                        break;
                    }
                }

                boolean ended = program.waitFor(2, TimeUnit.SECONDS);

                assertThat(lines)
                        .contains("found 1", "main ends")
                        .anyMatch(line -> line.startsWith("DEBUG ") && line.contains("attempt 2 follows"))
                        .noneMatch(line -> line.contains(TestPlane.TOKEN));
                assertThat(ended).as("ended within 2 s of its main").isTrue();
                assertThat(program.exitValue()).isZero();
            } finally {
                program.destroyForcibly();
            }
        }
    }

    private static Process start(Map<String, String> environment) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder program = new ProcessBuilder(
                        java,
                        "-Dslf4j.provider=" + PrintingLogProvider.class.getName(),
                        "-cp",
                        classpath,
                        OneCall.class.getName())
                .redirectErrorStream(true);
        program.environment().putAll(environment);
        return program.start();
    }
}
