package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar where nothing may run from the user's cache or the temporary directory. Root can make such a place. */
@ParameterizedClass
@ValueSource(ints = {17, 25})
class HardenedMachineIT {

    @Parameter
    private int version;

    @TempDir
    private Path files;

    private Path noexec;

    @BeforeEach
    void mount() throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount");
        noexec = Files.createDirectory(files.resolve("noexec"));
        int refused = run("mount", "-t", "tmpfs", "-o", "noexec,size=16m", "dumont-test", noexec.toString());
        assumeTrue(refused == 0 || Tool.isCi(), "this container may not mount");
        assertThat(refused).as("mount").isZero();
    }

    @AfterEach
    void unmount() throws Exception {
        if (noexec != null && run("mountpoint", "-q", noexec.toString()) == 0) {
            assertThat(run("umount", noexec.toString())).as("umount").isZero();
        }
    }

    @Test
    void callsNvmlAndLeavesNothingBehind() throws Exception {
        Path state = Files.createDirectory(files.resolve("state"));

        List<String> lines =
                jvm().environment("STATE_DIRECTORY", state.toString()).run(NvmlProgram.class);

        assertThat(lines.get(0)).as("%s", lines).isEqualTo("open");
        assertThat(state).isEmptyDirectory();
        try (Stream<Path> left = Files.walk(noexec)) {
            assertThat(left.filter(Files::isRegularFile)
                            .filter(file -> !file.toString().contains("hsperfdata")))
                    .isEmpty();
        }
    }

    @Test
    void saysWhatHelpsWhereTheHostSentJnaToSuchAPlace() throws Exception {
        List<String> lines = jvm().option("-Djna.tmpdir=" + noexec).run(NvmlProgram.class);

        boolean jna = version < 22 || !NvmlBindingIT.hasOverlay();
        assertThat(lines.get(0)).as("%s", lines).isEqualTo(jna ? "BINDING_UNAVAILABLE" : "open");
        assertThat(lines.get(1)).contains(jna ? "-Djna.tmpdir" : "Java 25");
    }

    private ChildJvm jvm() {
        return ChildJvm.of(version)
                .allowingNativeAccess()
                .environment("XDG_CACHE_HOME", noexec.toString())
                .option("-Djava.io.tmpdir=" + noexec, "-Ddumont.nvml.path=" + StandIn.library());
    }

    private static int run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS))
                .as("%s ends", command[0])
                .isTrue();
        return process.exitValue();
    }
}
