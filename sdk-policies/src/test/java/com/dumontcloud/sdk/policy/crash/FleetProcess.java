package com.dumontcloud.sdk.policy.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link FleetProgram} in a JVM of its own. */
final class FleetProcess implements AutoCloseable {

    /** How many times faster than ours its clocks run: five minutes are a second. */
    static final int SPEED = 300;

    private final Process process;
    private final int port;

    private FleetProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static FleetProcess start(Path directory, Cloud cloud, Instant origin, String death, String... under)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(under));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                FleetProgram.class.getName(),
                directory.toString(),
                String.valueOf(cloud.port()),
                origin.toString(),
                String.valueOf(SPEED),
                death));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String ready = out.readLine();
        if (ready == null) {
            throw new IOException("the fleet's process ended before it was ready");
        }
        return new FleetProcess(process, Integer.parseInt(ready.substring("READY ".length())));
    }

    Lines connect() throws IOException {
        return new Lines(port);
    }

    /** Returns whether it has ended within some seconds. */
    boolean hasEnded(int seconds) throws InterruptedException {
        return process.waitFor(seconds, TimeUnit.SECONDS);
    }

    /** Ends it as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        process.waitFor();
    }

    /** Lets it end in order. */
    @Override
    public void close() throws IOException {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException told) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
