package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.samples.controlplane.server.Address;
import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.AgentInstanceDetail;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.ManagedMachine;
import com.dumontcloud.sdk.core.model.RecentHeartbeat;
import com.dumontcloud.sdk.core.provider.MachineOrder;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.wire.Dialect;
import com.dumontcloud.sdk.policy.Preset;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole control plane on a free port of loopback, and real clients. */
class PlaneTest {

    private static final String TOKEN = "a-user-token-of-the-test";
    private static final MachineId FORGOTTEN = MachineId.of("forgotten-1");
    private static final MachineId TRAINER = MachineId.of("trainer-1");
    private static final MachineId BATCH = MachineId.of("batch-1");

    @TempDir
    private Path data;

    @Test
    void showsTheMachinesOfTheProviderToWhoeverHasTheToken() {
        try (Plane plane = start(false);
                DumontClient client = client(plane, TOKEN)) {
            assertThat(client.machines().machines())
                    .extracting(ManagedMachine::id)
                    .contains(FORGOTTEN, BATCH);
        }
    }

    @Test
    void showsNothingToWhoeverHasAnotherToken() {
        try (Plane plane = start(false);
                DumontClient client = client(plane, TOKEN + "x")) {
            assertThatThrownBy(() -> client.machines().machine(BATCH))
                    .isInstanceOfSatisfying(
                            DumontException.class,
                            refused -> assertThat(refused.kind()).isEqualTo(DumontException.Kind.UNAUTHENTICATED));
        }
    }

    @Test
    void countsTheHeartbeatOfAnInstanceToken() {
        try (Plane plane = start(false);
                DumontClient people = client(plane, TOKEN)) {
            String token = people.agents().issueToken(BATCH).token();
            try (DumontClient agent = client(plane, token)) {
                agent.agents().report(Heartbeat.builder(BATCH).build());
            }

            assertThat(people.machines().machine(BATCH).health()).isEqualTo("healthy");
        }
    }

    @Test
    void hearsItsSimulatedMachines() throws InterruptedException {
        try (Plane plane = start(true);
                DumontClient client = client(plane, TOKEN)) {
            Eventually.holds(
                    "every machine reports",
                    () -> StreamSupport.stream(client.machines().machines().spliterator(), false)
                            .allMatch(machine -> machine.health().equals("healthy")));
        }
    }

    @Test
    void carriesOutWhatItsOwnerAsks() throws InterruptedException {
        try (Plane plane = start(false);
                DumontClient client = client(plane, TOKEN)) {
            client.machines().stop(FORGOTTEN);
            Eventually.holds("it is stopped", () -> stateOf(client, FORGOTTEN) == MachineState.STOPPED);

            client.machines().destroyWithItsData(BATCH, "batch");
            Eventually.holds("it is gone", () -> stateOf(client, BATCH) == MachineState.DELETED);
        }
    }

    @Test
    void remembersAfterARestart() throws InterruptedException {
        String instanceToken;
        try (Plane plane = start(false);
                DumontClient client = client(plane, TOKEN)) {
            instanceToken = client.agents().issueToken(FORGOTTEN).token();
            client.machines().stop(FORGOTTEN);
            client.machines().destroyWithItsData(BATCH, "batch");
            Eventually.holds("it is stopped", () -> stateOf(client, FORGOTTEN) == MachineState.STOPPED);
            Eventually.holds("it is gone", () -> stateOf(client, BATCH) == MachineState.DELETED);
        }

        try (Plane again = start(false);
                DumontClient client = client(again, TOKEN);
                DumontClient agent = client(again, instanceToken)) {
            agent.agents().checkConnectivity();
            assertThat(stateOf(client, FORGOTTEN)).isEqualTo(MachineState.STOPPED);
            assertThat(stateOf(client, BATCH)).isEqualTo(MachineState.DELETED);
        }
    }

    /** They were not started anew with it: each goes on in its boot, and the first word of its agent is news. */
    @Test
    void hearsItsSimulatedMachinesAfterARestart() throws InterruptedException {
        try (Plane plane = start(true);
                DumontClient client = client(plane, TOKEN)) {
            Eventually.holds("it has run for ten minutes", () -> uptime(client).compareTo(Duration.ofMinutes(10)) > 0);
        }

        try (Plane again = start(true);
                DumontClient client = client(again, TOKEN);
                DumontClient flat = client(again, TOKEN, Dialect.FLAT)) {
            for (MachineId id : List.of(TRAINER, FORGOTTEN, BATCH)) {
                AgentInstanceDetail heard = heard(flat, id);
                List<RecentHeartbeat> since = heard.recentHeartbeats();
                assertThat(heard.lastHeartbeat())
                        .isAfterOrEqualTo(since.get(since.size() - 1).timestamp());
            }
            // What the engine remembers of a boot is younger by the time that it took to notice it.
            assertThat(uptime(client)).isGreaterThan(Duration.ofMinutes(5));
        }
    }

