package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The machine that this runs on, as far as an installation needs to know it. A test has another. */
class Machine {

    private static final int PATIENCE_SECONDS = 60;

    /** Returns whether this process may do everything. */
    boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException noProc) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    /** Returns whether systemd runs this machine, as sd_booted(3) finds out. */
    boolean hasSystemd() {
        return Files.isDirectory(Path.of("/run/systemd/system"));
    }

    /** Runs a program and returns what it printed and how it ended. */
    Outcome run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            try {
                // What these programs print fits the pipe: they can end before it is read.
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    return new Outcome(ExitCode.FAILED, "it did not end within " + PATIENCE_SECONDS + " s");
                }
                String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Outcome(process.exitValue(), text.trim());
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException notThere) {
            return new Outcome(127, String.valueOf(notThere.getMessage())); // as a shell says it
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new InterruptedIOException(String.join(" ", command)));
        }
    }

    /**
     * How a program ended.
     *
     * @param exitCode 0 if well
     * @param text what it printed
     */
    record Outcome(int exitCode, String text) {

        boolean isGood() {
            return exitCode == 0;
        }
    }
}
