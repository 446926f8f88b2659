package com.dumontcloud.sdk.agent.internal.people;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the machine that a test drives: where it is missing the test is skipped, but on CI it fails. */
final class Tool {

    private Tool() {}

    /** Returns where the first of these programs is. */
    static String require(String debianPackage, String... paths) {
        for (String path : paths) {
            if (Files.isExecutable(Path.of(path))) {
                return path;
            }
        }
        return missing(debianPackage);
    }

    /** Returns a Python that has these modules. */
    static String requirePython(String debianPackages, String... modules) throws IOException, InterruptedException {
        for (String python : List.of("/usr/bin/python3", "/usr/local/bin/python3")) {
            if (!Files.isExecutable(Path.of(python))) {
                continue;
            }
            Process check = new ProcessBuilder(python, "-c", "import " + String.join(", ", modules))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (check.waitFor(60, TimeUnit.SECONDS) && check.exitValue() == 0) {
                return python;
            }
        }
        return missing(debianPackages);
    }

    private static String missing(String debianPackages) {
        String message = "this test needs of Debian: " + debianPackages;
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError(message);
        }
        return abort(message);
    }
}
