package com.dumontcloud.sdk.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.ApiException;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.FleetEvent;
import com.dumontcloud.sdk.core.model.MachineId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetEventStreamTest {

    private static final String RESET = "id: a-1\nevent: reset\ndata: {\"why\":\"new\"}\n\n";
    private static final String WARNING = "id: a-2\nevent: warning\ndata: {\"instance_id\":\"gpu-1\","
            + "\"at\":\"2026-01-31T12:00:00Z\",\"hibernate_in_seconds\":120}\n\n";
    private static final FleetEvent.Warning WARNED =
            new FleetEvent.Warning(MachineId.of("gpu-1"), Instant.parse("2026-01-31T12:00:00Z"), Duration.ofMinutes(2));

    private TestPlane plane;

    @BeforeEach
    void start() {
        plane = new TestPlane();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void readsEventsOneAfterTheOther() throws Exception {
        stream(": ping\n\n" + RESET + ": ping\n\n" + WARNING);

        try (FleetEventStream events = events()) {
            assertThat(events.lastEventId()).isEmpty();
            assertThat(events.next()).contains(new FleetEvent.Reset("new"));
            assertThat(events.next()).contains(WARNED);
            assertThat(events.lastEventId()).contains("a-2");
        }
        RecordedRequest request = plane.taken();
        assertThat(request.getMethod()).isEqualTo("GET");
        assertThat(request.getTarget()).isEqualTo("/api/v1/events");
        assertThat(request.getHeaders().get("Accept")).isEqualTo("text/event-stream");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + TestPlane.TOKEN);
        assertThat(request.getHeaders().get("Last-Event-ID")).isNull();
    }

    @Test
    void goesOnWhereItWasWhenTheConnectionBreaksOff() throws Exception {
        stream(RESET + "id: a-2\nevent: warn");
        stream(WARNING);

        FleetEventStream events = events();
        events.next();

        assertThat(events.next()).contains(WARNED);
        plane.taken();
        assertThat(plane.taken().getHeaders().get("Last-Event-ID")).isEqualTo("a-1");
        assertThat(plane.waits).containsExactly(Duration.ofMillis(250));
    }

    @Test
    void goesOnAfterAnEventOfAnotherProcess() throws Exception {
        stream(WARNING);

        client().machines().events("a-1").next();

        assertThat(plane.taken().getHeaders().get("Last-Event-ID")).isEqualTo("a-1");
    }

    @Test
    void waitsForAControlPlaneThatStartsAnew() throws Exception {
        stream(RESET);
        plane.answer(503, "{}", "Retry-After", "5");
        stream(WARNING);

        FleetEventStream events = events();
        events.next();

        assertThat(events.next()).contains(WARNED);
        assertThat(plane.waits).containsExactly(Duration.ofMillis(250), Duration.ofSeconds(5));
    }

    /** Three repeats by default. */
    @Test
    void givesUpWhereNothingEverComesAndMayBeAskedAgain() {
        for (int i = 0; i < 4; i++) {
            stream("");
        }
        FleetEventStream events = events();

        assertThatThrownBy(events::next)
                .isInstanceOfSatisfying(
                        DumontException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.NETWORK));
        assertThat(plane.requests()).isEqualTo(4);
        stream(RESET);
        assertThat(events.next()).contains(new FleetEvent.Reset("new"));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 501})
    void tellsThatItIsRefused(int status) {
        plane.answer(status, "{\"error\":{\"code\":\"no\",\"message\":\"no\",\"details\":{}},\"request_id\":\"r\"}");

        assertThatThrownBy(events()::next)
                .isInstanceOfSatisfying(
                        ApiException.class,
                        refused -> assertThat(refused.status()).isEqualTo(status));
        assertThat(plane.requests()).isEqualTo(1);
    }

    @Test
    void tellsAnAnswerThatIsNoStream() {
        plane.answer(200, "{}");

        assertThatThrownBy(events()::next)
                .isInstanceOfSatisfying(
                        DumontException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.INVALID_ANSWER));
    }

    @Test
    void tellsAnEventThatCannotBeReadAndGoesOnAfterIt() {
        stream("id: a-1\nevent: warning\ndata: {}\n\n" + WARNING);
        FleetEventStream events = events();

        assertThatThrownBy(events::next)
                .isInstanceOfSatisfying(
                        DumontException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.INVALID_ANSWER));
        assertThat(events.next()).contains(WARNED);
    }

    @Test
    void keepsAnEventOfAKindThatComesLater() {
        stream("event: weather\ndata: {\"rain\":1}\n\ndata: {}\n\n");
        FleetEventStream events = events();

        assertThat(events.next()).contains(new FleetEvent.Unknown("weather"));
        assertThat(events.next()).contains(new FleetEvent.Unknown("message"));
    }

    @Test
    void readsLinesAsTheStandardHasThem() {
        stream("retry: 5\r\nid:b-1\r\nevent:reset\r\ndata:{\r\ndata:\"why\":\r\ndata:\"new\"}\r\nother\r\n\r\n"
                + "event: reset\n\n" // without data it is no event
                + "id: n\u00e9\nevent: warning\ndata: {\"instance_id\":\"gpu-1\",\"at\":\"2026-01-31T12:00:00Z\"}\n\n");
        FleetEventStream events = events();

        assertThat(events.next()).contains(new FleetEvent.Reset("new"));
        assertThat(events.next()).hasValueSatisfying(event -> assertThat(event).isInstanceOf(FleetEvent.Warning.class));
        assertThat(events.lastEventId()).contains("b-1");
    }

    @Test
    void doesNotReadAnEventWithoutEnd() {
        for (int i = 0; i < 8; i++) {
            stream("data: " + "x".repeat(ServerSentEvents.LONGEST + 1));
        }

        assertThatThrownBy(events()::next)
                .isInstanceOfSatisfying(
                        DumontException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.NETWORK));
    }

    @Test
    void endsWhenAnotherThreadClosesIt() throws Exception {
        streamAndStall(RESET);
        FleetEventStream events = events();
        events.next();
        CompletableFuture<Optional<FleetEvent>> waiting = CompletableFuture.supplyAsync(events::next);

        events.close();
        events.close();

        assertThat(waiting.get(5, TimeUnit.SECONDS)).isEmpty();
        assertThat(events.next()).isEmpty();
    }

    @Test
    void givesTheConnectionBackWhereTheLoopIsLeftEarly() {
        streamAndStall(RESET);
        OkHttpClient http = new OkHttpClient();
        DumontClient client =
                DumontClient.create(plane.options().httpClient(http).build());

        try (FleetEventStream events = client.machines().events()) {
            events.next();
            assertThat(http.connectionPool().connectionCount()).isEqualTo(1);
        }

        assertThat(http.connectionPool().connectionCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\nb", "\u00e9"})
    void refusesIdsThatCannotBe(String id) {
        DumontClient client = client();

        assertThatThrownBy(() -> client.machines().events(id)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client.machines().events("x".repeat(257)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(client.machines().events("x".repeat(256)).lastEventId()).isPresent();
    }

    private FleetEventStream events() {
        return client().machines().events();
    }

    private DumontClient client() {
        return DumontClient.create(plane.options().build());
    }

    private void streamAndStall(String text) {
        plane.server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .body(text)
                .onResponseEnd(SocketEffect.Stall.INSTANCE)
                .setHeader("Content-Length", "100000")
                .build());
    }

    private void stream(String text) {
        plane.server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "text/event-stream")
                .chunkedBody(text, 1000)
                .build());
    }
}
