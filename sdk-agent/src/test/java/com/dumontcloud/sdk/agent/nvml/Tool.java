package com.dumontcloud.sdk.agent.nvml;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A program of the machine that a test drives. Where {@code CI} is {@code true} a missing one is a failure, elsewhere a skipped
 * test.
 */
final class Tool {

    private static final List<Path> PATH =
            Arrays.stream(System.getenv("PATH").split(":")).map(Path::of).toList();

    private Tool() {}

    /** Returns where this program is. */
    static Path require(String name) {
        return PATH.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> missing("the program " + name));
    }

    /** Returns the home of a JDK of this version, as {@code .ci/run} finds it. */
    static Path requireJdk(int version) {
        String override = System.getenv("JDK" + version + "_HOME");
        if (override != null) {
            return Path.of(override);
        }
        Stream<Path> known = Stream.of(System.getProperty("java.home"), System.getenv("JAVA_HOME"))
                .filter(Objects::nonNull)
                .map(Path::of);
        return Stream.concat(known, installed())
                .filter(home -> isOf(version, home))
                .findFirst()
                .orElseGet(
                        () -> missing("a JDK " + version + " under /usr/lib/jvm or named by JDK" + version + "_HOME"));
    }

    static boolean isCi() {
        return "true".equals(System.getenv("CI"));
    }

    private static Path missing(String what) {
        String message = "this test needs " + what;
        if (isCi()) {
            throw new AssertionError(message);
        }
        return abort(message);
    }

    private static Stream<Path> installed() {
        try (Stream<Path> homes = Files.list(Path.of("/usr/lib/jvm"))) {
            return homes.sorted().toList().stream();
        } catch (IOException none) {
            return Stream.empty();
        }
    }

    private static boolean isOf(int version, Path home) {
        try {
            return Files.isExecutable(home.resolve("bin/javac"))
                    && Files.readString(home.resolve("release"))
                            .lines()
                            .anyMatch(line -> line.matches("JAVA_VERSION=\"" + version + "[\".].*"));
        } catch (IOException noRelease) {
            return false;
        }
    }
}
