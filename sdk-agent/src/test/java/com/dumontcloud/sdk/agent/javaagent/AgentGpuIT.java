package com.dumontcloud.sdk.agent.javaagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.dumontcloud.sdk.agent.daemon.AgentProcess;
import com.dumontcloud.sdk.agent.daemon.ControlPlane;
import com.dumontcloud.sdk.agent.nvml.StandIn;
import com.dumontcloud.sdk.agent.tools.NoexecFolder;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** GPUs read by the packaged agent, on 17 and on 25, from within a program that was started with nothing for their sake. */
@ParameterizedClass
@ValueSource(ints = {17, 25})
class AgentGpuIT {

    @Parameter
    private int version;

    @TempDir
    private Path files;

    @AutoClose
    private final ControlPlane controlPlane = new ControlPlane();

    @Test
    void readsTheGpus() throws Exception {
        assertThat(firstReading(jvm())).satisfies(this::isRead);
    }

    @Test
    void readsTheGpusWhereNothingMayRunFromTheTemporaryFolder() throws Exception {
        try (NoexecFolder noexec = NoexecFolder.mount(files.resolve("noexec"))) {
            GuestJvm jvm = jvm().environment(
                            Map.of("XDG_CACHE_HOME", noexec.path().toString()))
                    .option("-Djava.io.tmpdir=" + noexec.path());

            assertThat(firstReading(jvm)).satisfies(this::isRead);
        }
    }

    @Test
    void readsTheGpusWhereThereIsNoTemporaryFolder() throws Exception {
        GuestJvm jvm = jvm().environment(
                        Map.of("XDG_CACHE_HOME", files.resolve("none/either").toString()))
                .option("-Djava.io.tmpdir=" + files.resolve("none"));

        assertThat(firstReading(jvm)).satisfies(this::isRead);
    }

    @Test
    void saysWhatHelpsWhereNativeAccessIsDenied() throws Exception {
        assumeTrue(version >= 24, "Java " + version + " has no such option");

        try (AgentProcess program =
                jvm().option("--illegal-native-access=deny").agent().start("await")) {
            GpuReading gpu = controlPlane.next().gpus().get(0);
            program.awaitErr("--enable-native-access=ALL-UNNAMED");
            program.tell("end");

            assertThat(program.awaitExit()).isZero();
            assertThat(gpu.state()).isEqualTo(State.DENIED);
            assertThat(program.err().lines()).hasSize(1);
        }
    }

    private GpuReading firstReading(GuestJvm jvm) throws Exception {
        try (AgentProcess program = jvm.agent().start("await")) {
            GpuReading gpu = controlPlane.next().gpus().get(0);
            program.tell("end");

            assertThat(program.awaitExit()).isZero();
            assertThat(program.err()).doesNotContain("dumont-sdk-agent: ");
            return gpu;
        }
    }

    private void isRead(GpuReading gpu) {
        assertThat(gpu.state()).isEqualTo(State.OK);
        assertThat(gpu.memoryTotalMib()).isEqualTo(81920);
        assertThat(gpu.temperatureCelsius()).isEqualTo(40);
    }

    private GuestJvm jvm() throws IOException {
        Path scenario = Files.writeString(files.resolve("scenario.txt"), "gpus 1\n");
        return GuestJvm.of(version, files)
                .environment(controlPlane.environment())
                .environment(Map.of(
                        "DUMONT_NVML_PATH", StandIn.library().toString(), StandIn.SCENARIO, scenario.toString()));
    }
}