    @Test
    void rentsNoMachineUnderTheIdOfOneThatIsGone() throws InterruptedException {
        MachineId first;
        try (Plane plane = start(false);
                DumontClient client = client(plane, TOKEN)) {
            first = rent(client, "m1");
            client.machines().destroyWithItsData(first, "m1");
            Eventually.holds("it is gone", () -> stateOf(client, first) == MachineState.DELETED);
        }

        try (Plane again = start(false);
                DumontClient client = client(again, TOKEN)) {
            assertThat(rent(client, "m2")).isNotEqualTo(first);
        }
    }

    @Test
    void leavesADirectoryAloneThatAnotherOneUses() {
        try (Plane plane = start(false)) {
            assertThat(plane.uri()).hasHost("127.0.0.1");
            assertThatIllegalStateException().isThrownBy(() -> start(false));
        }
    }

    /** More than is read and thrown away: with its length, and in chunks without. */
    @ParameterizedTest
    @CsvSource({
        "/api/v1/agent/status, true",
        "/api/v1/agent/status, false",
        "/api/v1/instances, true",
        "/api/v1/instances, false",
    })
    void refusesABodyOfAnyLengthInItsOwnWords(String path, boolean hasLength) throws Exception {
        byte[] body = new byte[1536 * 1024];
        try (Plane plane = start(false)) {
            HttpResponse<String> refused = post(
                    plane,
                    path,
                    hasLength
                            ? BodyPublishers.ofByteArray(body)
                            : BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)));

