package com.dumontcloud.sdk.agent.tools;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of the machine that a test drives. Where {@code CI} is {@code true} a missing one is a failure, elsewhere a skipped
 * test.
 */
public final class Tool {

    /** Daemons and the system's own programs are not on everybody's path. */
    private static final List<Path> PLACES = Stream.concat(
                    Arrays.stream(System.getenv("PATH").split(":")), Stream.of("/usr/local/sbin", "/usr/sbin", "/sbin"))
            .map(Path::of)
            .toList();

    private Tool() {}

    /**
     * Returns where this program is.
     *
     * @param debianPackage what to install where it is missing
     */
    public static String require(String name, String debianPackage) {
        return PLACES.stream()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(() -> missing("the program " + name + " (Debian's " + debianPackage + ")"));
    }

    /** Returns a Python that has these modules; Debian's packages are for Debian's own Python only. */
    public static String requirePython(String debianPackages, String... modules)
            throws IOException, InterruptedException {
        for (String python : List.of("/usr/bin/python3", "/usr/local/bin/python3")) {
            if (Files.isExecutable(Path.of(python)) && hasModules(python, modules)) {
                return python;
            }
        }
        return missing("a Python with " + String.join(", ", modules) + " (Debian's " + debianPackages + ")");
    }

    /** Returns the home of a JDK of this version, as {@code .ci/run} finds it. */
    public static Path requireJdk(int version) {
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

    public static boolean isCi() {
        return "true".equals(System.getenv("CI"));
    }

    private static <T> T missing(String what) {
        String message = "this test needs " + what;
        if (isCi()) {
            throw new AssertionError(message);
        }
        return abort(message);
    }

    private static boolean hasModules(String python, String... modules) throws IOException, InterruptedException {
        Process check = new ProcessBuilder(python, "-c", "import " + String.join(", ", modules))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return check.waitFor(60, TimeUnit.SECONDS) && check.exitValue() == 0;
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
