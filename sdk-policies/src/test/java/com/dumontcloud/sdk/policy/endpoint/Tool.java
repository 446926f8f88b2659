package com.dumontcloud.sdk.policy.endpoint;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program of the machine that a test drives. Where {@code CI} is set a missing one is a failure, elsewhere a skipped test. */
public final class Tool {

    private Tool() {}

    /** Returns where the first of these programs is. */
    public static String require(String debianPackage, String... paths) {
        for (String path : List.of(paths)) {
            if (Files.isExecutable(Path.of(path))) {
                return path;
            }
        }
        String missing = "this test needs the Debian package " + debianPackage + " (" + String.join(", ", paths) + ")";
        if (System.getenv("CI") != null) {
            throw new AssertionError(missing);
        }
        return abort(missing);
    }
}