            assertThat(refused.statusCode()).isEqualTo(413);
            assertThat(refused.body()).contains("\"body_too_large\"");
        }
    }

    @Test
    void takesABodyOf64KibAndRefusesALongerOne() throws Exception {
        try (Plane plane = start(false)) {
            HttpResponse<String> longest = post(plane, "x".repeat(64 * 1024));
            HttpResponse<String> tooLong = post(plane, "x".repeat(64 * 1024 + 1));
            HttpResponse<String> muchTooLong = post(plane, "x".repeat(900 * 1024));

            assertThat(longest.statusCode()).isEqualTo(400);
            assertThat(tooLong.statusCode()).isEqualTo(413);
            assertThat(muchTooLong.statusCode()).isEqualTo(413);
        }
    }

    @Test
    void tellsBrowsersToRunNothingButThePage() throws Exception {
        try (Plane plane = start(false)) {
            for (String path : new String[] {"/", "/api/v1/instances", "/no/such/thing"}) {
                HttpResponse<String> response = get(plane, path);

                assertThat(response.headers().firstValue("Content-Security-Policy"))
                        .hasValueSatisfying(policy -> assertThat(policy).startsWith("default-src 'self';"));
                assertThat(response.headers().firstValue("X-Content-Type-Options"))
                        .contains("nosniff");
                assertThat(response.headers().firstValue("X-Frame-Options")).contains("DENY");
            }
        }
    }

    @Test
    void servesThePageAndNothingAroundIt() throws Exception {
        try (Plane plane = start(false)) {
            HttpResponse<String> page = get(plane, "/");
            String tag = page.headers().firstValue("ETag").orElseThrow();

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("importmap");
            assertThat(get(plane, "/", "If-None-Match", tag).statusCode()).isEqualTo(304);
            assertThat(get(plane, "/page/").statusCode()).isEqualTo(404);
            assertThat(get(plane, "/page/../simplelogger.properties").statusCode())
                    .isEqualTo(404);
            assertThat(get(plane, "/libraries/%2e%2e/%2e%2e/simplelogger.properties")
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void letsBrowsersKeepWhatIsVersioned() throws Exception {
        try (Plane plane = start(false)) {
            String module = get(plane, "/").body().replaceFirst("(?s).*\"(/page/[^\"]+\\.js)\".*", "$1");
            HttpResponse<String> response = get(plane, module);

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
            assertThat(response.headers().firstValue("Cache-Control")).contains("public, max-age=31536000, immutable");
            assertThat(get(plane, module, "Accept-Encoding", "gzip").headers().firstValue("Content-Encoding"))
                    .contains("gzip");
            assertThat(get(plane, module, "Accept-Encoding", "gzip;q=0")
                            .headers()
                            .firstValue("Content-Encoding"))
                    .isEmpty();
        }
    }

    @Test
    void answersEveryRequestWithAnId() throws Exception {
        try (Plane plane = start(false)) {
            assertThat(get(plane, "/api/v1/instances", "X-Request-Id", "of-the-test")
                            .headers()
                            .firstValue("X-Request-Id"))
                    .contains("of-the-test");
        }
    }

    @Test
    void tellsWhatHappensAsItHappens() throws Exception {
        try (Plane plane = start(false);
                DumontClient client = client(plane, TOKEN)) {
            HttpResponse<Stream<String>> events = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(plane.uri().resolve("/api/v1/events"))
                                    .header("Authorization", "Bearer " + TOKEN)
                                    .build(),
                            BodyHandlers.ofLines());
            Iterator<String> lines = events.body().iterator();
            assertThat(lines.next()).startsWith("id: ");
            assertThat(lines.next()).isEqualTo("event: reset");

            client.machines().stop(FORGOTTEN);

            assertThat(events.statusCode()).isEqualTo(200);
            assertThat(until(lines, "event: decision"))
                    .contains("\"instance_id\":\"forgotten-1\"", "\"kind\":\"stop\"");
        }
    }

    @Test
    void endsAlsoWhileSomebodyReadsEvents() throws Exception {
        HttpResponse<InputStream> events;
        try (Plane plane = start(false)) {
            events = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(plane.uri().resolve("/api/v1/events"))
                                    .header("Authorization", "Bearer " + TOKEN)
                                    .build(),
                            BodyHandlers.ofInputStream());
        }

        assertThat(new String(events.body().readAllBytes(), StandardCharsets.UTF_8))
                .contains("event: reset");
    }

    /** Returns what the first event of this kind says. */
    private static String until(Iterator<String> lines, String event) {
        while (!lines.next().equals(event)) {
            // Another event's, or the blank line between two.
        }
        return lines.next();
    }

    @Test
    void showsItsMetricsToEverybodyOnThisMachine() throws Exception {
        try (Plane plane = start(false)) {
            assertThat(get(plane, "/metrics").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void showsItsMetricsToWhoeverHasTheirTokenAndToPeople() throws Exception {
        try (Plane plane = start(false, Map.of(MetricsToken.VARIABLE, "of-the-scraper"))) {
            assertThat(get(plane, "/metrics").statusCode()).isEqualTo(401);
            assertThat(get(plane, "/metrics", "Authorization", "Bearer another").statusCode())
                    .isEqualTo(401);
            assertThat(get(plane, "/metrics", "Authorization", "Bearer of-the-scraper")
                            .body())
                    .contains("dumont_fleet_mode");
            assertThat(get(plane, "/metrics", "Authorization", "Bearer " + TOKEN)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(plane, "/metrics", "Cookie", session(plane)).body()).contains("dumont_fleet_mode");
            assertThat(get(plane, "/api/v1/instances", "Authorization", "Bearer of-the-scraper")
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    private Plane start(boolean agents) {
        return start(agents, Map.of());
    }

    private Plane start(boolean agents, Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        all.put(UserToken.VARIABLE, TOKEN);
        return Plane.start(
                new Plane.Settings(
                        Address.loopback(0), data, ProviderChoice.SIMULATED, Preset.BALANCED, 60, agents, null, null),
                all);
    }

    /** Returns the cookie of a session that is begun for it. */
    private static String session(Plane plane) throws Exception {
        return post(plane, "/api/v1/session", BodyPublishers.noBody())
                .headers()
                .firstValue("Set-Cookie")
                .orElseThrow()
                .replaceFirst(";.*", "");
    }

    private static DumontClient client(Plane plane, String token) {
        return client(plane, token, Dialect.NESTED);
    }

    private static DumontClient client(Plane plane, String token, Dialect dialect) {
        return DumontClient.create(ClientOptions.builder(plane.uri().toString(), CredentialSource.of(token))
                .dialect(dialect)
                .build());
    }

    private static MachineId rent(DumontClient client, String name) {
        OfferQuery query = OfferQuery.builder().gpuName("RTX 4090").diskGb(50).build();
        return client.machines()
                .create(MachineOrder.builder(query).name(name).build())
                .machine()
                .id();
    }

    /** Returns what is known of a machine once anything came from it. */
    private static AgentInstanceDetail heard(DumontClient flat, MachineId id) throws InterruptedException {
        AtomicReference<AgentInstanceDetail> heard = new AtomicReference<>();
        Eventually.holds("a heartbeat of " + id, () -> {
            heard.set(flat.agents().instance(id));
            return !heard.get().recentHeartbeats().isEmpty();
        });
        return heard.get();
    }

    private static Duration uptime(DumontClient client) {
        return Objects.requireNonNull(client.agents().instance(FORGOTTEN).uptime());
    }

    private static MachineState stateOf(DumontClient client, MachineId id) {
        return client.machines().machine(id).machine().state();
    }

    private static HttpResponse<String> get(Plane plane, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(plane.uri().resolve(path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request);
    }

    private static HttpResponse<String> post(Plane plane, String body) throws Exception {
        return post(plane, "/api/v1/agent/status", BodyPublishers.ofString(body));
    }

    private static HttpResponse<String> post(Plane plane, String path, BodyPublisher body) throws Exception {
        return send(HttpRequest.newBuilder(plane.uri().resolve(path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(body));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return HttpClient.newHttpClient()
                .send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
    }
}
