package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.dumontcloud.sdk.agent.nvml.NvmlOpening;
import com.dumontcloud.sdk.agent.nvml.NvmlTrouble;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reporter in a JVM of its own, on nothing but this module's run-time dependencies; the build puts both lists in target. */
class BareClasspathTest {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final Pattern LIBRARY =
            Pattern.compile("\\b(okhttp3|okio|kotlin|kotlinx|com\\.squareup|dev\\.failsafe)\\.");

    private final List<Heartbeat> arrived = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @TempDir
    private Path files;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/agent/status", this::count);
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void reportsWithoutAnyLibraryForHttpOrJson() throws Exception {
        String classpath = runtimeClasspath();
        assertThat(classpath).doesNotContain("okhttp", "okio", "moshi", "kotlin", "failsafe");

        List<String> loaded = classesLoadedBy(classpath);

        assertReported();
        assertThat(loaded).anyMatch(line -> line.contains("com.dumontcloud.sdk.agent.HeartbeatReporter "));
        assertThat(loaded).noneMatch(line -> LIBRARY.matcher(line).find());
    }

    /** A machine without a driver pays for no native library; the build's own machines have none. */
    @Test
    void loadsNothingNativeForGpusThatAreNotThere() throws Exception {
        NvmlTrouble trouble = NvmlOpening.open().trouble();
        assumeThat(trouble != null && trouble.kind() == NvmlTrouble.Kind.NO_LIBRARY)
                .as("a machine without NVML")
                .isTrue();

        List<String> loaded = classesLoadedBy(runtimeClasspath());

        assertReported();
        assertThat(loaded).anyMatch(line -> line.contains("com.dumontcloud.sdk.agent.nvml.NvmlGpuProbe "));
        assertThat(loaded)
                .noneMatch(line -> line.contains(" com.sun.jna.")
                        || line.contains("agent.nvml.NvmlBinding ")
                        || line.contains("agent.nvml.JnaNvmlLibrary ")
                        || line.contains("agent.nvml.FfmNvmlLibrary "));
    }

    @Test
    void reportsBehindAnOldOkHttpWithoutTouchingIt() throws Exception {
        Path okhttp = TARGET.resolve("old-okhttp/okhttp-3.12.12.jar");
        Path okio = TARGET.resolve("old-okhttp/okio-1.17.6.jar");
        assertThat(okhttp).exists();
        assertThat(okio).exists();

        List<String> loaded =
                classesLoadedBy(okhttp + File.pathSeparator + okio + File.pathSeparator + runtimeClasspath());

        assertReported();
        assertThat(loaded).noneMatch(line -> LIBRARY.matcher(line).find());
    }

    private void assertReported() {
        assertThat(arrived).hasSize(2);
        Heartbeat first = arrived.get(0);
        assertThat(first.instanceId()).isEqualTo(MachineId.of("28864630"));
        assertThat(first.busy()).isNotNull();
        assertThat(first.busy().label()).isEqualTo("epoch 3");
        assertThat(arrived.get(1).goodbye()).isEqualTo(Goodbye.STOPPED);
        assertThat(tokens).containsOnly("Bearer s3cret");
    }

    private List<String> classesLoadedBy(String classpath) throws Exception {
        Path log = files.resolve("classes.log");
        Path output = files.resolve("output.txt");
        ProcessBuilder program = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log,
                "-Xshare:off",
                "-cp",
                classpath + File.pathSeparator + TARGET.resolve("test-classes"),
                BareProgram.class.getName());
        program.environment().put("DUMONT_INSTANCE_ID", "28864630");
        program.environment()
                .put("DUMONT_API_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        program.environment().put("DUMONT_API_TOKEN", "s3cret");
        Process process = program.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(40, TimeUnit.SECONDS))
                    .as("the program ends")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        return Files.readAllLines(log);
    }

    private static String runtimeClasspath() throws IOException {
        String dependencies =
                Files.readString(TARGET.resolve("runtime-classpath.txt")).trim();
        return TARGET.resolve("classes") + File.pathSeparator + dependencies;
    }

    private void count(HttpExchange exchange) throws IOException {
        try (exchange) {
            arrived.add(AgentCodec.decodeHeartbeat(exchange.getRequestBody().readAllBytes()));
            tokens.add(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] reply = AgentCodec.encodeReply(RecordingSink.PLAIN, Dialect.NESTED);
            exchange.sendResponseHeaders(200, reply.length);
            exchange.getResponseBody().write(reply);
        }
    }
}
