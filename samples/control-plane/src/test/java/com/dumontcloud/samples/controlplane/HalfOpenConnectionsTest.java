package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand clients that begin a request and never end it, and a process that is there for the others. */
@Tag("soak")
@EnabledOnOs(OS.LINUX)
class HalfOpenConnectionsTest {

    private static final int MANY = 10_000;

    private static final byte[] BEGUN =
            "POST /api/v1/agent/status HTTP/1.1\r\nHost: localhost\r\nContent-Le".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    private Path data;

    @Test
    void areHungUpOnAndKeepNobodyElseWaiting() throws Exception {
        List<SocketChannel> halfOpen = new ArrayList<>();
        try (ControlPlaneProcess plane =
                ControlPlaneProcess.start(data, Map.of(), "--provider=simulated", "--simulated-agents=off")) {
            URI uri = URI.create(plane.uri());
            assertAnswers(uri);
            long filesBefore = openFiles(plane);

            for (int i = 0; i < MANY; i++) {
                SocketChannel client = SocketChannel.open(new InetSocketAddress(uri.getHost(), uri.getPort()));
                client.write(ByteBuffer.wrap(BEGUN));
                halfOpen.add(client);
                if (i % 1_000 == 0) {
                    assertAnswers(uri);
                }
            }
            assertAnswers(uri);

            for (SocketChannel client : halfOpen) {
                client.configureBlocking(false);
                Eventually.holds("it is hung up on", () -> isHungUp(client));
            }
            Eventually.holds("its files are closed", () -> openFiles(plane) <= filesBefore + 16);
            assertAnswers(uri);
            assertThat(plane.process().isAlive()).isTrue();
        } finally {
            for (SocketChannel client : halfOpen) {
                client.close();
            }
        }
    }

    private static void assertAnswers(URI uri) throws IOException, InterruptedException {
        int status = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri.resolve("/readyz"))
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
        assertThat(status).isEqualTo(200);
    }

    private static boolean isHungUp(SocketChannel client) {
        try {
            return client.read(ByteBuffer.allocate(1)) < 0;
        } catch (IOException reset) {
            return true;
        }
    }

    private static long openFiles(ControlPlaneProcess plane) {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + plane.process().pid() + "/fd"))) {
            return files.count();
        } catch (IOException unreadable) {
            throw new AssertionError("its files cannot be counted", unreadable);
        }
    }
}
