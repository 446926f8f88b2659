package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.tools.Tool;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the test classes in a JVM of its own, on the packaged jar and what it needs at run time. */
final class ChildJvm {

    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private final int version;
    private final Path java;
    private final List<String> before = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final ProcessBuilder process = new ProcessBuilder();
    private List<Path> classpath = List.of();

    private ChildJvm(int version, Path home) {
        this.version = version;
        this.java = home.resolve("bin/java");
        dependencies(dependencies());
        // Neither a library of this machine nor a setting of whoever runs the tests.
        process.environment().keySet().removeAll(List.of("DUMONT_NVML_PATH", "LD_LIBRARY_PATH", "JAVA_TOOL_OPTIONS"));
    }

    static ChildJvm of(int version) {
        return new ChildJvm(version, Tool.requireJdk(version)).option("-XX:+UseSerialGC", "-Xmx64m");
    }

    /** Returns what the build packaged; it says so in a system property. */
    static Path packagedJar() {
        return Path.of(System.getProperty("packaged.jar"));
    }

    /** Returns what the jar needs at run time. */
    static List<Path> dependencies() {
        try {
            String paths = Files.readString(TARGET.resolve("runtime-classpath.txt"));
            return Arrays.stream(paths.trim().split(File.pathSeparator))
                    .map(Path::of)
                    .toList();
        } catch (IOException notBuilt) {
            throw new AssertionError(notBuilt);
        }
    }

    ChildJvm option(String... more) {
        options.addAll(List.of(more));
        return this;
    }

    /** Without this, newer versions of Java warn of every native call. */
    ChildJvm allowingNativeAccess() {
        return version < 22 ? this : option("--enable-native-access=ALL-UNNAMED");
    }

    /** Takes root the right to make devices: NVIDIA's library would make one in /dev, for good, whether there is a GPU or not. */
    ChildJvm makingNoDevices() {
        if ("root".equals(System.getProperty("user.name"))) {
            before.addAll(List.of(Tool.require("setpriv", "util-linux"), "--bounding-set=-mknod"));
        }
        return this;
    }

    ChildJvm environment(String name, String value) {
        process.environment().put(name, value);
        return this;
    }

    /** Puts something else beside the packaged jar than what it needs. */
    ChildJvm dependencies(List<Path> paths) {
        List<Path> all = new ArrayList<>(List.of(packagedJar()));
        all.addAll(paths);
        return classpath(all);
    }

    ChildJvm classpath(List<Path> paths) {
        classpath = paths;
        return this;
    }

    /** Runs the program to its end and returns the lines it printed; it must end well. */
    List<String> run(Class<?> main, String... arguments) throws Exception {
        Path output = Files.createTempFile(TARGET, "child", ".txt");
        Path errors = Files.createTempFile(TARGET, "child", ".txt");
        Process started = process.command(command(main, arguments))
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            boolean ended = started.waitFor(50, TimeUnit.SECONDS);
            String said = Files.readString(output) + Files.readString(errors);
            assertThat(ended).as("the program ends; it said %s", said).isTrue();
            assertThat(started.exitValue()).as(said).isZero();
            return Files.readAllLines(output);
        } finally {
            started.destroyForcibly();
            Files.delete(output);
            Files.delete(errors);
        }
    }

    private List<String> command(Class<?> main, String... arguments) {
        List<Path> paths = new ArrayList<>(classpath);
        paths.add(TARGET.resolve("test-classes"));
        List<String> command = new ArrayList<>(before);
        command.add(java.toString());
        command.addAll(options);
        command.add("-cp");
        command.add(String.join(
                File.pathSeparator, paths.stream().map(Path::toString).toList()));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }
}
