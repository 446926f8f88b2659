package com.dumontcloud.samples.controlplane.monitoring;

import com.dumontcloud.samples.controlplane.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of the Prometheus project on a free port of loopback, which says in its log which one that is. */
final class Daemon implements AutoCloseable {

    private static final Pattern ADDRESS = Pattern.compile("msg=\"Listening on\" address=(\\S+)");

    private final Process process;
    private final Path log;

    private Daemon(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    static Daemon start(Path folder, Path log, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new Daemon(process, log);
    }

    URI awaitUri() throws InterruptedException {
        Eventually.holds(this::said, () -> address().isPresent() || !process.isAlive());
        return URI.create("http://" + address().orElseThrow(() -> new AssertionError(said())));
    }

    String said() {
        try {
            return Files.readString(log);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private Optional<String> address() {
        Matcher line = ADDRESS.matcher(said());
        return line.find() ? Optional.of(line.group(1)) : Optional.empty();
    }
}
