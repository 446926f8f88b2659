package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.model.AgentRegistration;
import com.dumontcloud.sdk.core.model.MachineId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged jar hands out: the agent of its own build, which runs and reports to it. */
@DisabledOnOs(OS.WINDOWS)
class PackagedAgentIT {

    private static final MachineId MACHINE = MachineId.of("28864630");

    @TempDir
    private Path folder;

    @Test
    void handsOutTheAgentOfItsBuildWhichReportsToIt() throws Exception {
        Path jar = Path.of(System.getProperty("packaged.jar"));
        try (ControlPlaneProcess plane =
                ControlPlaneProcess.startPackaged(jar, folder.resolve("data"), Map.of(), "--provider=simulated")) {
            String uri = plane.uri();
            try (DumontClient owner = ControlPlaneProcess.client(uri)) {
                Path agent = folder.resolve("dumont-agent");
                owner.agents().downloadAgent(agent);
                assertThat(agent)
                        .hasSameBinaryContentAs(jar.resolve("../../../../sdk-agent/target/dumont-agent")
                                .normalize());
                String token = owner.agents()
                        .register(AgentRegistration.builder(MACHINE).build())
                        .token();

                assertThat(once(agent, uri, token)).isZero();

                assertThat(owner.agents().instance(MACHINE).heartbeatCount()).isPositive();
            }
        }
    }

    private int once(Path agent, String uri, String token) throws Exception {
        ProcessBuilder program = new ProcessBuilder("sh", agent.toString(), "once")
                .redirectErrorStream(true)
                .redirectOutput(Files.createFile(folder.resolve("said")).toFile());
        program.environment()
                .putAll(Map.of(
                        "DUMONT_INSTANCE_ID",
                        MACHINE.value(),
                        "DUMONT_API_URL",
                        uri,
                        "DUMONT_API_TOKEN",
                        token,
                        "JAVA_HOME",
                        System.getProperty("java.home")));
        Process running = program.start();
        assertThat(running.waitFor(50, TimeUnit.SECONDS)).isTrue();
        return running.exitValue();
    }
}
