package com.dumontcloud.sdk.agent.internal.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackHttpTest {

    private final LoopbackHttp http = new LoopbackHttp(5_000);
    private final LoopbackHttp hasty = new LoopbackHttp(300);

    @Test
    void asksOnceAndShowsTheTokenInAHeaderOnly() throws IOException {
        try (NotebookServer server = new NotebookServer(NotebookServer.json("[]"))) {
            assertThat(http.get(server.at(false, "s3cret"), "api/kernels?a=b")).isEqualTo("[]");

            assertThat(server.requests).singleElement().satisfies(request -> {
                assertThat(request).startsWith("GET /base/api/kernels?a=b HTTP/1.0\r\n");
                assertThat(request).contains("\r\nAuthorization: token s3cret\r\n", "\r\nHost: localhost:");
                assertThat(request).containsOnlyOnce("s3cret");
            });
        }
    }

    @Test
    void sendsNoAuthorizationWithoutAToken() throws IOException {
        try (NotebookServer server = new NotebookServer(NotebookServer.json("[]"))) {
            http.get(server.at(false, null), "api/kernels");

            assertThat(server.requests.get(0)).doesNotContainIgnoringCase("authorization");
        }
    }

    @Test
    void doesNotWaitForAServerThatKeepsTheConnection() throws IOException {
        try (NotebookServer server = new NotebookServer(out -> {})) {
            server.answers(out -> {
                NotebookServer.json("[1]").to(out);
                server.hang();
            });

            assertThat(http.get(server.at(false, null), "")).isEqualTo("[1]");
        }
    }

    @Test
    void readsToTheEndWhereNoLengthIsGiven() throws IOException {
        String body = "[" + " ".repeat(100_000) + "]";
        try (NotebookServer server = new NotebookServer(
                out -> out.write(("HTTP/1.0 200 OK\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8)))) {
            assertThat(http.get(server.at(false, null), "")).isEqualTo(body);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\n[]",
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n[]",
                "HTTP/1.1 200 OK\r\nno end of the head",
                "SSH-2.0-OpenSSH_9.2\r\n",
                "\u0000\u0001\u0002",
                ""
            })
    void takesNothingButWhatIsAnswered200(String answer) throws IOException {
        try (NotebookServer server = new NotebookServer(out -> out.write(answer.getBytes(StandardCharsets.UTF_8)))) {
            assertThatThrownBy(() -> http.get(server.at(false, "s3cret"), ""))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(ConnectException.class)
                    .hasMessageNotContaining("s3cret");
            assertThat(server.requests).hasSize(1);
        }
    }

    @Test
    void readsNoMoreThanItMust() throws IOException {
        byte[] much = new byte[10_000_000];
        try (NotebookServer server = new NotebookServer(out -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            out.write(much);
        })) {
            assertThatThrownBy(() -> http.get(server.at(false, null), "")).hasMessageContaining("more than");
        }
    }

    @Test
    void givesUpOnAServerThatSaysNothing() throws IOException {
        try (NotebookServer server = new NotebookServer(out -> {})) {
            server.answers(out -> server.hang());

            assertGivesUpInTime(server);
        }
    }

    @Test
    void givesUpOnAServerThatSpeaksTooSlowly() throws IOException {
        try (NotebookServer server = new NotebookServer(out -> {
            for (byte letter :
                    "HTTP/1.1 200 OK\r\n\r\n[                              ]".getBytes(StandardCharsets.UTF_8)) {
                out.write(letter);
                out.flush();
                TimeUnit.MILLISECONDS.sleep(100); // what is slow about this server, not a wait of the test
            }
        })) {
            assertGivesUpInTime(server);
        }
    }

    @Test
    void tellsAServerThatIsNotThereFromOneThatIsSilent() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        JupyterServer gone = new JupyterServer(new InetSocketAddress("127.0.0.1", port), false, "/", null);

        assertThatThrownBy(() -> http.get(gone, "")).isInstanceOf(ConnectException.class);
    }

    @Test
    void speaksTlsWithWhateverCertificateANotebookHas(@TempDir Path folder) throws Exception {
        try (NotebookServer server = new NotebookServer(tls(folder), NotebookServer.json("[2]"))) {
            assertThat(http.get(server.at(true, "s3cret"), "api")).isEqualTo("[2]");
            assertThat(server.requests.get(0)).contains("token s3cret");
        }
    }

    @Test
    void givesUpInTimeOnAServerThatDoesNotSpeakTls() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            JupyterServer server =
                    new JupyterServer(new InetSocketAddress("127.0.0.1", silent.getLocalPort()), true, "/", null);
            long began = System.nanoTime();

            assertThatThrownBy(() -> hasty.get(server, "")).isInstanceOf(IOException.class);

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        }
    }

    private void assertGivesUpInTime(NotebookServer server) {
        long began = System.nanoTime();

        assertThatThrownBy(() -> hasty.get(server.at(false, null), "")).isInstanceOf(SocketTimeoutException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
    }

    private static ServerSocket tls(Path folder) throws Exception {
        Path keys = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        "changeit",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=somewhere.example.com")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.txt").toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keys)) {
            store.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }
}
