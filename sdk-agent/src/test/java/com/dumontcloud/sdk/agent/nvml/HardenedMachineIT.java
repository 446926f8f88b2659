package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.tools.NoexecFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar where nothing may run from the user's cache or the temporary directory. */
@ParameterizedClass
@ValueSource(ints = {17, 25})
class HardenedMachineIT {

    @Parameter
    private int version;

    @TempDir
    private Path files;

    private NoexecFolder noexec;

    @BeforeEach
    void mount() throws Exception {
        noexec = NoexecFolder.mount(files.resolve("noexec"));
    }

    @AfterEach
    void unmount() throws Exception {
        if (noexec != null) {
            noexec.close();
        }
    }

    @Test
    void callsNvmlAndLeavesNothingBehind() throws Exception {
        Path state = Files.createDirectory(files.resolve("state"));

        List<String> lines =
                jvm().environment("STATE_DIRECTORY", state.toString()).run(NvmlProgram.class);

        assertThat(lines.get(0)).as("%s", lines).isEqualTo("open");
        assertThat(state).isEmptyDirectory();
        try (Stream<Path> left = Files.walk(noexec.path())) {
            assertThat(left.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().contains("hsperfdata")))
                    .isEmpty();
        }
    }

    @Test
    void saysWhatHelpsWhereTheHostSentJnaToSuchAPlace() throws Exception {
        List<String> lines = jvm().option("-Djna.tmpdir=" + noexec.path()).run(NvmlProgram.class);

        boolean jna = version < 22 || !NvmlBindingIT.hasOverlay();
        assertThat(lines.get(0)).as("%s", lines).isEqualTo(jna ? "BINDING_UNAVAILABLE" : "open");
        assertThat(lines.get(1)).contains(jna ? "-Djna.tmpdir" : "Java 25");
    }

    private ChildJvm jvm() {
        return ChildJvm.of(version)
                .allowingNativeAccess()
                .environment("XDG_CACHE_HOME", noexec.path().toString())
                .option("-Djava.io.tmpdir=" + noexec.path(), "-Ddumont.nvml.path=" + StandIn.library());
    }
}
