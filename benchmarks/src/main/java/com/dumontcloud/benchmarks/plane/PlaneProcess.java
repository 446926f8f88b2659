package com.dumontcloud.benchmarks.plane;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A control plane in a JVM of its own, looked at from outside through {@code /proc}. Linux only. Not thread-safe. */
final class PlaneProcess implements AutoCloseable {

    static final String TOKEN = "a-user-token-of-the-benchmark";

    private final Process process;
    private final int port;
    private final double startSeconds;

    private PlaneProcess(Process process, int port, double startSeconds) {
        this.process = process;
        this.port = port;
        this.startSeconds = startSeconds;
    }

    /** Starts one on this directory, with the JVM's own defaults, and waits until it serves. */
    static PlaneProcess start(Path jar, Path data) throws IOException {
        long begun = System.nanoTime();
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        jar.toString(),
                        "serve",
                        "--port=0",
                        "--provider=simulated",
                        "--simulated-agents=off",
                        "--data=" + data))
                .redirectError(data.resolveSibling("plane.log").toFile());
        builder.environment().put("DUMONT_USER_TOKEN", TOKEN);
        Process process = builder.start();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("listening on ")) {
                int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
                return new PlaneProcess(process, port, (System.nanoTime() - begun) / 1e9);
            }
        }
        throw new IOException("it ended before it served");
    }

    int port() {
        return port;
    }

    double startSeconds() {
        return startSeconds;
    }

    /** Returns the processor time it has used. */
    double cpuSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    /** Returns the memory it has, pages shared with others included. */
    double residentMib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D+", "")) / 1024.0;
            }
        }
        throw new IOException("no VmRSS of process " + process.pid());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
