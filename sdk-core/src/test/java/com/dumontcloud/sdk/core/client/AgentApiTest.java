package com.dumontcloud.sdk.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.AgentCredential;
import com.dumontcloud.sdk.core.model.AgentRegistration;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.KeepAliveGrant;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import com.dumontcloud.sdk.core.wire.Fixture;
import java.time.Duration;
import java.time.Instant;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentApiTest {

    private static final MachineId ID = MachineId.of("28864630");

    private TestPlane plane;

    @BeforeEach
    void start() {
        plane = new TestPlane();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @ParameterizedTest
    @CsvSource({"FLAT,/api/agent/status", "NESTED,/api/v1/agent/status"})
    void reportsAHeartbeatInItsDialect(Dialect dialect, String path) throws Exception {
        plane.answer(200, "{\"success\":true,\"next_heartbeat_in\":45,\"next_heartbeat_in_seconds\":45}");
        Heartbeat heartbeat =
                Heartbeat.builder(ID).gpuTotals(GpuTotals.ofUtilization(87)).build();

        HeartbeatReply reply = speaking(dialect).report(heartbeat);

        assertThat(reply.nextHeartbeatIn()).isEqualTo(Duration.ofSeconds(45));
        RecordedRequest request = plane.taken();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo(path);
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer " + TestPlane.TOKEN);
        assertThat(request.getHeaders().get("Content-Type")).isEqualTo("application/json");
        assertThat(request.getHeaders().get("Idempotency-Key")).isNull();
        assertThat(request.getBody().toByteArray()).isEqualTo(AgentCodec.encodeHeartbeat(heartbeat, dialect));
    }

    @Test
    void saysWhoCalls() throws Exception {
        plane.answer(200, "{\"success\":true}");

        plane.agents(options -> options.userAgentSuffix("my-tool/2")).checkConnectivity();

        RecordedRequest request = plane.taken();
        assertThat(request.getMethod()).isEqualTo("GET");
        assertThat(request.getTarget()).isEqualTo("/api/v1/agent/status");
        assertThat(request.getHeaders().get("Accept")).isEqualTo("application/json");
        assertThat(request.getHeaders().get("User-Agent"))
                .matches("dumont-java/\\d+\\.\\d+\\.\\d+(-SNAPSHOT)? \\(java/"
                        + System.getProperty("java.version").replace("+", "\\+") + "; [a-z0-9-]+\\) my-tool/2");
    }

    @ParameterizedTest
    @CsvSource({"FLAT,flat-instance,/api/agent", "NESTED,nested-instance,/api/v1/agent"})
    void readsOneMachine(Dialect dialect, String document, String base) throws Exception {
        plane.answer(200, Fixture.printed(document));

        assertThat(speaking(dialect).instance(ID).lastHeartbeat()).isNotNull();

        assertThat(plane.taken().getTarget()).isEqualTo(base + "/instances/28864630");
    }

    @ParameterizedTest
    @CsvSource({"FLAT,flat-instances", "NESTED,nested-instances"})
    void readsOnePageOfTheFleet(Dialect dialect, String document) throws Exception {
        plane.answer(200, Fixture.printed(document));

        assertThat(speaking(dialect).instancesPage(2, 500).count()).isEqualTo(2);

        assertThat(plane.taken().getTarget()).endsWith("/agent/instances?page=2&per_page=500");
    }

    @Test
    void keepsAMachineAliveForAsLongAsTheControlPlaneGives() throws Exception {
        plane.answer(200, Fixture.printed("flat-keep-alive"));

        KeepAliveGrant grant = speaking(Dialect.FLAT).keepAlive(ID);

        assertThat(grant).isEqualTo(new KeepAliveGrant(ID, null, Duration.ofHours(1), "Manual keep-alive registered"));
        RecordedRequest request = plane.taken();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo("/api/agent/instances/28864630/keep-alive");
        assertThat(request.getBodySize()).isZero();
        assertThat(request.getHeaders().get("Idempotency-Key")).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"PT0.000000001S,1", "PT1M,1", "PT1M1S,2", "PT30M,30", "PT23H59M0.1S,1440", "PT24H,1440"})
    void asksForWholeMinutesRoundedUp(Duration asked, int minutes) throws Exception {
        plane.answer(200, Fixture.printed("nested-keep-alive"));

        KeepAliveGrant grant = plane.agents().keepAlive(ID, asked);

        assertThat(grant.until()).isEqualTo(Instant.parse("2024-12-20T16:00:00Z"));
        assertThat(plane.taken().getTarget())
                .isEqualTo("/api/v1/agent/instances/28864630/keep-alive?minutes=" + minutes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1M", "PT24H0.000000001S"})
    void refusesAKeepAliveOutOfRangeWithoutACall(Duration asked) {
        assertThatThrownBy(() -> plane.agents().keepAlive(ID, asked)).isInstanceOf(IllegalArgumentException.class);

        assertThat(plane.requests()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"success\":true,\"message\":\"revoked\"}", ""})
    void revokesAKeepAlive(String answer) throws Exception {
        plane.answer(200, answer);

        plane.agents().revokeKeepAlive(ID);

        RecordedRequest request = plane.taken();
        assertThat(request.getMethod()).isEqualTo("DELETE");
        assertThat(request.getTarget()).isEqualTo("/api/v1/agent/instances/28864630/keep-alive");
    }

    @Test
    void revokesAKeepAliveThatIsAnsweredWithoutABody() {
        plane.server.enqueue(new mockwebserver3.MockResponse.Builder().code(204).build());

        plane.agents().revokeKeepAlive(ID);

        assertThat(plane.requests()).isOne();
    }

    @Test
    void issuesAToken() throws Exception {
        plane.answer(200, "{\"instance_id\":28864630,\"token\":\"abc\"}");

        assertThat(plane.agents().issueToken(ID)).isEqualTo(new AgentCredential(ID, "abc"));

        RecordedRequest request = plane.taken();
        assertThat(request.getMethod()).isEqualTo("POST");
        assertThat(request.getTarget()).isEqualTo("/api/v1/agent/instances/28864630/token");
        assertThat(request.getHeaders().get("Idempotency-Key")).isNotBlank();
    }

    @Test
    void registersAMachine() throws Exception {
        plane.answer(201, "{\"instance_id\":\"28864630\",\"token\":\"abc\"}");

        AgentCredential credential = speaking(Dialect.FLAT)
                .register(AgentRegistration.builder(ID)
                        .name("rig")
                        .rate(HourlyRate.ofUsd("0.40"))
                        .build());

        assertThat(credential.token()).isEqualTo("abc");
        RecordedRequest request = plane.taken();
        assertThat(request.getTarget()).isEqualTo("/api/agent/instances");
        assertThat(request.getBody().utf8())
                .isEqualTo("{\"instance_id\":\"28864630\",\"name\":\"rig\",\"price_usd_per_hour\":0.40}");
        assertThat(request.getHeaders().get("Idempotency-Key")).isNotBlank();
    }

    @Test
    void givesEachCallAnIdempotencyKeyOfItsOwn() throws Exception {
        plane.answer(200, Fixture.printed("nested-keep-alive")).answer(200, Fixture.printed("nested-keep-alive"));
        AgentApi agents = plane.agents();

        agents.keepAlive(ID);
        agents.keepAlive(ID);

        assertThat(plane.taken().getHeaders().get("Idempotency-Key"))
                .isNotEqualTo(plane.taken().getHeaders().get("Idempotency-Key"));
    }

    @ParameterizedTest
    @CsvSource({"a/b,a%2Fb", "a?b#c,a%3Fb%23c", "%2e%2e,%252e%252e", "é,%C3%A9", "..a,..a"})
    void escapesAnIdInTheUrl(String id, String escaped) throws Exception {
        plane.answer(200, Fixture.printed("nested-instance"));

        plane.agents().instance(MachineId.of(id));

        assertThat(plane.taken().getTarget()).isEqualTo("/api/v1/agent/instances/" + escaped);
    }

    @ParameterizedTest
    @ValueSource(strings = {".", ".."})
    void refusesAnIdThatWouldCallAnotherRoute(String id) {
        assertThatThrownBy(() -> plane.agents().revokeKeepAlive(MachineId.of(id)))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(plane.requests()).isZero();
    }

    @Test
    void keepsThePathOfABaseUrl() throws Exception {
        plane.answer(200, "{\"success\":true}");

        DumontClient.create(ClientOptions.builder(plane.url() + "/dumont/", CredentialSource.of("t"))
                        .build())
                .agents()
                .checkConnectivity();

        assertThat(plane.taken().getTarget()).isEqualTo("/dumont/api/v1/agent/status");
    }

    @Test
    void asksForTheTokenBeforeEveryRequest() throws Exception {
        plane.answer(503, "{}").answer(200, "{\"success\":true}");
        int[] asked = {0};
        ClientOptions options = ClientOptions.builder(plane.url(), () -> "token-" + ++asked[0])
                .sleeper(wait -> {})
                .build();

        DumontClient.create(options).agents().checkConnectivity();

        assertThat(plane.taken().getHeaders().get("Authorization")).isEqualTo("Bearer token-1");
        assertThat(plane.taken().getHeaders().get("Authorization")).isEqualTo("Bearer token-2");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void refusesCallsAfterItWasClosed(Dialect dialect) {
        DumontClient client =
                DumontClient.create(plane.options().dialect(dialect).build());

        client.close();
        client.close();

        assertThatThrownBy(() -> client.agents().checkConnectivity())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this client is closed");
    }

    private AgentApi speaking(Dialect dialect) {
        return plane.agents(options -> options.dialect(dialect));
    }
}
