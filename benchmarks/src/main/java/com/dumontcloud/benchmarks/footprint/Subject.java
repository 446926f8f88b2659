package com.dumontcloud.benchmarks.footprint;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One run of {@link HostProgram} in a JVM of its own, looked at from outside through {@code /proc}. Not thread-safe. */
final class Subject implements AutoCloseable {

    /** USER_HZ, in which proc(5) counts; 100 on every Linux that a JVM runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int UTIME = 14; // fields of /proc/PID/stat, counted from 1 as proc(5) does
    private static final int STIME = 15;

    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;

    private Subject(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts one on this JVM's own class path. */
    static Subject start(String mode, List<String> jvmFlags, Map<String, String> environment) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmFlags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), HostProgram.class.getName(), mode));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        try {
            return new Subject(builder.start());
        } catch (IOException notStarted) {
            throw new UncheckedIOException(notStarted);
        }
    }

    /** Returns the processor seconds used so far. */
    double cpuSeconds() {
        String stat = read("stat");
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(afterName[UTIME - 3]) + Long.parseLong(afterName[STIME - 3])) / TICKS_PER_SECOND;
    }

    /** Returns the MiB of memory that the process holds now. */
    double residentMib() {
        for (String line : read("status").lines().toList()) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
            }
        }
        throw new IllegalStateException("no VmRSS in the status of process " + process.pid());
    }

    /** Asks for the MiB that the heap retains after full collections. */
    double retainedMib() {
        try {
            questions.write("how much\n");
            questions.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("process " + process.pid() + " ended with " + process.waitFor());
            }
            return Long.parseLong(answer) / 1024.0 / 1024;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", hurry);
        }
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        } catch (IOException gone) {
            throw new UncheckedIOException("process " + process.pid() + " is gone", gone);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
