package com.dumontcloud.sdk.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The program in a JVM of its own, with an environment of nothing but what the test gives. */
public final class AgentProcess implements AutoCloseable {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final long PATIENCE_SECONDS = 30;

    private final Process process;
    private final Path out;
    private final Path err;

    private AgentProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts it; its output goes to files in this folder, its state too. */
    static AgentProcess start(Path folder, Map<String, String> environment, String... args) throws IOException {
        return start(folder, environment, DumontAgent.class, List.of(args));
    }

    /** Starts a program of the tests in the same way. */
    static AgentProcess start(Path folder, Map<String, String> environment, Class<?> program, List<String> args)
            throws IOException {
        return start(folder, environment, command(program, args));
    }

    /** Returns the command that starts a program in a JVM of its own. */
    static List<String> command(Class<?> program, List<String> args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                classpath() + File.pathSeparator + TARGET.resolve("test-classes"),
                program.getName()));
        command.addAll(args);
        return command;
    }

    /** Starts any program with an environment of nothing but this, and where the agent puts its files. */
    public static AgentProcess start(Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().put("DUMONT_RUNTIME_DIR", folder.toString());
        builder.environment().put("DUMONT_STATE_DIR", folder.resolve("state").toString());
        builder.environment().putAll(environment);
        return new AgentProcess(builder.start(), out, err);
    }

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    static String classpath() throws IOException {
        String dependencies =
                Files.readString(TARGET.resolve("program-classpath.txt")).trim();
        return TARGET.resolve("classes") + File.pathSeparator + dependencies;
    }

    public long pid() {
        return process.pid();
    }

    public String out() {
        return text(out);
    }

    public String err() {
        return text(err);
    }

    /** Returns what every user of the machine can read of the process. */
    public String commandLine() throws IOException {
        return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ');
    }

    public void terminate() {
        process.destroy(); // SIGTERM
    }

    public void kill() {
        process.destroyForcibly();
    }

    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Gives it a line to read. */
    public void tell(String line) throws IOException {
        Writer input = process.outputWriter();
        input.write(line + "\n");
        input.flush();
    }

    /** Waits until it has said this. */
    public void awaitErr(String text) throws InterruptedException {
        await(() -> err().contains(text));
    }

    public void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("still waiting; it said: " + out() + err())
                    .isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    public int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("it ends; it said: " + out() + err())
                .isTrue();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
