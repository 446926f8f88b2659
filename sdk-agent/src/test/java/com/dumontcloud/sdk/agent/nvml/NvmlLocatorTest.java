package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NvmlLocatorTest {

    private static final String NAME = "libnvidia-ml.so.1";

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> properties = new HashMap<>(Map.of("os.arch", "amd64"));

    @TempDir
    private Path files;

    private Path root;

    @BeforeEach
    void resolve() throws IOException {
        root = files.toRealPath();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/usr/lib/x86_64-linux-gnu",
                "/usr/lib64",
                "/usr/lib/aarch64-linux-gnu",
                "/usr/local/nvidia/lib64",
                "/run/nvidia/driver/usr/lib/x86_64-linux-gnu",
                "/run/nvidia/driver/usr/lib64",
                "/usr/lib/wsl/lib",
                "/usr/lib/wsl/drivers/nv_dispi.inf_amd64_0123456789abcdef",
                "/run/opengl-driver/lib"
            })
    void findsItWhereDriversLive(String directory) throws Exception {
        Path library = library(directory);

        assertThat(locate()).isEqualTo(library);
    }

    @Test
    void saysThatThereIsNone() {
        NvmlTrouble trouble = trouble();

        assertThat(trouble.kind()).isEqualTo(NvmlTrouble.Kind.NO_LIBRARY);
        assertThat(trouble.reason()).contains(NAME);
        assertThat(trouble.remedy()).contains("NVIDIA_DRIVER_CAPABILITIES", "-Ddumont.nvml.path");
    }

    @Test
    void takesTheFileThatThePropertyNamesBeforeAllOthers() throws Exception {
        Path named = library("/opt/property");
        library("/opt/variable");
        library("/usr/lib64");
        properties.put("dumont.nvml.path", "/opt/property/" + NAME);
        environment.put("DUMONT_NVML_PATH", "/opt/variable/" + NAME);

        assertThat(locate()).isEqualTo(named);
    }

    @Test
    void takesTheFileThatTheVariableNamesWhereThePropertyIsBlank() throws Exception {
        Path named = library("/opt/variable");
        library("/usr/lib64");
        properties.put("dumont.nvml.path", " ");
        environment.put("DUMONT_NVML_PATH", " /opt/variable/" + NAME + " ");

        assertThat(locate()).isEqualTo(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/absent/libnvidia-ml.so.1", "libnvidia-ml.so.1", "/usr/lib64", "/with\0zero"})
    void searchesNoFurtherThanAnOverrideThatIsWrong(String override) throws IOException {
        library("/usr/lib64");
        properties.put("dumont.nvml.path", override);

        NvmlTrouble trouble = trouble();

        assertThat(trouble.kind()).isEqualTo(NvmlTrouble.Kind.WRONG_OVERRIDE);
        assertThat(trouble.reason()).startsWith("-Ddumont.nvml.path names " + override + ", which ");
    }

    @Test
    void namesTheVariableThatIsWrong() {
        environment.put("DUMONT_NVML_PATH", "/absent");

        assertThat(trouble().reason()).isEqualTo("DUMONT_NVML_PATH names /absent, which does not exist");
    }

    @Test
    void refusesToTakeAStubEvenWhenItIsNamed() throws IOException {
        library("/usr/local/cuda/lib64/stubs");
        environment.put("DUMONT_NVML_PATH", "/usr/local/cuda/lib64/stubs/" + NAME);

        assertThat(trouble().reason()).contains("stub");
    }

    @Test
    void searchesInTheOrderOfTheSystemsLoader() throws Exception {
        Path inDirectory = library("/usr/lib64");
        assertThat(locate()).isEqualTo(inDirectory);

        Path inCache = library("/opt/driver");
        Files.createDirectories(root.resolve("etc"));
        Files.write(root.resolve("etc/ld.so.cache"), LoaderCacheTest.cache(NAME, "/opt/driver/" + NAME));
        assertThat(locate()).isEqualTo(inCache);

        Path inPath = library("/opt/mine");
        environment.put("LD_LIBRARY_PATH", ":relative:/nowhere;/opt/mine:");
        assertThat(locate()).isEqualTo(inPath);
    }

    @Test
    void passesOverWhatCannotBeLoaded() throws Exception {
        Files.write(directory("/opt/empty").resolve(NAME), new byte[0]);
        Files.write(directory("/opt/arm").resolve(NAME), LibraryFileTest.library((short) 183));
        library("/usr/local/cuda/lib64/stubs");
        environment.put("LD_LIBRARY_PATH", "/opt/empty:/opt/arm:/usr/local/cuda/lib64/stubs");

        assertThat(trouble().kind()).isEqualTo(NvmlTrouble.Kind.NO_LIBRARY);
        assertThat(trouble().reason()).contains("/opt/empty/" + NAME + " is empty");

        Path library = library("/usr/lib64");
        assertThat(locate()).isEqualTo(library);
    }

    @Test
    void takesTheNewestOfTheDriversThatWindowsKeeps() throws Exception {
        Path old = library("/usr/lib/wsl/drivers/nv_dispi.inf_amd64_a");
        Path newest = library("/usr/lib/wsl/drivers/nv_dispi.inf_amd64_b");
        Path older = library("/usr/lib/wsl/drivers/nv_dispi.inf_amd64_c");
        directory("/usr/lib/wsl/drivers/another.inf_amd64_d");
        Files.setLastModifiedTime(old, FileTime.fromMillis(1000));
        Files.setLastModifiedTime(newest, FileTime.fromMillis(3000));
        Files.setLastModifiedTime(older, FileTime.fromMillis(2000));

        assertThat(locate()).isEqualTo(newest);
    }

    @Test
    void followsLinksToTheFileOfTheDriversVersion() throws Exception {
        Path directory = directory("/usr/lib64");
        Path library = Files.write(directory.resolve("libnvidia-ml.so.550.54.14"), LibraryFileTest.library((short) 62));
        Files.createSymbolicLink(directory.resolve(NAME), library.getFileName());

        assertThat(locate()).isEqualTo(library);
    }

    private Path locate() throws NvmlUnavailableException {
        return new NvmlLocator(new HostSettings(root, environment, properties)).locate();
    }

    private NvmlTrouble trouble() {
        return catchThrowableOfType(NvmlUnavailableException.class, this::locate)
                .trouble();
    }

    private Path library(String directory) throws IOException {
        return Files.write(directory(directory).resolve(NAME), LibraryFileTest.library((short) 62));
    }

    private Path directory(String path) throws IOException {
        return Files.createDirectories(root.resolve(path.substring(1)));
    }
}
