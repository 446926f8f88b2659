package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.FleetEvent;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineOperation;
import com.dumontcloud.sdk.core.model.OperationReceipt;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.core.wire.EventCodec;
import com.dumontcloud.sdk.core.wire.MachineCodec;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.Operation;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.store.SqliteFleetStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /instances/{id}/commands} over a real store, and what heartbeats are answered for it. */
@Timeout(300)
class AgentCommandRoutesTest {

    private static final String USER = "user-token";
    private static final MachineId ID = MachineId.of("gpu-1");
    private static final String RESTART = "{\"type\":\"restart\"}";
    private static final String DIGEST = "0123456789abcdef".repeat(4);
    private static final String SIGNATURE = "A".repeat(86) + "==";

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);

    @TempDir
    private Path directory;

    private FleetStore store;
    private FleetMonitor monitor;
    private ApiEndpoint endpoint;

    @BeforeEach
    void rent() {
        start();
        cloud.rent("gpu-1", HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
        monitor.poll();
        monitor.register(ID, null, null);
    }

    @AfterEach
    void close() {
        monitor.close();
        store.close();
    }

    @Test
    void isCarriedByTheNextHeartbeatsAndToldOfWhereOperationsAre() {
        beat();

        ApiResponse reply = ask(RESTART);

        assertThat(reply.status()).as(text(reply)).isEqualTo(202);
        OperationReceipt receipt = MachineCodec.decodeReceipt(reply.body());
        assertThat(receipt.operation().kind()).isEqualTo("restart");
        assertThat(receipt.operation().phase()).isEqualTo("intended");
        assertThat(receipt.operation().cause()).isEqualTo("person");
        assertThat(receipt.machine().machine().id()).isEqualTo(ID);
        assertThat(open())
                .extracting(MachineOperation::id)
                .containsExactly(receipt.operation().id());

        AgentCommand told = beat().commands().get(0);
        assertThat(told.type()).isEqualTo(AgentCommand.RESTART);
        assertThat(receipt.operation().id()).isEqualTo("gpu-1:" + told.id());
        assertThat(open()).extracting(MachineOperation::phase).containsExactly("executing");

        answer(CommandResult.of(String.valueOf(told.id()), CommandResult.Outcome.DONE, "starts again"));
        assertThat(open()).isEmpty();
        assertThat(beat().commands()).isEmpty();
        assertThat(past())
                .filteredOn(FleetEvent.OperationChanged.class::isInstance)
                .first()
                .satisfies(event -> {
                    FleetEvent.OperationChanged ended = (FleetEvent.OperationChanged) event;
                    assertThat(ended.operation().id())
                            .isEqualTo(receipt.operation().id());
                    assertThat(ended.outcome()).isEqualTo("done");
                    assertThat(ended.because()).contains("starts again");
                });
        assertThat(past())
                .anyMatch(event -> event instanceof FleetEvent.Decision decided
                        && decided.operation().kind().equals("restart"));
    }

    @Test
    void isGivenOnAfterARestartOfTheControlPlane() {
        beat();
        ask(RESTART);
        String before = open().get(0).id();
        close();

        start();

        assertThat(open()).extracting(MachineOperation::id).containsExactly(before);
        assertThat(beat().commands())
                .singleElement()
                .satisfies(told -> assertThat("gpu-1:" + told.id()).isEqualTo(before));
    }

    @Test
    void givesAnUpdateOnAsItWasSigned() {
        beat();

        ApiResponse reply = ask(update("1.12.0", "https://mirror.example/dumont-agent.jar", DIGEST, SIGNATURE));

        assertThat(reply.status()).as(text(reply)).isEqualTo(202);
        AgentCommand told = beat().commands().get(0);
        assertThat(told.type()).isEqualTo(AgentCommand.UPDATE);
        assertThat(told.args())
                .containsEntry("version", "1.12.0")
                .containsEntry("url", "https://mirror.example/dumont-agent.jar")
                .containsEntry("sha256", DIGEST)
                .containsEntry("signature", SIGNATURE)
                .hasSize(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version|latest|https://m/a.jar|DIGEST|SIGNATURE",
                "version|1.2.3.4.5|https://m/a.jar|DIGEST|SIGNATURE",
                "url|1.12.0|ftp://m/a.jar|DIGEST|SIGNATURE",
                "url|1.12.0|https://user:secret@m/a.jar|DIGEST|SIGNATURE",
                "url|1.12.0|https://m/a\\r\\nHost: x|DIGEST|SIGNATURE",
                "url|1.12.0|file:///etc/passwd|DIGEST|SIGNATURE",
                "sha256|1.12.0|https://m/a.jar|0123|SIGNATURE",
                "signature|1.12.0|https://m/a.jar|DIGEST|c2hvcnQ=",
            })
    void refusesWhatCannotBeAnUpdateAndNamesTheArgument(
            String wrong, String version, String url, String digest, String signature) {
        beat();

        ApiResponse reply =
                ask(update(version, url, digest.replace("DIGEST", DIGEST), signature.replace("SIGNATURE", SIGNATURE)));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(Json.at(Json.read(text(reply)), "error.details.field")).isEqualTo("args." + wrong);
        assertThat(beat().commands()).isEmpty();
    }

    @Test
    void namesEverythingThatIsMissing() {
        beat();

        ApiResponse reply = ask("{\"type\":\"update\"}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(text(reply)).contains("args.version", "args.url", "args.sha256", "args.signature");
    }

    @ParameterizedTest
    @ValueSource(strings = {"reformat", "hibernate", "RESTART", ""})
    void refusesCommandsThatThereAreNot(String type) {
        beat();

        assertThat(ask("{\"type\":\"" + type + "\"}").status()).isEqualTo(422);
        assertThat(beat().commands()).isEmpty();
    }

    @Test
    void saysThatSnapshotsAreNotAvailable() {
        beat();

        ApiResponse reply = ask("{\"type\":\"snapshot\"}");

        assertThat(reply.status()).isEqualTo(501);
        assertThat(text(reply)).contains("not_available");
    }

    @Test
    void refusesAMachineThatWasNeverHeardOrIsOffOrHasNotAnswered() {
        assertConflict(ask(RESTART), "never heard", "ever heard");

        beat();
        assertThat(ask(RESTART).status()).isEqualTo(202);
        assertConflict(ask(RESTART), "asked already", "has not answered yet");

        monitor.command(ID, Operation.Kind.STOP);
        time.advance(Duration.ofMinutes(10));
        assertConflict(ask(RESTART), "off", "stopped");
        assertThat(open()).isEmpty();
    }

    /** The contract: the same key and body within 24 h gets the first reply; the same key with another body is refused. */
    @Test
    void isAskedOnceForEachIdempotencyKey() {
        beat();

        ApiResponse first = ask(RESTART, "key-1");
        ApiResponse again = ask(RESTART, "key-1");

        assertThat(first.status()).isEqualTo(202);
        assertThat(again.status()).isEqualTo(202);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(beat().commands()).hasSize(1);
        assertThat(ask("{\"type\":\"snapshot\"}", "key-1").status()).isEqualTo(422);
    }

    private static void assertConflict(ApiResponse reply, String when, String words) {
        assertThat(reply.status()).as(when).isEqualTo(409);
        assertThat(text(reply)).as(when).contains("state_conflict", words);
    }

    private static String update(String version, String url, String digest, String signature) {
        return "{\"type\":\"update\",\"args\":{\"version\":\"" + version + "\",\"url\":\"" + url + "\",\"sha256\":\""
                + digest + "\",\"signature\":\"" + signature + "\",\"mirror\":\"of no use\"}}";
    }

    private HeartbeatReply beat() {
        time.advance(Duration.ofSeconds(1));
        return monitor.accept(
                Heartbeat.builder(ID).gpuTotals(GpuTotals.ofUtilization(95)).build());
    }

    private void answer(CommandResult result) {
        monitor.accept(Heartbeat.builder(ID)
                .gpuTotals(GpuTotals.ofUtilization(95))
                .results(List.of(result))
                .build());
    }

    private List<MachineOperation> open() {
        return MachineCodec.decodeOperations(
                send(ApiRequest.of("GET", "/api/v1/operations")).body());
    }

    private List<FleetEvent> past() {
        return EventCodec.decodePast(
                send(ApiRequest.of("GET", "/api/v1/instances/gpu-1/events")).body());
    }

    private ApiResponse ask(String body) {
        return send(request(body));
    }

    private ApiResponse ask(String body, String key) {
        return send(request(body).withHeader("Idempotency-Key", key));
    }

    private static ApiRequest request(String body) {
        return ApiRequest.of("POST", "/api/v1/instances/gpu-1/commands")
                .withHeader("Content-Type", "application/json")
                .withBody(body.getBytes(StandardCharsets.UTF_8));
    }

    private ApiResponse send(ApiRequest request) {
        return endpoint.handle(request.withHeader("Authorization", "Bearer " + USER))
                .join();
    }

    private void start() {
        store = SqliteFleetStore.open(directory);
        monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), store)
                .provider(cloud)
                .notifier(message -> {})
                .time(time)
                .build();
        endpoint = MachinesEndpoint.builder(monitor).userToken(USER).build();
        monitor.start();
        time.runDue();
    }

    private static String text(ApiResponse reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }
}
