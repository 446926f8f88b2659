package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.dumontcloud.sdk.agent.tools.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The packaged jar and NVIDIA's own library, on a machine where no driver is loaded. {@code .ci/fetch-nvml} gets the library from
 * Debian's non-free archive; where that cannot be reached, this is skipped.
 */
@ParameterizedClass
@ValueSource(ints = {17, 25})
class RealNvmlIT {

    private static final Path LIBRARY = Path.of("target/nvml/libnvidia-ml.so.1").toAbsolutePath();

    @Parameter
    private int version;

    @BeforeAll
    static void fetch() throws Exception {
        assumeTrue(Files.notExists(Path.of("/proc/driver/nvidia")), "a driver is loaded");
        if (Tool.isCi() && Files.notExists(LIBRARY)) {
            Process script = new ProcessBuilder(
                            "../.ci/fetch-nvml", LIBRARY.getParent().toString())
                    .redirectErrorStream(true)
                    .redirectOutput(Files.createTempFile(Path.of("target"), "fetch-nvml", ".txt")
                            .toFile())
                    .start();
            if (!script.waitFor(50, TimeUnit.SECONDS)) {
                script.destroyForcibly(); // the archive is out of reach
            }
        }
        assumeTrue(
                Files.exists(LIBRARY),
                "run .ci/fetch-nvml sdk-agent/target/nvml first, on Debian with its archive in reach");
    }

    @Test
    void hasEveryFunctionOfItsTimeAndFindsNoDriver() throws Exception {
        List<String> lines = jvm().run(NvmlProgram.class, "present");

        assertThat(lines.get(0)).as("%s", lines).isEqualTo("open");
        assertThat(lines.get(1)).contains("libnvidia-ml.so.535");
        assertThat(lines.subList(2, lines.size())).containsExactly("absent [DEVICE_GET_TEMPERATURE_V]", "INIT 9");
    }

    @Test
    void saysThatTheDriverIsNotLoadedWhereThereIsADevice(@TempDir Path root) throws Exception {
        Files.createDirectories(root.resolve("sys/bus/pci/devices"));
        Files.createDirectories(root.resolve("dev"));
        Files.createFile(root.resolve("dev/nvidia0"));

        List<String> lines = jvm().run(SampleProgram.class, root.toString(), "1", "1");

        assertThat(lines.get(0)).startsWith("UNKNOWN the NVIDIA driver is not loaded");
        assertThat(lines.get(1)).startsWith("NO_DRIVER ");
    }

    @Test
    void isNoReasonToDoubtThatThereIsNoGpu() throws Exception {
        List<String> lines = jvm().run(SampleProgram.class, "/", "1", "1");

        if (lines.get(1).startsWith("NO_DRIVER ")) { // this machine has a GPU, without its driver
            assertThat(lines.get(0)).contains(" is a GPU of ");
        } else {
            assertThat(lines).containsExactly("{\"instance_id\":1}", "NO_GPU there is no GPU");
        }
    }

    private ChildJvm jvm() {
        return ChildJvm.of(version).allowingNativeAccess().makingNoDevices().option("-Ddumont.nvml.path=" + LIBRARY);
    }
}
