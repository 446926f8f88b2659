package com.dumontcloud.samples.controlplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.JournalEntry;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.endpoint.MachinesEndpoint;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes on while heartbeats wait for a disk that does not answer. */
class StalledDiskTest {

    private static final String TOKEN = "a-user-token";

    /** More than there are threads of any kind. */
    private static final int MACHINES = 200;

    private final StallingStore store = new StallingStore();
    private final FleetMonitor monitor = FleetMonitor.builder(
                    LifecyclePolicyEngine.of(Preset.BALANCED.settings()), store)
            .build();
    private final HttpClient client = HttpClient.newHttpClient();
    private List<CompletableFuture<HttpResponse<String>>> heartbeats = List.of();
    private PlaneServer server;

    @BeforeEach
    void stall() throws InterruptedException {
        monitor.start();
        for (int i = 0; i < MACHINES; i++) {
            monitor.register(MachineId.of("m-" + i), null, null);
        }
        server = PlaneServer.start(
                MachinesEndpoint.builder(monitor).userToken(TOKEN).build(), Page.load(1), Address.loopback(0), null);
        store.stalls = true;
        heartbeats = IntStream.range(0, MACHINES).mapToObj(this::heartbeat).toList();
        assertThat(store.waited.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @AfterEach
    void stop() {
        store.answers.countDown();
        server.close();
        monitor.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/healthz", "/readyz", "/metrics", "/api/v1/instances"})
    void answersWhoeverOnlyLooks(String path) throws Exception {
        for (int i = 0; i < 32; i++) {
            assertThat(client.send(request(path).build(), BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(heartbeats).noneMatch(CompletableFuture::isDone);
    }

    @Test
    void answersEveryHeartbeatOnceTheDiskAnswers() {
        store.answers.countDown();

        assertThat(heartbeats)
                .allSatisfy(reply ->
                        assertThat(reply.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200));
    }

    private CompletableFuture<HttpResponse<String>> heartbeat(int machine) {
        return client.sendAsync(
                request("/api/v1/agent/status")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"instance_id\":\"m-" + machine + "\"}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.uri().resolve(path))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer " + TOKEN)
                .timeout(Duration.ofSeconds(20));
    }

    /** Keeps everything in memory, and takes nothing in while it stalls. */
    private static final class StallingStore implements FleetStore {

        private final FleetStore store = new MemoryFleetStore();
        private final CountDownLatch waited = new CountDownLatch(1);
        private final CountDownLatch answers = new CountDownLatch(1);
        private volatile boolean stalls;

        @Override
        public LeaderLease lease(String holder) {
            return store.lease(holder);
        }

        @Override
        public Image load() {
            return store.load();
        }

        @Override
        public void append(LeaderLease lease, List<Change> changes) {
            if (stalls) {
                waited.countDown();
                try {
                    assertThat(answers.await(60, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
            store.append(lease, changes);
        }

        @Override
        public List<JournalEntry> journal(MachineId id, Instant from, Instant to) {
            return store.journal(id, from, to);
        }

        @Override
        public void close() {
            store.close();
        }
    }
}
