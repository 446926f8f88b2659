package com.dumontcloud.sdk.agent.javaagent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.daemon.AgentProcess;
import com.dumontcloud.sdk.agent.daemon.ControlPlane;
import com.dumontcloud.sdk.core.model.Goodbye;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged agent in a program with a security manager, which Java had up to 23. */
class GuardedProgramIT {

    private static final int VERSION = 17;

    @TempDir
    private Path files;

    @AutoClose
    private final ControlPlane controlPlane = new ControlPlane();

    @Test
    void isOneLineToAProgramThatGuardsItself() throws Exception {
        try (AgentProcess program = reporting("-Djava.security.manager").start("await")) {
            program.awaitErr("dumont-sdk-agent: ");
            program.tell("end");

            assertThat(program.awaitExit()).isZero();
            assertThat(program.err().lines().filter(line -> !line.startsWith("WARNING")))
                    .singleElement()
                    .asString()
                    .startsWith("dumont-sdk-agent: it does not report: access denied")
                    .contains("grant codeBase");
        }
    }

    @Test
    void reportsAProgramWhosePolicyLetsIt() throws Exception {
        Path policy = Files.writeString(
                files.resolve("policy"),
                "grant codeBase \"file:" + GuestJvm.JAR + "\" { permission java.security.AllPermission; };");

        try (AgentProcess program = reporting("-Djava.security.manager", "-Djava.security.policy=" + policy)
                .start("await")) {
            controlPlane.next();
            controlPlane.next();
            program.tell("end");

            assertThat(program.awaitExit()).isZero();
            assertThat(controlPlane.next().goodbye()).isEqualTo(Goodbye.STOPPED);
            assertThat(program.err().lines().filter(line -> !line.startsWith("WARNING")))
                    .isEmpty();
        }
    }

    @Test
    void buriesNoProgramInTracesThatBeginsToGuardItself() throws Exception {
        try (AgentProcess program = reporting("-Djava.security.manager=allow").start("await", "guard", "await")) {
            controlPlane.next();
            program.tell("guard");
            program.awaitErr("The heartbeat failed");
            program.tell("end");

            assertThat(program.awaitExit()).isZero();
            assertThat(program.err().lines().filter(line -> !line.startsWith("WARNING")))
                    .hasSizeLessThan(6)
                    .allMatch(line -> line.matches("dumont-sdk-agent: The .*: access denied .*"));
        }
    }

    private GuestJvm reporting(String... options) throws IOException {
        return GuestJvm.of(VERSION, files)
                .option(options)
                .environment(controlPlane.environment())
                .agent();
    }
}
