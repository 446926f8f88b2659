package com.dumontcloud.sdk.agent.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A folder that no program and no library may be run from, as hardened machines have it. Root can make such a place. */
public final class NoexecFolder implements AutoCloseable {

    private final Path path;

    private NoexecFolder(Path path) {
        this.path = path;
    }

    public static NoexecFolder mount(Path path) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount");
        Files.createDirectory(path);
        int refused = run("mount", "-t", "tmpfs", "-o", "noexec,size=16m", "dumont-test", path.toString());
        assumeTrue(refused == 0 || Tool.isCi(), "this container may not mount");
        assertThat(refused).as("mount").isZero();
        return new NoexecFolder(path);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws Exception {
        assertThat(run("umount", path.toString())).as("umount").isZero();
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
