package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.tools.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The scripted library in {@code src/test/resources/nvml/standin.c}, compiled once for each set of functions that it lacks. */
public final class StandIn {

    /** The environment variable that names the file with what it plays. */
    public static final String SCENARIO = "DUMONT_STANDIN_SCENARIO";

    private static final Path SOURCE =
            Path.of("src/test/resources/nvml/standin.c").toAbsolutePath();
    private static final Path TARGET = Path.of("target/standin").toAbsolutePath();

    private StandIn() {}

    /** Returns the library, as a file of the name that the driver gives it. */
    public static Path library() {
        return without();
    }

    /** Returns the library of a driver that lacks these functions. */
    static Path without(String... functions) {
        String variant = functions.length == 0
                ? "whole"
                : Integer.toHexString(List.of(functions).hashCode());
        Path library = TARGET.resolve(variant).resolve("libnvidia-ml.so.1");
        try {
            if (!Files.exists(library) || isNewer(SOURCE, library)) {
                compile(library, functions);
            }
            return library;
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static boolean isNewer(Path one, Path other) throws IOException {
        return Files.getLastModifiedTime(one).compareTo(Files.getLastModifiedTime(other)) > 0;
    }

    /** Into another file first: a test in another JVM may need the same one now. */
    private static void compile(Path library, String... absent) throws IOException {
        Files.createDirectories(library.getParent());
        Path unfinished = Files.createTempFile(library.getParent(), "unfinished", ".so");
        List<String> command = new ArrayList<>(List.of(Tool.require("cc", "gcc"), "-shared", "-fPIC", "-O2"));
        for (String function : absent) {
            command.add("-D" + function + "=absent_" + function);
        }
        command.addAll(
                List.of("-Wall", "-Wextra", "-Werror", "-o", unfinished.toString(), SOURCE.toString(), "-lpthread"));
        Path output = Files.createTempFile(library.getParent(), "cc", ".txt");
        try {
            Process compiler = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            assertThat(compiler.waitFor(60, TimeUnit.SECONDS)).as("cc ends").isTrue();
            assertThat(compiler.exitValue()).as(Files.readString(output)).isZero();
            Files.move(unfinished, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        } finally {
            Files.delete(output);
            Files.deleteIfExists(unfinished);
        }
    }
}
