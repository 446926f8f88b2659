package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.tools.Tool;
import com.dumontcloud.sdk.core.model.Goodbye;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher and the supervisor, in the shell, with everything they name moved below a directory of the test. */
class ScriptsTest {

    @TempDir
    private Path root;

    private Path supervisor;

    @BeforeEach
    void install() throws IOException {
        for (String folder : List.of("etc/dumont-agent", "usr/lib/dumont-agent", "run", "var/log", "var/lib")) {
            Files.createDirectories(root.resolve(folder));
        }
        supervisor = script("dumont-agent-supervise", moved(Distribution.text("dumont-agent-supervise.sh")));
    }

    @AfterEach
    void stop() throws Exception {
        supervise("stop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dumont-agent.sh", "dumont-agent-supervise.sh"})
    void haveNothingThatShellcheckObjectsTo(String name) throws Exception {
        String shellcheck = Tool.require("shellcheck", "shellcheck");
        Path file = Files.writeString(root.resolve(name), Distribution.text(name));

        try (AgentProcess check = start(List.of(shellcheck, file.toString()))) {
            assertThat(check.awaitExit()).as(check.out()).isZero();
        }
    }

    @Test
    void launchTheJarBesideThem() throws Exception {
        AgentJar.write(root.resolve("usr/lib/dumont-agent/dumont-agent.jar"));
        Path launcher = script("usr/lib/dumont-agent/dumont-agent", Distribution.text("dumont-agent.sh"));
        Path link = Files.createSymbolicLink(root.resolve("dumont-agent"), launcher);

        try (AgentProcess agent = AgentProcess.start(
                root, Map.of("DUMONT_JAVA", AgentProcess.java()), List.of(link.toString(), "--version"))) {
            assertThat(agent.awaitExit()).as(agent.err()).isZero();
            assertThat(agent.out()).startsWith("dumont-agent ");
        }
    }

    @Test
    void launchTheJarTheyAreThemselves() throws Exception {
        Path jar = AgentJar.write(root.resolve("some.jar"));
        Path whole = script("downloaded", Distribution.text("dumont-agent.sh"));
        Files.write(whole, Files.readAllBytes(jar), java.nio.file.StandardOpenOption.APPEND);

        try (AgentProcess agent = AgentProcess.start(
                root, Map.of("DUMONT_JAVA", AgentProcess.java()), List.of(whole.toString(), "once", "--json"))) {
            assertThat(agent.awaitExit()).as(agent.err()).isZero();
            assertThat(agent.out()).startsWith("{\"instance_id\"");
        }
    }

    @Test
    void sayWhatToDoWithoutJava() throws Exception {
        Path launcher = script("launcher", Distribution.text("dumont-agent.sh").replace("/usr/lib/jvm", "/none"));
        Path tools = Files.createDirectory(root.resolve("tools"));
        for (String tool : List.of("readlink", "dirname")) {
            script("tools/" + tool, "#!/bin/sh\nexec /usr/bin/" + tool + " \"$@\"\n");
        }

        Map<String, String> environment = Map.of("PATH", tools.toString(), "DUMONT_JAVA", "/does/not/exist/java");

        try (AgentProcess agent = AgentProcess.start(root, environment, List.of(launcher.toString(), "run"))) {
            assertThat(agent.awaitExit()).isEqualTo(1);
            assertThat(agent.err()).contains("no Java found", "DUMONT_JAVA");
        }
    }

    @Test
    void goOnWithAnotherJavaWhereTheOneWrittenDownIsGone() throws Exception {
        AgentJar.write(root.resolve("dumont-agent.jar"));
        Path launcher = script("launcher", Distribution.text("dumont-agent.sh"));
        Map<String, String> environment =
                Map.of("DUMONT_JAVA", "/does/not/exist/java", "JAVA_HOME", System.getProperty("java.home"));

        try (AgentProcess agent = AgentProcess.start(root, environment, List.of(launcher.toString(), "--version"))) {
            assertThat(agent.awaitExit()).as(agent.err()).isZero();
            assertThat(agent.out()).startsWith("dumont-agent ");
            assertThat(agent.err()).contains("DUMONT_JAVA is /does/not/exist/java", "looking for another");
        }
    }

