package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EmbeddedServerTest {

    private static final String USER_TOKEN = "user-token-for-tests";

    private final FleetMonitor monitor = FleetMonitor.builder(
                    LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
            .build();
    private final EmbeddedServer server = EmbeddedServer.builder(
                    AgentEndpoint.builder(monitor).userToken(USER_TOKEN).build())
            .build();
    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void start() {
        monitor.start();
        server.start();
        monitor.register(MachineId.of("gpu-1"), null, null);
    }

    @AfterEach
    void stop() {
        server.close();
        monitor.close();
    }

    @Test
    void answersHeartbeatsOnAKeptConnectionWithoutWaitingForAnAcknowledgement() throws Exception {
        post("/api/v1/agent/status", "{\"instance_id\":\"gpu-1\"}");
        long[] nanos = new long[21];

        for (int i = 0; i < nanos.length; i++) {
            long before = System.nanoTime();
            HttpResponse<String> reply = post("/api/v1/agent/status", "{\"instance_id\":\"gpu-1\"}");
            nanos[i] = System.nanoTime() - before;
            assertThat(reply.statusCode()).isEqualTo(200);
        }

        Arrays.sort(nanos);
        assertThat(nanos[nanos.length / 2]).isLessThan(20_000_000);
    }

    @Test
    void keepsNoJvmAlive() {
        assertThat(Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> thread.getName().startsWith("dumont-http")
                                || thread.getName().startsWith("HTTP-Dispatcher"))
                        .filter(thread -> !thread.isDaemon()))
                .isEmpty();
    }

    @Test
    void issuesATokenWithWhichTheMachineReports() throws Exception {
        String token =
                post("/api/agent/instances/gpu-1/token", "").body().replaceAll(".*\"token\":\"([^\"]+)\".*", "$1");

        HttpResponse<String> reply = post("/api/agent/status", "{\"instance_id\":\"gpu-1\"}", token);

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).contains("\"next_heartbeat_in_seconds\":30");
    }

    /** More requests wait than there are threads: what waits holds none. */
    @Test
    void servesOthersWhileRepliesWait() throws Exception {
        CompletableFuture<ApiResponse> late = new CompletableFuture<>();
        ApiEndpoint slowOnDemand = request -> request.rawPath().equals("/late")
                ? late
                : CompletableFuture.completedFuture(ApiResponse.of(200, "text/plain", new byte[0]));
        try (EmbeddedServer small =
                EmbeddedServer.builder(slowOnDemand).threads(2).build().start()) {
            HttpRequest waits =
                    HttpRequest.newBuilder(small.uri().resolve("/late")).build();
            List<CompletableFuture<HttpResponse<String>>> waiting = Stream.generate(
                            () -> http.sendAsync(waits, BodyHandlers.ofString()))
                    .limit(5)
                    .toList();
            HttpRequest other = HttpRequest.newBuilder(small.uri().resolve("/other"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            assertThat(http.send(other, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
            assertThat(waiting).noneMatch(CompletableFuture::isDone);

            late.complete(ApiResponse.of(202, "text/plain", Tokens.utf8("at last")));

            for (CompletableFuture<HttpResponse<String>> reply : waiting) {
                assertThat(reply.get(5, TimeUnit.SECONDS).body()).isEqualTo("at last");
            }
        }
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return post(path, body, USER_TOKEN);
    }

    private HttpResponse<String> post(String path, String body, String token) throws Exception {
        URI uri = server.uri().resolve(path);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
