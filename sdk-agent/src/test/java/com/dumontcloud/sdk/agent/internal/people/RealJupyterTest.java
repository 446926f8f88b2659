package com.dumontcloud.sdk.agent.internal.people;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.internal.proc.SmallFiles;
import com.dumontcloud.sdk.agent.tools.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Jupyter server with a real kernel. */
class RealJupyterTest {

    /** Lets a kernel work without waiting for it, as a notebook does. */
    private static final String EXECUTE = """
            import sys, time, jupyter_client
            kernel = jupyter_client.BlockingKernelClient(connection_file=sys.argv[1])
            kernel.load_connection_file()
            kernel.start_channels()
            kernel.wait_for_ready(timeout=60)
            kernel.execute(sys.argv[2])
            while kernel.get_iopub_msg(timeout=60)['content'].get('execution_state') != 'busy':
                pass
            """;

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final SmallFiles files = new SmallFiles(Path.of("/"));
    private String python;
    private Process server;
    private Notebooks notebooks;

    @BeforeEach
    void startTheServer() throws Exception {
        python = Tool.requirePython(
                "python3-jupyter-server python3-ipykernel", "jupyter_server", "ipykernel", "jupyter_client");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        ProcessBuilder builder = new ProcessBuilder(
                        python,
                        "-m",
                        "jupyter_server",
                        "--no-browser",
                        "--ip=127.0.0.1",
                        "--port=" + port,
                        "--ServerApp.port_retries=0",
                        "--ServerApp.allow_root=True",
                        "--ServerApp.root_dir=" + folder)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.txt").toFile());
        Map<String, String> environment = builder.environment();
        environment.put("JUPYTER_RUNTIME_DIR", runtime().toString());
        environment.put("JUPYTER_CONFIG_DIR", folder.resolve("config").toString());
        environment.put("JUPYTER_DATA_DIR", folder.resolve("data").toString());
        environment.put("IPYTHONDIR", folder.resolve("ipython").toString());
        server = builder.start();
        RuntimeFiles runtimeFiles = new RuntimeFiles(
                Path.of("/"), files, Map.of("JUPYTER_RUNTIME_DIR", runtime().toString()));
        notebooks = new Notebooks(
                () -> new RuntimeFiles.Found(
                        runtimeFiles.find().servers().stream()
                                .filter(found -> found.address().getPort() == port) // other servers are not ours
                                .toList(),
                        false),
                null,
                new LoopbackHttp(10_000));
        await("the server answers", () -> Boolean.FALSE.equals(looked()));
    }

    @AfterEach
    void endEverything() throws InterruptedException {
        if (server != null) {
            server.descendants().forEach(ProcessHandle::destroyForcibly);
            server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aKernelIsBusyWhileItWorksAndNotWhenItIsThroughOrTheServerIsGone() throws Exception {
        String kernel =
                Objects.requireNonNull(ask("POST", "api/kernels")).replaceAll("(?s).*?\"id\": ?\"([^\"]+)\".*", "$1");
        await("the kernel is there", () -> Files.exists(connectionFile(kernel)));
        assertThat(notebooks.users()).isZero();

        execute(kernel, "import time; time.sleep(600)");
        await("the kernel works", () -> Boolean.TRUE.equals(looked()));
        assertThat(looked()).isTrue();

        ask("POST", "api/kernels/" + kernel + "/interrupt");
        await("the kernel rests", () -> Boolean.FALSE.equals(looked()));

        execute(kernel, "1 + 1");
        await("a short work is noticed", () -> Boolean.TRUE.equals(looked()));
        await("the kernel rests again", () -> Boolean.FALSE.equals(looked()));

        WebSocket notebook = http.newWebSocketBuilder()
                .header("Authorization", "token " + server().token())
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + server().address().getPort() + "/api/kernels/" + kernel
                                + "/channels"),
                        new WebSocket.Listener() {})
                .get(30, TimeUnit.SECONDS);
        await("somebody has the notebook open", () -> {
            looked();
            return notebooks.users() == 1;
        });
        notebook.abort();

        server.destroyForcibly().waitFor();
        assertThat(runtime().toFile().list()).anyMatch(name -> name.startsWith("jpserver-"));
        assertThat(looked()).isFalse();
    }

    @Test
    void ourQuestionsDoNotKeepTheServerFromEndingItselfWhenUnused() throws Exception {
        String before = Objects.requireNonNull(ask("GET", "api/status?no_track_activity=1"));

        for (int i = 0; i < 5; i++) {
            looked();
        }

        assertThat(ask("GET", "api/status?no_track_activity=1"))
                .isEqualTo(before)
                .contains("last_activity");
    }

    @Test
    void aWrongTokenMakesItUnknown() {
        JupyterServer right = server();
        JupyterServer wrong = new JupyterServer(right.address(), false, "/", "wrong");
        Notebooks stranger = new Notebooks(
                () -> new RuntimeFiles.Found(java.util.List.of(wrong), false), null, new LoopbackHttp(10_000));
        stranger.look();

        assertThat(stranger.busy()).isNull();
    }

    private Boolean looked() {
        notebooks.look();
        return notebooks.busy();
    }

    private JupyterServer server() {
        return new RuntimeFiles(
                        Path.of("/"),
                        files,
                        Map.of("JUPYTER_RUNTIME_DIR", runtime().toString()))
                .find()
                .servers()
                .get(0);
    }

    private void execute(String kernel, String code) throws IOException, InterruptedException {
        Process client = new ProcessBuilder(
                        python, "-c", EXECUTE, connectionFile(kernel).toString(), code)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("client.txt").toFile())
                .start();
        assertThat(client.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(client.exitValue())
                .as(Files.readString(folder.resolve("client.txt")))
                .isZero();
    }

    private String ask(String method, String path) throws IOException, InterruptedException {
        JupyterServer asked = server();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + asked.address().getPort() + "/" + path))
                .header("Authorization", "token " + asked.token())
                .method(method, BodyPublishers.ofString(""))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    private Path connectionFile(String kernel) {
        return runtime().resolve("kernel-" + kernel + ".json");
    }

    private Path runtime() {
        return folder.resolve("runtime");
    }

    /** Waits, at most a minute, for what other programs do. */
    private static void await(String what, BooleanSupplier done) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
