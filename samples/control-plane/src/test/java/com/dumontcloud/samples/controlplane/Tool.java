package com.dumontcloud.samples.controlplane;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A program of the machine that a test drives. Where {@code CI} is set a missing one is a failure, elsewhere a skipped test. */
public final class Tool {

    private Tool() {}

    /** Returns where the program of this name is. */
    public static String require(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseGet(() -> {
                    String missing = "this test needs " + program + " on the PATH";
                    if (System.getenv("CI") != null) {
                        throw new AssertionError(missing);
                    }
                    return abort(missing);
                });
    }
}
