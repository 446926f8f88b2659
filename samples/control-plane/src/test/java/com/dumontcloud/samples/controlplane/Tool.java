package com.dumontcloud.samples.controlplane;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A program of the machine that a test drives. */
public final class Tool {

    private Tool() {}

    /** Returns where it is. Where {@code CI} is set a missing one is a failure, elsewhere a skipped test. */
    public static String require(String program) {
        Stream<String> places = Stream.of(System.getenv("PATH").split(File.pathSeparator));
        return Stream.concat(places, Stream.of("/usr/sbin")) // where daemons are, which is not on everybody's path
                .map(place -> Path.of(place, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst()
                .orElseGet(() -> {
                    String missing = "this test needs the program " + program;
                    if (System.getenv("CI") != null) {
                        throw new AssertionError(missing);
                    }
                    return abort(missing);
                });
    }
}
