package com.dumontcloud.samples.controlplane;

import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A control plane in a JVM of its own, on a free port of loopback; closing it kills it. */
final class ControlPlaneProcess implements AutoCloseable {

    /** That of its owner. */
    static final String TOKEN = "a-user-token-of-the-test";

    private final Process process;
    private final BufferedReader lines;
    private final Path log;

    private ControlPlaneProcess(Process process, Path log) {
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.UTF_8);
        this.log = log;
    }

    /**
     * Starts one.
     *
     * @param environment what it finds there beside the user token
     * @param options of {@code serve}, beside where it listens and keeps its data
     */
    static ControlPlaneProcess start(Path data, Map<String, String> environment, String... options) throws IOException {
        List<String> program = List.of("-cp", System.getProperty("java.class.path"), ControlPlane.class.getName());
        return start(program, data, environment, options);
    }

    /** Starts the packaged one. */
    static ControlPlaneProcess startPackaged(Path jar, Path data, Map<String, String> environment, String... options)
            throws IOException {
        return start(List.of("-jar", jar.toString()), data, environment, options);
    }

    private static ControlPlaneProcess start(
            List<String> program, Path data, Map<String, String> environment, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(program);
        command.addAll(List.of("serve", "--port=0", "--data=" + data));
        command.addAll(List.of(options));
        Path log = Files.createTempFile("dumont-control-plane", ".log");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(environment);
        builder.environment().put(UserToken.VARIABLE, TOKEN);
        return new ControlPlaneProcess(builder.start(), log);
    }

    /** Waits until it serves, once, and returns a client of its owner's. */
    DumontClient client() throws IOException {
        return client(uri());
    }

    /** Returns a client of its owner's. */
    static DumontClient client(String uri) {
        return client(uri, TOKEN);
    }

    /** Returns a client of whoever has that token. */
    static DumontClient client(String uri, String token) {
        return DumontClient.create(
                ClientOptions.builder(uri, CredentialSource.of(token)).build());
    }

    /** Waits until it serves, once, and returns where. */
    String uri() throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("listening on ")) {
                return line.substring("listening on ".length());
            }
        }
        throw new IOException("it ended before it served: " + log());
    }

    /** Returns what it has logged by now. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    Process process() {
        return process;
    }

    /** Kills it, and waits until it is dead. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException, IOException {
        kill();
        Files.deleteIfExists(log);
    }
}
