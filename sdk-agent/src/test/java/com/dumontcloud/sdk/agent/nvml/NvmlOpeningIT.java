package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What the packaged jar says on 17 and on 25 when NVML is there, and when it cannot be called. */
@ParameterizedClass
@ValueSource(ints = {17, 25})
class NvmlOpeningIT {

    @Parameter
    private int version;

    @TempDir
    private Path files;

    @Test
    void loadsNothingNativeWithoutTheLibrary() throws Exception {
        Path classes = files.resolve("classes.log");

        List<String> lines = ChildJvm.of(version)
                .option("-Xlog:class+load:file=" + classes, "-Dtest.root=" + files)
                .run(NvmlProgram.class);

        assertThat(lines.get(0)).isEqualTo("NO_LIBRARY");
        assertThat(lines.get(1)).contains("libnvidia-ml.so.1", "-Ddumont.nvml.path");
        assertThat(Files.readAllLines(classes))
                .anyMatch(line -> line.contains("sdk.agent.nvml.NvmlLocator "))
                .noneMatch(line -> line.contains("com.sun.jna.") || line.contains("java.lang.foreign.SymbolLookup "));
    }

    @Test
    void findsTheLibraryAsTheLoaderOfTheSystemDoes() throws Exception {
        Path library = StandIn.library();

        List<String> lines = jvm().environment("LD_LIBRARY_PATH", "/nowhere:" + library.getParent())
                .run(NvmlProgram.class);

        assertThat(lines.get(0)).isEqualTo("open");
        assertThat(lines.get(1)).endsWith(", " + library);
    }

    @Test
    void saysThatTheFileThatWasNamedIsNotThere() throws Exception {
        List<String> lines = jvm().environment("DUMONT_NVML_PATH", "/nowhere/libnvidia-ml.so.1")
                .run(NvmlProgram.class);

        assertThat(lines.get(0)).isEqualTo("WRONG_OVERRIDE");
        assertThat(lines.get(1)).contains("DUMONT_NVML_PATH", "/nowhere/libnvidia-ml.so.1", "does not exist");
    }

    /** To load such a file would end the program, not only with an error. */
    @Test
    void doesNotTouchALibraryThatWasCutShort() throws Exception {
        byte[] whole = Files.readAllBytes(StandIn.library());
        Path half = Files.write(files.resolve("libnvidia-ml.so.1"), Arrays.copyOf(whole, whole.length / 2));

        List<String> lines = jvm().option("-Ddumont.nvml.path=" + half).run(NvmlProgram.class);

        assertThat(lines.get(0)).isEqualTo("WRONG_OVERRIDE");
        assertThat(lines.get(1)).contains(half + ", which was cut short");
    }

    @Test
    void saysThatTheSystemRefusesToLoadIt() throws Exception {
        Path program = Path.of("/bin/sh").toRealPath();

        List<String> lines = jvm().option("-Ddumont.nvml.path=" + program).run(NvmlProgram.class);

        assertThat(lines.get(0)).isEqualTo("UNLOADABLE");
        assertThat(lines.get(1)).contains(program.toString(), "ldd");
    }

    @Test
    void saysThatAnotherLibraryIsNotNvml() throws Exception {
        Path other = StandIn.without("nvmlInit_v2");

        List<String> lines = jvm().option("-Ddumont.nvml.path=" + other).run(NvmlProgram.class, "calls");

        assertThat(lines.get(0)).isEqualTo("NOT_NVML");
        assertThat(lines.get(1)).contains(other.toString(), "nvmlInit_v2");
    }

    @Test
    void saysThatNativeAccessIsDenied() throws Exception {
        assumeTrue(version >= 24, "Java " + version + " has no such option");

        List<String> lines = ChildJvm.of(version)
                .option("--illegal-native-access=deny", "-Ddumont.nvml.path=" + StandIn.library())
                .run(NvmlProgram.class);

        assertThat(lines.get(0)).isEqualTo("NATIVE_ACCESS_DENIED");
        assertThat(lines.get(1)).contains("--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void saysThatJnaIsMissingWhereItIsNeeded() throws Exception {
        List<Path> withoutJna = ChildJvm.dependencies().stream()
                .filter(path -> !path.getFileName().toString().startsWith("jna-"))
                .toList();
        assertThat(withoutJna).hasSizeLessThan(ChildJvm.dependencies().size());

        List<String> lines = jvm().dependencies(withoutJna)
                .option("-Ddumont.nvml.path=" + StandIn.library())
                .run(NvmlProgram.class);

        boolean needed = version < 22 || !NvmlBindingIT.hasOverlay();
        assertThat(lines.get(0)).isEqualTo(needed ? "BINDING_UNAVAILABLE" : "open");
        assertThat(lines.get(1)).contains(needed ? "net.java.dev.jna:jna" : "Java " + version);
    }

    private ChildJvm jvm() {
        return ChildJvm.of(version).allowingNativeAccess();
    }
}
