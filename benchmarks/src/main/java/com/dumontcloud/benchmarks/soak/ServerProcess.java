package com.dumontcloud.benchmarks.soak;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A {@link FaultyServer} in a JVM of its own, on this JVM's class path. Not thread-safe. */
final class ServerProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;
    private final Writer questions;
    private final URI uri;

    private ServerProcess(Process process) throws IOException {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.questions = process.outputWriter(StandardCharsets.UTF_8);
        this.uri = URI.create("http://127.0.0.1:" + line());
    }

    static ServerProcess start() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ServerProcess(new ProcessBuilder(
                        java, "-Xmx128m", "-cp", System.getProperty("java.class.path"), FaultyServer.class.getName())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    URI uri() {
        return uri;
    }

    /** Returns what it did so far. */
    String summary() throws IOException {
        questions.write("what did you do\n");
        questions.flush();
        return line();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String line() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the server's process ended");
        }
        return line;
    }
}
