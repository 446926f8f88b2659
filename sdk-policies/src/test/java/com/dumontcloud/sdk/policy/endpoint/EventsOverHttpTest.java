package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.Operation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@code GET /events} on a real server and a real connection. */
class EventsOverHttpTest {

    private final ServedFleet fleet = new ServedFleet(Preset.BALANCED);
    private final List<HttpURLConnection> connections = new ArrayList<>();

    @AfterEach
    void close() {
        connections.forEach(HttpURLConnection::disconnect);
        fleet.close();
    }

    @Test
    void tellsReadersWhatHappensWhileItHappens() throws IOException {
        BufferedReader reader = read();
        assertThat(event(reader)).contains("event: reset");

        fleet.rent("gpu-1");
        fleet.monitor.command(MachineId.of("gpu-1"), Operation.Kind.STOP);

        assertThat(event(reader)).contains("event: state");
        assertThat(event(reader)).contains("event: state");
        assertThat(event(reader)).contains("event: decision").anyMatch(line -> line.contains("\"kind\":\"stop\""));
    }

    @Test
    void servesMoreReadersThanItHasThreadsForRequests() throws IOException {
        try (ServedFleet narrow = ServedFleet.servedBy(server -> server.threads(2))) {
            List<BufferedReader> readers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                readers.add(read(narrow));
                event(readers.get(i));
            }

            narrow.rent("gpu-1");

            assertThat(narrow.get("/api/v1/instances").status()).isEqualTo(200);
            for (BufferedReader reader : readers) {
                assertThat(event(reader)).contains("event: state");
            }
        }
    }

    @Test
    void pingsThroughTheConnection() throws IOException {
        BufferedReader reader = read();
        event(reader);

        fleet.time.advance(Duration.ofSeconds(15));

        assertThat(event(reader)).containsExactly(": ping");
    }

    @Test
    void endsItsStreamsWhenItIsClosed() throws IOException {
        BufferedReader reader = read();
        event(reader);

        long begun = System.nanoTime();
        fleet.server.close();

        assertThat(reader.readLine()).isNull();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void noticesWhoIsGone() throws Exception {
        for (int i = 0; i < EventStream.MOST_READERS; i++) {
            read();
        }
        assertThat(fleet.get("/api/v1/events").status()).isEqualTo(503);

        connections.forEach(HttpURLConnection::disconnect);

        int status = 503;
        for (int tries = 0; tries < 100 && status == 503; tries++) {
            fleet.time.advance(EventStream.PING_EVERY);
            status = fleet.send("HEAD", "/api/v1/events", "", person()).status();
        }
        assertThat(status).isEqualTo(200);
    }

    private static Map<String, String> person() {
        return Map.of("Authorization", "Bearer " + ServedFleet.USER_TOKEN);
    }

    private BufferedReader read() throws IOException {
        return read(fleet);
    }

    private BufferedReader read(ServedFleet served) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(served.server.uri() + "/api/v1/events").toURL().openConnection();
        connections.add(connection);
        connection.setReadTimeout(10_000);
        connection.setRequestProperty("Authorization", "Bearer " + ServedFleet.USER_TOKEN);
        assertThat(connection.getResponseCode()).isEqualTo(200);
        assertThat(connection.getContentType()).isEqualTo("text/event-stream");
        assertThat(connection.getHeaderField("Content-Length")).isNull();
        return new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    private static List<String> event(BufferedReader reader) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
            lines.add(line);
        }
        return lines;
    }
}
