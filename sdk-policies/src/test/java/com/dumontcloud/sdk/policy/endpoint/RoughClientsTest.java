package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.endpoint.ServedFleet.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that are slow, greedy, rude or many, on real sockets. */
class RoughClientsTest {

    private static final String BEAT = "{\"instance_id\":\"gpu-1\",\"gpu_utilization\":50}";

    private final ServedFleet fleet =
            ServedFleet.servedBy(server -> server.threads(4).clientPatience(Duration.ofMillis(500)));
    private final String token = fleet.rent("gpu-1");

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void freesItsThreadsFromClientsThatNeverFinish() throws Exception {
        List<Socket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                silent.add(
                        connect("POST /api/agent/status HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{\"instance"));
                silent.add(connect("POST /api/agent/sta"));
            }

            Reply reply = fleet.post("/api/agent/status", BEAT, token);

            assertThat(reply.status()).isEqualTo(200);
            for (Socket socket : silent) {
                socket.setSoTimeout(10_000);
                assertThat(endOf(socket)).isTrue();
            }
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    @Test
    void servesOnWhenAClientLeavesInTheMiddleOfItsBody() throws Exception {
        for (int i = 0; i < 20; i++) {
            connect("POST /api/agent/status HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{\"instance_id\":")
                    .close();
        }

        assertThat(fleet.post("/api/agent/status", BEAT, token).status()).isEqualTo(200);
        assertThat(fleet.monitor.machine(MachineId.of("gpu-1")).orElseThrow().heartbeats())
                .isEqualTo(1);
    }

    @Test
    void refusesALargeBodyThatDoesNotSayHowLongItIs() throws Exception {
        byte[] large = new byte[300_000];
        HttpRequest chunked = HttpRequest.newBuilder(URI.create(fleet.server.uri() + "/api/agent/status"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                .build();

        HttpResponse<String> reply = HttpClient.newHttpClient().send(chunked, BodyHandlers.ofString());

        assertThat(reply.statusCode()).isEqualTo(413);
        assertThat(reply.body()).contains("body_too_large");
    }

    @Test
    void refusesALargeBodyOfAStrangerToo() {
        Reply reply = fleet.send("POST", "/api/agent/status", new byte[200_000], Map.of());

        assertThat(reply.status()).isEqualTo(401);
    }

    @Test
    void survivesRequestsThatAreNone() throws Exception {
        for (String nonsense : List.of(
                "\r\n\r\n",
                "GET\r\n\r\n",
                "\0\1\2\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /api/agent/status HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
                "POST /api/agent/status HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
                "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")) {
            connect(nonsense).close();
        }

        assertThat(fleet.post("/api/agent/status", BEAT, token).status()).isEqualTo(200);
    }

    @Test
    void answersHeadWithTheLengthAndNoBody() {
        Reply head = fleet.send("HEAD", "/healthz", "", Map.of());

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.text()).isEmpty();
        assertThat(head.header("Content-Length")).isEqualTo("3");
    }

    @Test
    void countsEveryHeartbeatOf32ThreadsOnce() throws Exception {
        int threads = 32;
        int each = 25;
        for (int i = 0; i < threads; i++) {
            fleet.rent("m-" + i);
        }
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> work = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                String body = "{\"instance_id\":\"m-" + i + "\",\"gpu_utilization\":50}";
                work.add(pool.submit(() -> {
                    for (int n = 0; n < each; n++) {
                        Reply reply = fleet.post(n % 2 == 0 ? "/api/agent/status" : "/api/v1/agent/status", body);
                        assertThat(reply.status()).isEqualTo(200);
                        assertThat(fleet.get("/api/agent/instances?per_page=5").status())
                                .isEqualTo(200);
                    }
                }));
            }
            for (Future<?> done : work) {
                done.get(50, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }

        for (int i = 0; i < threads; i++) {
            assertThat(fleet.monitor
                            .machine(MachineId.of("m-" + i))
                            .orElseThrow()
                            .heartbeats())
                    .isEqualTo(each);
        }
    }

    @Test
    void closesWithinItsTimeWhileRequestsRun() throws Exception {
        Socket slow = connect("POST /api/agent/status HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\n{");
        ExecutorService pool = Executors.newFixedThreadPool(4);
        CountDownLatch started = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            pool.submit(() -> {
                started.countDown();
                while (!Thread.currentThread().isInterrupted()) {
                    fleet.post("/api/agent/status", BEAT, token);
                }
            });
        }
        assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();

        long before = System.nanoTime();
        fleet.server.close();
        long took = System.nanoTime() - before;
        fleet.server.close();

        assertThat(Duration.ofNanos(took)).isLessThan(Duration.ofSeconds(5));
        assertThatThrownBy(() -> fleet.post("/api/agent/status", BEAT, token))
                .isInstanceOf(IllegalStateException.class);
        pool.shutdownNow();
        slow.close();
    }

    @Test
    void canBeStartedAgainOnceClosed() {
        fleet.server.close();
        assertThatThrownBy(fleet.server::port).isInstanceOf(IllegalStateException.class);

        fleet.server.start();

        assertThat(fleet.get("/api/agent/status").status()).isEqualTo(200);
    }

    @Test
    void saysSoWhenThePortIsTaken() {
        EmbeddedServer second = EmbeddedServer.builder(
                        AgentEndpoint.builder(fleet.monitor).userToken("t").build())
                .port(fleet.server.port())
                .build();

        assertThatThrownBy(second::start)
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(Integer.toString(fleet.server.port()));
    }

    private Socket connect(String firstBytes) throws IOException {
        Socket socket = new Socket("127.0.0.1", fleet.server.port());
        OutputStream out = socket.getOutputStream();
        out.write(firstBytes.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return socket;
    }

    /** Whether the other side closes the connection. */
    private static boolean endOf(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        try {
            while (in.read() >= 0) {
                continue;
            }
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
        return true;
    }
}