    @Test
    void goOnWithAnotherJavaWhereTheOneWrittenDownIsTooOld() throws Exception {
        AgentJar.write(root.resolve("dumont-agent.jar"));
        Path launcher = script("launcher", Distribution.text("dumont-agent.sh"));
        Path old = Files.createDirectories(root.resolve("jdk-11/bin")).resolve("java");
        script(root.relativize(old).toString(), "#!/bin/sh\nexit 1\n");
        Files.writeString(root.resolve("jdk-11/release"), "JAVA_VERSION=\"11.0.27\"\n");
        Map<String, String> environment =
                Map.of("DUMONT_JAVA", old.toString(), "JAVA_HOME", System.getProperty("java.home"));

        try (AgentProcess agent = AgentProcess.start(root, environment, List.of(launcher.toString(), "--version"))) {
            assertThat(agent.awaitExit()).as(agent.err()).isZero();
        }
    }

    @Test
    void makeACacheOnceAndAgainWhenTheJarHasChanged() throws Exception {
        Path jar = AgentJar.write(root.resolve("dumont-agent.jar"));
        Path launcher = script("launcher", Distribution.text("dumont-agent.sh"));

        assertThat(refreshCache(launcher)).startsWith("Wrote " + root + "/cache/java-");
        assertThat(root.resolve("cache")).isDirectoryNotContaining("glob:**/.new*");
        assertThat(refreshCache(launcher)).isEmpty();

        Files.setLastModifiedTime(jar, FileTime.from(Instant.parse("2026-11-29T12:00:00Z"))); // older: of a package
        assertThat(refreshCache(launcher)).startsWith("Wrote " + root + "/cache/java-");
        try (var caches = Files.list(root.resolve("cache"))) {
            assertThat(caches).hasSize(1);
        }
    }

    @Test
    void startWithoutACacheThatIsBroken() throws Exception {
        AgentJar.write(root.resolve("dumont-agent.jar"));
        Path launcher = script("launcher", Distribution.text("dumont-agent.sh"));
        refreshCache(launcher);
        try (var caches = Files.list(root.resolve("cache"))) {
            Path cache = caches.findFirst().orElseThrow();
            FileTime time = Files.getLastModifiedTime(cache);
            Files.delete(cache);
            Files.writeString(cache, "of another Java");
            Files.setLastModifiedTime(cache, time);
        }

        try (AgentProcess agent = AgentProcess.start(
                root, Map.of("DUMONT_JAVA", AgentProcess.java()), List.of(launcher.toString(), "--version"))) {
            assertThat(agent.awaitExit()).as(agent.err()).isZero();
            assertThat(agent.out()).startsWith("dumont-agent ");
        }
    }

    @Test
    void superviseARealAgent() throws Exception {
        AgentJar.write(root.resolve("usr/lib/dumont-agent/dumont-agent.jar"));
        script("usr/lib/dumont-agent/dumont-agent", Distribution.text("dumont-agent.sh"));
        try (ControlPlane controlPlane = new ControlPlane()) {
            Files.writeString(
                    root.resolve("etc/dumont-agent/agent.env"),
                    EnvFile.format(Map.of(
                            "DUMONT_INSTANCE_ID", "28864630",
                            "DUMONT_API_URL", controlPlane.url(),
                            "DUMONT_JAVA", AgentProcess.java())));
            Files.writeString(root.resolve("etc/dumont-agent/token"), ControlPlane.TOKEN + "\n");

            assertThat(supervise("start")).isZero();
            assertThat(controlPlane.next().instanceId().value()).isEqualTo("28864630");
            assertThat(supervise("status")).isZero();
            assertThat(supervise("start")).isZero();
            assertThat(supervise("run")).isEqualTo(1);

            assertThat(supervise("stop")).isZero();
            while (controlPlane.next().goodbye() != Goodbye.STOPPED) {
                assertThat(controlPlane.heartbeats).hasSizeLessThan(10);
            }
            assertThat(supervise("status")).isEqualTo(3);
            assertThat(Files.readString(root.resolve("var/log/dumont-agent.log")))
                    .contains("Started: reporter agent");
        }
    }

