package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.tools.Tool;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The service as a process of its own. */
class RunCommandTest {

    @AutoClose
    private final ControlPlane controlPlane = new ControlPlane();

    @TempDir
    private Path files;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void reportsAsTheAgentAndSaysGoodbyeWhenItIsStopped(String signal) throws Exception {
        // A shell has what it runs in the background ignore SIGINT, and so do that program's children, JVMs among them.
        List<String> command = new ArrayList<>(List.of(Tool.require("env", "coreutils"), "--default-signal=INT"));
        command.addAll(AgentProcess.command(DumontAgent.class, List.of()));
        try (AgentProcess agent = AgentProcess.start(files, controlPlane.environment(), command)) {
            Heartbeat first = controlPlane.next();
            agent.awaitErr("The first heartbeat was accepted");
            agent.signal(signal);

            assertThat(agent.awaitExit()).isZero();
            assertThat(first.instanceId().value()).isEqualTo("28864630");
            assertThat(first.reporter().id()).isEqualTo("agent");
            assertThat(first.reporter().kind()).isEqualTo("agent");
            assertThat(controlPlane.next().goodbye()).isEqualTo(Goodbye.STOPPED);
            assertThat(agent.out()).isEmpty();
        }
    }

    @Test
    void takesFlagsOverTheEnvironmentAndTheTokenFromAFile() throws Exception {
        Path token = Files.writeString(files.resolve("token"), ControlPlane.TOKEN + "\n");
        Map<String, String> environment = Map.of(
                "DUMONT_INSTANCE_ID", "1",
                "DUMONT_API_URL_FILE", "/does/not/exist",
                "DUMONT_API_TOKEN_FILE", token.toString());

        try (AgentProcess agent = AgentProcess.start(
                files, environment, "run", "--instance-id", "456789", "--api-url=" + controlPlane.url())) {
            assertThat(controlPlane.next().instanceId().value()).isEqualTo("456789");
        }
    }

    @Test
    void takesTheTokenFromTheCredentialOfSystemd() throws Exception {
        Files.writeString(files.resolve("token"), ControlPlane.TOKEN);
        Map<String, String> environment = Map.of(
                "DUMONT_INSTANCE_ID",
                "1",
                "DUMONT_API_URL",
                controlPlane.url(),
                "CREDENTIALS_DIRECTORY",
                files.toString());

        try (AgentProcess agent = AgentProcess.start(files, environment)) {
            assertThat(controlPlane.next().instanceId().value()).isEqualTo("1");
        }
    }

    @Test
    void showsTheTokenToNobody() throws Exception {
        Map<String, String> environment = new HashMap<>(controlPlane.environment());
        environment.put("DUMONT_LOG_LEVEL", "trace");

        try (AgentProcess agent = AgentProcess.start(files, environment)) {
            controlPlane.next();
            agent.awaitErr("The first heartbeat was accepted");
            assertThat(agent.commandLine()).contains("DumontAgent").doesNotContain(ControlPlane.TOKEN);
            agent.terminate();
            agent.awaitExit();
            assertThat(agent.err()).contains("DEBUG").doesNotContain(ControlPlane.TOKEN);
            assertThat(agent.out()).doesNotContain(ControlPlane.TOKEN);
        }
    }

    @Test
    void refusesATokenOnTheCommandLineWithoutRepeatingIt() throws Exception {
        try (AgentProcess agent =
                AgentProcess.start(files, controlPlane.environment(), "run", "--token", "dmt_typed-by-hand")) {
            assertThat(agent.awaitExit()).isEqualTo(2);
            assertThat(agent.err()).contains("DUMONT_API_TOKEN_FILE").doesNotContain("typed-by-hand");
            assertThat(controlPlane.heartbeats).isEmpty();
        }
    }

    @Test
    void namesEverythingThatIsMissing() throws Exception {
        try (AgentProcess agent = AgentProcess.start(files, Map.of(), "run")) {
            assertThat(agent.awaitExit()).isEqualTo(2);
            assertThat(agent.err())
                    .contains("DUMONT_INSTANCE_ID", "DUMONT_API_TOKEN", "run --help")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void letsEverybodySeeHowItIsWhateverTheUmask() throws Exception {
        String command = "umask 077; exec " + AgentProcess.java() + " -cp " + AgentProcess.classpath() + " "
                + DumontAgent.class.getName();
        Path status = files.resolve("status");

        try (AgentProcess agent =
                AgentProcess.start(files, controlPlane.environment(), List.of("/bin/sh", "-c", command))) {
            agent.await(() -> Files.exists(status));

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(status)))
                    .isEqualTo("rw-r--r--");
        }
    }

