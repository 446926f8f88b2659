package com.dumontcloud.sdk.agent.javaagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.agent.daemon.AgentProcess;
import com.dumontcloud.sdk.agent.daemon.ControlPlane;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.ReporterRef;
import com.example.OtherAgent;
import com.sun.tools.attach.AgentLoadException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged agent on 17 and on 25, from the beginning of a program that knows nothing of it to its end, whichever it is. */
@ParameterizedClass
@ValueSource(ints = {17, 25})
class JavaAgentIT {

    /** What a program may notice of the agent when it ends. */
    private static final Duration AT_ONCE = Duration.ofSeconds(2);

    private static final int KILLED = 128 + 9;

    @Parameter
    private int version;

    @TempDir
    private Path files;

    @AutoClose
    private final ControlPlane controlPlane = new ControlPlane();

    @Test
    void reportsAProgramUntilItEnds() throws Exception {
        try (AgentProcess program = reporting().start("await")) {
            Heartbeat first = controlPlane.next();
            program.tell("end");

            assertThat(timeToEnd(program)).isLessThan(AT_ONCE);
            assertThat(program.awaitExit()).isZero();
            assertThat(first.instanceId().value()).isEqualTo("28864630");
            assertThat(first.reporter().kind()).isEqualTo("process");
            assertThat(first.reporter().id()).startsWith("jvm-com.example.Program");
            assertThat(first.goodbye()).isNull();
            assertThat(controlPlane.next().goodbye()).isEqualTo(Goodbye.STOPPED);
            assertThat(program.out()).isEqualTo("waiting\n");
            assertThat(program.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"exit:3, 3", "throw:its own failure, 1"})
    void saysGoodbyeHoweverItEnds(String end, int code) throws Exception {
        try (AgentProcess program = reporting().start("await", end)) {
            controlPlane.next();
            program.tell("end");

            assertThat(timeToEnd(program)).isLessThan(AT_ONCE);
            assertThat(program.awaitExit()).isEqualTo(code);
            assertThat(controlPlane.next().goodbye()).isEqualTo(Goodbye.STOPPED);
            assertThat(program.err().lines().filter(line -> line.contains("dumont")))
                    .isEmpty();
        }
    }

    @Test
    void saysNothingWhenItIsHalted() throws Exception {
        try (AgentProcess program = reporting().start("await", "halt:4")) {
            controlPlane.next();
            program.tell("end");

            assertThat(program.awaitExit()).isEqualTo(4);
        }
        assertThat(controlPlane.heartbeats).extracting(Heartbeat::goodbye).containsOnlyNulls();
    }

    /** As a user whom no other program of this machine belongs to: one of the same name would be counted with it. */
    @Test
    void isTheSameReporterAgainAfterItWasKilled() throws Exception {
        String user = "test-" + UUID.randomUUID();
        Heartbeat before;
        try (AgentProcess program = reporting().option("-Duser.name=" + user).start("await")) {
            before = controlPlane.next();
            program.kill();

            assertThat(program.awaitExit()).isEqualTo(KILLED);
        }
        assertThat(controlPlane.heartbeats).extracting(Heartbeat::goodbye).containsOnlyNulls();

        try (AgentProcess program = reporting().option("-Duser.name=" + user).start("await")) {
            Heartbeat after = controlPlane.next();

            assertThat(after.reporter().id())
                    .isEqualTo(before.reporter().id())
                    .isEqualTo("jvm-com.example.Program@" + user);
            assertThat(after.reporter().startId())
                    .isNotEqualTo(before.reporter().startId());
            assertThat(program.err()).isEmpty();
        } finally {
            Path names = Path.of("/tmp/dumont-agent-" + user);
            Files.delete(names.resolve("jvm-com.example.Program@" + user));
            Files.delete(names);
        }
    }

    @Test
    void doesNotHoldUpAProgramThatEndsBeforeItIsReported() throws Exception {
        GuestJvm jvm = reporting("start-delay-seconds=600");

        try (AgentProcess program = jvm.start()) {
            assertThat(program.awaitExit()).isZero();
            assertThat(program.err()).isEmpty();
        }
        assertThat(controlPlane.heartbeats).isEmpty();
    }

    /** The end waits for last words as long as they may take, and no longer. */
    @Test
    void doesNotHoldUpAProgramWhoseControlPlaneHangs() throws Exception {
        try (ServerSocket hung = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                AgentProcess program = reporting("api-url=http://127.0.0.1:" + hung.getLocalPort())
                        .start("await")) {
            hung.accept();
            program.tell("end");

            assertThat(timeToEnd(program)).isLessThan(AT_ONCE.multipliedBy(2));
            assertThat(program.awaitExit()).isZero();
        }
    }

    @Test
    void reportsTwoProgramsOfTheSameNameByNamesOfTheirOwn() throws Exception {
        try (AgentProcess one = reporting().start("await");
                AgentProcess other = reporting().start("await")) {
            Set<ReporterRef> starts = new HashSet<>();
            while (starts.size() < 2) {
                starts.add(controlPlane.next().reporter());
            }

            assertThat(starts).extracting(ReporterRef::id).doesNotHaveDuplicates();
            assertThat(one.err() + other.err()).isEmpty();
        }
    }

    @Test
    void reportsAProgramOfModules() throws Exception {
        try (AgentProcess program = reporting().startModule("await", "class:org.slf4j.Logger")) {
            Heartbeat first = controlPlane.next();
            program.tell("end");

            assertThat(program.awaitExit()).as(program.err()).isZero();
            assertThat(first.reporter().id()).startsWith("jvm-com.example.Program");
            assertThat(program.out()).isEqualTo("waiting\norg.slf4j.Logger: none\n");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void worksBesideAnotherAgent(boolean ahead) throws Exception {
        GuestJvm jvm = GuestJvm.of(version, files).environment(controlPlane.environment());
        jvm = ahead
                ? jvm.agent().agentOf(OtherAgent.class)
                : jvm.agentOf(OtherAgent.class).agent();

        try (AgentProcess program = jvm.start("await")) {
            controlPlane.next();
            program.tell("end");

            assertThat(program.awaitExit()).isZero();
            assertThat(controlPlane.next().goodbye()).isEqualTo(Goodbye.STOPPED);
            assertThat(program.out()).isEqualTo("waiting\nother agent: saw\n");
            assertThat(program.err()).isEmpty();
        }
    }

    @Test
    void needsLittleMemory() throws Exception {
        GuestJvm jvm = reporting().option("-Xmx16m", "-XX:MaxMetaspaceSize=24m", "-XX:ReservedCodeCacheSize=8m");

        try (AgentProcess program = jvm.start("await")) {
            controlPlane.next();
            Heartbeat second = controlPlane.next();
            program.tell("end");

            assertThat(program.awaitExit()).isZero();
            assertThat(second.host()).isNotNull();
            assertThat(program.err()).isEmpty();
        }
    }

    @Test
    void reportsAProgramItIsAttachedTo() throws Exception {
        GuestJvm jvm = GuestJvm.of(version, files).environment(controlPlane.environment());

        try (AgentProcess program = jvm.start("await")) {
            program.await(() -> !program.out().isEmpty());
            GuestJvm.attach(program, "start-delay-seconds=0");
            Heartbeat first = controlPlane.next();
            program.tell("end");

            assertThat(program.awaitExit()).isZero();
            assertThat(first.reporter().kind()).isEqualTo("process");
            assertThat(controlPlane.next().goodbye()).isEqualTo(Goodbye.STOPPED);
            assertThat(program.err().lines().filter(line -> line.contains("dumont-sdk-agent:")))
                    .isEmpty();
        }
    }

    @Test
    void canBeToldAgainWhereItWasToldWrongly() throws Exception {
        GuestJvm jvm = GuestJvm.of(version, files).environment(controlPlane.environment());

        try (AgentProcess program = jvm.start("await")) {
            program.await(() -> !program.out().isEmpty());
            GuestJvm.attach(program, "start-delay=0");
            program.awaitErr("dumont-sdk-agent: it does not report: argument start-delay is unknown");
            GuestJvm.attach(program, "start-delay-seconds=0");

            assertThat(controlPlane.next().reporter().kind()).isEqualTo("process");
        }
    }

    @Test
    void leavesAProgramAloneThatLetsNobodyAttach() throws Exception {
        GuestJvm jvm = GuestJvm.of(version, files)
                .option("-XX:-EnableDynamicAgentLoading")
                .environment(controlPlane.environment());

        try (AgentProcess program = jvm.start("await")) {
            program.await(() -> !program.out().isEmpty());
            assertThatThrownBy(() -> GuestJvm.attach(program, "start-delay-seconds=0"))
                    .isInstanceOf(AgentLoadException.class);
            program.tell("end");

            assertThat(program.awaitExit()).isZero();
            assertThat(program.err()).isEmpty();
        }
        assertThat(controlPlane.heartbeats).isEmpty();
    }

    private GuestJvm reporting(String... arguments) throws IOException {
        return GuestJvm.of(version, files)
                .environment(controlPlane.environment())
                .agent(arguments);
    }

    private static Duration timeToEnd(AgentProcess program) throws InterruptedException {
        long start = System.nanoTime();
        program.awaitExit();
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