    @Test
    void startAnAgentAgainThatEnded() throws Exception {
        agent("echo started >> " + root + "/starts; exit 75", "sleep 0.1");

        assertThat(supervise("start")).isZero();

        awaitLines("starts", 3);
        assertThat(Files.readString(root.resolve("var/log/dumont-agent.log")))
                .contains("ended with code 75, starts again");
    }

    @Test
    void leaveAnAgentAloneWhoseConfigurationIsWrong() throws Exception {
        agent("echo started >> " + root + "/starts; exit 2", "sleep 0.1");

        try (AgentProcess running = start(List.of("/bin/sh", supervisor.toString(), "run"))) {
            assertThat(running.awaitExit()).isEqualTo(2);
        }

        assertThat(root.resolve("starts")).content().hasLineCount(1);
        assertThat(supervise("status")).isEqualTo(3);
    }

    @Test
    void keepTheLogBounded() throws Exception {
        agent(
                "head -c 2000000 /dev/zero | tr '\\0' 'x'; echo; echo started >> " + root + "/starts; exit 1",
                "sleep 0.1");

        assertThat(supervise("start")).isZero();

        awaitLines("starts", 4);
        assertThat(supervise("stop")).isZero();
        assertThat(Files.size(root.resolve("var/log/dumont-agent.log"))).isLessThan(4_100_000);
        assertThat(Files.size(root.resolve("var/log/dumont-agent.log.1"))).isLessThan(4_100_000);
    }

    @Test
    void doNotTakeAnotherProcessForTheSupervisor() throws Exception {
        Files.createDirectories(root.resolve("run/dumont-agent"));
        Files.writeString(
                root.resolve("run/dumont-agent/supervise.pid"),
                ProcessHandle.current().pid() + "\n");

        assertThat(supervise("status")).isEqualTo(3);
    }

    private String refreshCache(Path launcher) throws Exception {
        Map<String, String> environment =
                Map.of("DUMONT_JAVA", AgentProcess.java(), "DUMONT_API_URL", "http://127.0.0.1");
        try (AgentProcess agent =
                AgentProcess.start(root, environment, List.of(launcher.toString(), "refresh-cache"))) {
            assertThat(agent.awaitExit()).as(agent.err()).isZero();
            return agent.out();
        }
    }

    private void agent(String script, String pause) throws IOException {
        script("usr/lib/dumont-agent/dumont-agent", "#!/bin/sh\n[ \"$1\" = run ] || exit 0\n" + script + "\n");
        supervisor =
                script("dumont-agent-supervise", Files.readString(supervisor).replace("sleep 10", pause));
    }

    private void awaitLines(String file, int count) throws Exception {
        try (AgentProcess waiting = start(List.of("/bin/sh", "-c", "sleep 30"))) {
            waiting.await(() -> {
                try {
                    Path path = root.resolve(file);
                    return Files.exists(path) && Files.readAllLines(path).size() >= count;
                } catch (IOException beingWritten) {
                    return false;
                }
            });
        }
    }

    private int supervise(String command) throws Exception {
        try (AgentProcess script = start(List.of("/bin/sh", supervisor.toString(), command))) {
            return script.awaitExit();
        }
    }

    private AgentProcess start(List<String> command) throws IOException {
        return AgentProcess.start(root, Map.of(), command);
    }

    private String moved(String script) {
        for (String path : List.of("/etc/dumont-agent", "/usr/lib/dumont-agent", "/run/dumont-agent", "/var/")) {
            script = script.replace("=" + path, "=" + root + path).replace(" " + path, " " + root + path);
        }
        return script;
    }

    private Path script(String name, String text) throws IOException {
        Path file = Files.writeString(root.resolve(name), text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }
}
