package com.dumontcloud.sdk.policy.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system of its own with little room, which a test may fill. Only root can make one. */
final class SmallDisk implements AutoCloseable {

    private static final int BLOCK = 4096;

    private final Path path;
    private final Path filling;

    private SmallDisk(Path path) {
        this.path = path;
        this.filling = path.resolve("filling");
    }

    static SmallDisk mount(Path path, int megabytes) throws Exception {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root may mount");
        Files.createDirectory(path);
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "dumont-test", path.toString());
        assumeTrue(mounted || System.getenv("CI") != null, "this container may not mount");
        assertThat(mounted).as("mount").isTrue();
        return new SmallDisk(path);
    }

    Path path() {
        return path;
    }

    /** Takes all the room that is left. */
    void fill() throws IOException {
        byte[] block = new byte[BLOCK];
        try (OutputStream out = Files.newOutputStream(filling)) {
            while (path.toFile().getUsableSpace() >= BLOCK) {
                out.write(block);
            }
        }
    }

    void makeRoom() throws IOException {
        Files.delete(filling);
    }

    @Override
    public void close() throws Exception {
        assertThat(run("umount", path.toString())).as("umount").isTrue();
    }

    private static boolean run(String... command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(20, TimeUnit.SECONDS))
                .as("%s ends", command[0])
                .isTrue();
        return process.exitValue() == 0;
    }
}
