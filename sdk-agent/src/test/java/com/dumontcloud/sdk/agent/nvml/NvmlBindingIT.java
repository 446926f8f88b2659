package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar calls the stand-in through JNA on 17 and through Java itself on 25. */
@ParameterizedClass
@ValueSource(ints = {17, 25})
class NvmlBindingIT {

    @Parameter
    private int version;

    @TempDir
    private Path files;

    @Test
    void eachFunctionGivesItsValue() throws Exception {
        List<NvmlCalls.Row> rows = NvmlCalls.rows();
        assertThat(rows).extracting(NvmlCalls.Row::function).containsAll(EnumSet.allOf(NvmlFunction.class));

        List<String> lines = jvm().environment(StandIn.SCENARIO, scenario(NvmlCalls.SCENARIO))
                .run(NvmlProgram.class, "calls");

        assertThat(answers(lines))
                .containsExactlyElementsOf(rows.stream()
                        .map(row -> row.function() + " " + row.answer())
                        .toList());
    }

    @Test
    void callsThroughJavaItselfFrom22On() throws Exception {
        boolean overlay = hasOverlay();
        assertThat(overlay)
                .as("built by 22 or newer")
                .isEqualTo(Runtime.version().feature() >= 22);

        List<String> lines = jvm().run(NvmlProgram.class);

        assertThat(lines.get(0)).isEqualTo("open");
        assertThat(lines.get(1)).startsWith(overlay && version >= 22 ? "Java " + version + ", /" : "JNA 5.");
    }

    @Test
    void allocatesNothing() throws Exception {
        List<String> lines = jvm().environment(StandIn.SCENARIO, scenario("gpus 8\ngpu * compute 1:2 3:4 5:6\n"))
                .run(NvmlProgram.class, "allocation");

        assertThat(answers(lines)).containsExactly("0");
    }

    @Test
    void callsNothingThatTheDriverLacks() throws Exception {
        Path old = StandIn.without("nvmlDeviceGetTemperatureV", "nvmlDeviceGetMemoryInfo_v2", "nvmlShutdown");

        List<String> lines = jvm().option("-D" + NvmlLocator.PROPERTY + "=" + old)
                .environment(StandIn.SCENARIO, scenario(NvmlCalls.SCENARIO))
                .run(NvmlProgram.class, "calls");

        assertThat(answers(lines))
                .contains("DEVICE_GET_TEMPERATURE 0 61", "DEVICE_GET_MEMORY_INFO 0 85899345920 84288733184 1610612736")
                .anyMatch(line -> line.startsWith("DEVICE_GET_TEMPERATURE_V 13"))
                .anyMatch(line -> line.startsWith("DEVICE_GET_MEMORY_INFO_V2 13"))
                .contains("SHUTDOWN 13", "DEVICE_GET_COUNT 0");
    }

    @Test
    void refusesAnotherNumberOfParametersThanTheFunctionTakes() throws Exception {
        List<String> lines = jvm().run(NvmlProgram.class, "misuse");

        assertThat(answers(lines)).containsExactly("refused " + 5 * NvmlFunction.values().length);
    }

    /** While a call is stuck in the driver, a collection must not wait for it, nor the end of the program. */
    @Test
    void holdsUpNobodyWhileACallHangs() throws Exception {
        Path log = files.resolve("calls.txt");
        String hang = "log " + log + "\ngpu 0 hang nvmlDeviceGetPowerUsage 60\n";

        List<String> lines =
                jvm().environment(StandIn.SCENARIO, scenario(hang)).run(NvmlProgram.class, "hang", log.toString());

        assertThat(answers(lines))
                .singleElement()
                .satisfies(millis -> assertThat(Long.parseLong(millis))
                        .as("ms of System.gc()")
                        .isLessThan(2000));
    }

    static boolean hasOverlay() throws IOException {
        try (JarFile jar = new JarFile(ChildJvm.packagedJar().toFile())) {
            return jar.getEntry("META-INF/versions/22/com/dumontcloud/sdk/agent/nvml/NvmlBinding.class") != null;
        }
    }

    private ChildJvm jvm() {
        return ChildJvm.of(version)
                .option("-D" + NvmlLocator.PROPERTY + "=" + StandIn.library())
                .allowingNativeAccess();
    }

    private String scenario(String text) throws IOException {
        return Files.writeString(files.resolve("scenario.txt"), text).toString();
    }

    private static List<String> answers(List<String> lines) {
        assertThat(lines.get(0)).as("%s", lines).isEqualTo("open");
        return lines.subList(2, lines.size());
    }
}
