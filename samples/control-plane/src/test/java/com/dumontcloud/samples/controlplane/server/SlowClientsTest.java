package com.dumontcloud.samples.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.endpoint.MachinesEndpoint;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that begin a request and never end it. */
class SlowClientsTest {

    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final int MANY = 400;

    private static final String HEAD =
            "POST /api/v1/agent/status HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n";

    private MemoryFleetStore store;
    private FleetMonitor monitor;
    private PlaneServer server;

    @BeforeEach
    void start() {
        store = new MemoryFleetStore();
        monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), store)
                .build();
        monitor.start();
        server = PlaneServer.start(
                MachinesEndpoint.builder(monitor).userToken("a-user-token").build(),
                Page.load(1),
                Address.loopback(0),
                PATIENCE);
    }

    @AfterEach
    void stop() {
        server.close();
        monitor.close();
        store.close();
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