    @Test
    void tellsSystemdHowItIsWhileItReports() throws Exception {
        String address = "@dumont-agent-test-" + UUID.randomUUID();
        Map<String, String> environment = new HashMap<>(controlPlane.environment());
        environment.put("NOTIFY_SOCKET", address);
        environment.put("WATCHDOG_USEC", "400000");

        try (NotifyReceiver systemd = new NotifyReceiver(address);
                AgentProcess agent = AgentProcess.start(files, environment)) {
            systemd.await("READY=1");
            assertThat(controlPlane.heartbeats).isNotEmpty();
            assertThat(systemd.await("STATUS=")).contains("accepted every 5 s");
            systemd.await("WATCHDOG=1");
            systemd.await("WATCHDOG=1");
            agent.terminate();
            systemd.await("STOPPING=1");
            assertThat(agent.awaitExit()).isZero();
        }
    }

    @Test
    void isReadyWithoutAControlPlane() throws Exception {
        String address = "@dumont-agent-test-" + UUID.randomUUID();
        Map<String, String> environment = new HashMap<>(controlPlane.environment());
        environment.put("NOTIFY_SOCKET", address);
        controlPlane.close();

        try (NotifyReceiver systemd = new NotifyReceiver(address);
                AgentProcess agent = AgentProcess.start(files, environment)) {
            systemd.await("READY=1");
            assertThat(systemd.await("STATUS=")).contains("1 heartbeat failed", "Connection refused");
            agent.terminate();
            assertThat(agent.awaitExit()).isZero();
        }
    }

    @Test
    void endsInTimeWhenTheControlPlaneHangs() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch hangs = new CountDownLatch(1);
        controlPlane.answer = heartbeat -> {
            hangs.countDown();
            awaitUninterruptibly(never);
            return ControlPlane.EVERY_5_S;
        };
        try (AgentProcess agent = AgentProcess.start(files, controlPlane.environment())) {
            assertThat(hangs.await(30, TimeUnit.SECONDS)).isTrue();
            long asked = System.nanoTime();
            agent.terminate();

            assertThat(agent.awaitExit()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(9));
        } finally {
            never.countDown();
        }
    }

    @Test
    void endsToBeStartedAgainOnceTheControlPlaneKnowsIt() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        controlPlane.answer = heartbeat -> {
            heartbeat.results().forEach(result -> told.add(result.id() + " " + result.outcome()));
            return HeartbeatReply.builder()
                    .commands(List.of(AgentCommand.of("r-1", AgentCommand.RESTART)))
                    .build();
        };
        Map<String, String> environment = new HashMap<>(controlPlane.environment());
        environment.put("DUMONT_SUPERVISED", "1");

        try (AgentProcess agent = AgentProcess.start(files, environment)) {
            assertThat(agent.awaitExit()).isEqualTo(75);
            assertThat(told).contains("r-1 DONE");
        }
        told.clear();
        try (AgentProcess again = AgentProcess.start(files, environment)) { // the command is still repeated
            controlPlane.next();
            again.awaitErr("The first heartbeat was accepted");
            again.await(() -> told.contains("r-1 DONE"));
            again.terminate();
            assertThat(again.awaitExit()).isZero();
        }
    }

    @Test
    void refusesToRestartWhenNobodyWouldStartItAgain() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        controlPlane.answer = heartbeat -> {
            heartbeat.results().forEach(result -> told.add(result.id() + " " + result.outcome()));
            return HeartbeatReply.builder()
                    .commands(List.of(AgentCommand.of("r-1", AgentCommand.RESTART)))
                    .build();
        };

        try (AgentProcess agent = AgentProcess.start(files, controlPlane.environment())) {
            agent.await(() -> told.contains("r-1 REFUSED"));
            agent.terminate();
            assertThat(agent.awaitExit()).isZero();
        }
    }

    @Test
    void runsTheOwnersProgramBeforeAHibernationWithoutItsToken() throws Exception {
        Path hook = files.resolve("save");
        Files.writeString(hook, "#!/bin/sh\nenv > " + files + "/hook-env\necho saved everything\n");
        Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
        List<String> told = new CopyOnWriteArrayList<>();
        controlPlane.answer = heartbeat -> {
            heartbeat.results().forEach(result -> told.add(result.outcome() + " " + result.detail()));
            return HeartbeatReply.builder()
                    .commands(
                            List.of(new AgentCommand("h-1", AgentCommand.HIBERNATE, Map.of("save_for_seconds", "60"))))
                    .build();
        };

        try (AgentProcess agent =
                AgentProcess.start(files, controlPlane.environment(), "run", "--hook-hibernate", hook.toString())) {
            agent.await(() -> told.contains("DONE saved everything"));
        }
        assertThat(Files.readString(files.resolve("hook-env")))
                .contains("DUMONT_COMMAND=hibernate", "DUMONT_INSTANCE_ID=28864630")
                .doesNotContain(ControlPlane.TOKEN);
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }
}
