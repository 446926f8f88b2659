package com.dumontcloud.sdk.agent.daemon;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A program of the machine that a test drives: where it is missing the test is skipped, but on CI it fails. */
final class Tool {

    private Tool() {}

    /** Returns where the first of these programs is. */
    static String require(String debianPackage, String... paths) {
        for (String path : List.of(paths)) {
            if (Files.isExecutable(Path.of(path))) {
                return path;
            }
        }
        String missing = "this test needs the Debian package " + debianPackage + " (" + String.join(", ", paths) + ")";
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(missing);
        }
        return abort(missing);
    }
}
