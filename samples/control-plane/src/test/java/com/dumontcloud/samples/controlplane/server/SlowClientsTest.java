package com.dumontcloud.samples.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.controlplane.Eventually;
import com.dumontcloud.sdk.core.model.MachineId;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that begin a request and never end it, or do not read what they asked for. */
class SlowClientsTest {

    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final int MANY = 400;

    /** Their events fill what the kernel keeps of a connection, some MiB, more than once. */
    private static final int MACHINES = 40_000;

    private static final String EVENTS =
            "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a-user-token\r\n\r\n";

    private static final String HEAD =
            "POST /api/v1/agent/status HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n";

    private final EmptyPlane plane = new EmptyPlane();
    private final PlaneServer server = plane.serve(PATIENCE);

    @AfterEach
    void stop() {
        server.close();
        plane.close();
    }

    @Test
    void losesWhoeverDoesNotFinishTheHead() throws IOException {
        try (Socket socket = connected(HEAD)) {
            assertThat(rest(socket)).isEmpty();
        }
    }

    @Test
    void losesWhoeverDoesNotFinishTheBody() throws IOException {
        try (Socket socket = connected(HEAD + "\r\n{\"instance_id\"")) {
            assertThat(rest(socket)).isEmpty();
        }
    }

    @Test
    void losesWhoeverDoesNotReadItsEvents() throws Exception {
        try (Socket socket = reader(server)) {
            registerMachines();

            Eventually.holds("it is hung up on", () -> isHungUp(socket));
        }
    }

    @Test
    void endsWithoutWaitingForWhoeverDoesNotReadItsEvents() throws Exception {
        PlaneServer patient = plane.serve(Duration.ofMinutes(1));
        try (Socket socket = reader(patient)) {
            registerMachines();

            assertThat(CompletableFuture.runAsync(patient::close)).succeedsWithin(Duration.ofSeconds(5));
            assertThat(socket.isConnected()).isTrue();
        }
    }

    @Test
    void tellsAReaderThatItIsConnectedBeforeThereIsAnyNews() throws Exception {
        String id = firstEventId();

        try (Socket socket = connected(EVENTS.replace("\r\n\r\n", "\r\nLast-Event-ID: " + id + "\r\n\r\n"))) {
            assertThat(line(socket.getInputStream())).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    @Test
    void answersOthersMeanwhile() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < MANY; i++) {
                slow.add(connected(HEAD + "\r\n{"));
            }

            int status = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(server.uri().resolve("/healthz"))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();

            assertThat(status).isEqualTo(200);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    /** Returns one that reads the head of the reply, and then no more. */
    private static Socket reader(PlaneServer server) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.setSoTimeout(20_000);
        socket.connect(
                new InetSocketAddress(server.uri().getHost(), server.uri().getPort()));
        socket.getOutputStream().write(EVENTS.getBytes(StandardCharsets.US_ASCII));
        assertThat(line(socket.getInputStream())).isEqualTo("HTTP/1.1 200 OK");
        return socket;
    }

    private void registerMachines() {
        for (int i = 0; i < MACHINES; i++) {
            plane.monitor.register(MachineId.of("m-" + i), null, null);
        }
    }

    private String firstEventId() throws IOException {
        try (Socket socket = connected(EVENTS)) {
            String line = line(socket.getInputStream());
            while (!line.startsWith("id: ")) {
                line = line(socket.getInputStream());
            }
            return line.substring(4);
        }
    }

    /** Returns the next line, and reads not a byte beyond it. */
    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            assertThat(next).as("the end of the stream after: %s", line).isNotNegative();
            line.append((char) next);
        }
        return line.toString().strip();
    }

    /** Whoever was cut off is told so when it says something. */
    private static boolean isHungUp(Socket socket) {
        try {
            socket.getOutputStream().write('\n');
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private Socket connected(String sent) throws IOException {
        Socket socket = new Socket(server.uri().getHost(), server.uri().getPort());
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** Returns what comes until the server hangs up, however it does that. */
    private static byte[] rest(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            return new byte[0];
        }
    }
}
