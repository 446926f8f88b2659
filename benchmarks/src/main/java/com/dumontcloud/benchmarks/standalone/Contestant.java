package com.dumontcloud.benchmarks.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that sends heartbeats to an {@link Ear}, and what was measured of it.
 *
 * @param name for people
 * @param command how it is started
 * @param environment all of it
 * @param startMillis from the start of the process to the arrival of its first heartbeat, one for each run
 * @param processorMillis what of the processors it had used by then, which other work on the machine changes less
 * @param residentMib what the processes held later
 */
record Contestant(
        String name,
        List<String> command,
        Map<String, String> environment,
        List<Double> startMillis,
        List<Double> processorMillis,
        List<Double> residentMib) {

    static Contestant of(String name, List<String> command, Map<String, String> environment) {
        return new Contestant(name, command, environment, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }

    /** Starts it once, notes how long it takes to be heard, and ends it. */
    void race(Ear ear) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Process process = start();
        startMillis.add((ear.awaitNanos() - began) / 1e6);
        processorMillis.add(processorMillis(process));
        process.destroyForcibly().waitFor();
    }

    /** Notes what one of its processes holds. */
    void weigh(Process process) {
        residentMib.add(residentMib(process));
    }

    Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Returns what all threads have used, of which schedstat knows the nanoseconds. */
    private static double processorMillis(Process process) throws IOException {
        long nanos = 0;
        try (DirectoryStream<Path> threads =
                Files.newDirectoryStream(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path thread : threads) {
                String used = Files.readString(thread.resolve("schedstat"));
                nanos += Long.parseLong(used.substring(0, used.indexOf(' ')));
            }
        }
        return nanos / 1e6;
    }

    private static double residentMib(Process process) {
        try {
            for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
                if (line.startsWith("VmRSS:")) {
                    return Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024;
                }
            }
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        throw new IllegalStateException("process " + process.pid() + " has ended");
    }
}
