package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.core.wire.JsonObject;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshRoutesTest {

    private static final String USER = "user-token";
    private static final String KEY = "ssh-ed25519 AAAA dumont-control-plane";
    private static final String TERMINAL = "/api/v1/instances/gpu-1/terminal";
    private static final SshAddress ADDRESS = new SshAddress("ssh4.example.com", 12345, "root");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T08:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final FleetMonitor monitor = FleetMonitor.builder(
                    LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
            .provider(cloud)
            .time(time)
            .build();
    private final ApiEndpoint endpoint =
            MachinesEndpoint.builder(monitor).userToken(USER).terminals(KEY).build();

    @BeforeEach
    void start() {
        rent("gpu-1", MachineState.RUNNING, ADDRESS);
        rent("gpu-2", MachineState.STOPPED, ADDRESS);
        rent("gpu-3", MachineState.RUNNING, null);
        monitor.start();
        monitor.poll();
    }

    @AfterEach
    void close() {
        monitor.close();
    }

    @Test
    void tellsWhereToLogInAndWhichKeyTheTerminalsShow() {
        JsonObject reply = json(answer(byToken("GET", "/api/v1/instances/gpu-1/ssh")));

        assertThat(reply.text("command")).isEqualTo("ssh -p 12345 root@ssh4.example.com");
        assertThat(reply.text("terminal_public_key")).isEqualTo(KEY);
    }

    @Test
    void grantsATerminalAtTheAddressOfTheProvider() {
        ApiResponse reply = answer(upgrade());

        assertThat(reply.status()).isEqualTo(101);
        assertThat(reply.terminal()).hasValueSatisfying(grant -> {
            assertThat(grant.machine()).isEqualTo(MachineId.of("gpu-1"));
            assertThat(grant.address()).isEqualTo(ADDRESS);
            assertThat(grant.caller()).isNotBlank().doesNotContain(USER);
            assertThat(grant.isAdmitted()).isTrue();
        });
    }

    @Test
    void saysThatItIsNotServedWhereTheServerCarriesNone() {
        ApiEndpoint without = MachinesEndpoint.builder(monitor).userToken(USER).build();

        ApiResponse reply = without.handle(upgrade()).join();

        assertError(reply, 501, "not_available");
        assertThat(reply.terminal()).isEmpty();
        assertThat(json(without.handle(byToken("GET", "/api/v1/instances/gpu-1/ssh"))
                                .join())
                        .contains("terminal_public_key"))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/instances/gpu-2/terminal, 409, state_conflict",
        "/api/v1/instances/gpu-3/terminal, 404, no_ssh",
        "/api/v1/instances/gpu-4/terminal, 404, unknown_instance",
        "/api/v1/instances/gpu-1/terminal, 426, websocket_required",
    })
    void saysWhyThereIsNoneToWhoeverAsksInPlainHttp(String path, int status, String code) {
        assertError(answer(byToken("GET", path)), status, code);
    }

    @Test
    void tellsWhatToUpgradeTo() {
        assertThat(answer(byToken("GET", TERMINAL)).headers()).containsEntry("Upgrade", "websocket");
    }

    @Test
    void isNotForMachines() {
        String machines = monitor.issueToken(MachineId.of("gpu-1"));

        assertError(answer(upgrade().withHeader("Authorization", "Bearer " + machines)), 403, "forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://plane.example:8080", "https://plane.example:8080", "HTTP://PLANE.example:8080"})
    void letsItsOwnPageIn(String origin) {
        assertThat(answer(upgrade().withHeader("Origin", origin)).status()).isEqualTo(101);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://evil.example",
                "http://plane.example",
                "http://plane.example:8081",
                "http://plane.example:8080.evil.example",
                "http://evil.example:8080",
                "http://user@plane.example:8080",
                "null",
                "",
                "not an origin",
            })
    void keepsPagesOfElsewhereOut(String origin) {
        assertError(answer(upgrade().withHeader("Origin", origin)), 403, "foreign_origin");
    }

    @Test
    void behindTlsLetsNoPageInThatCameWithout() {
        ApiEndpoint behindTls = MachinesEndpoint.builder(monitor)
                .userToken(USER)
                .terminals(KEY)
                .behindTls()
                .build();
        ApiRequest plain = upgrade().withHeader("Origin", "http://plane.example:8080");

        assertError(behindTls.handle(plain).join(), 403, "foreign_origin");
        assertError(answer(plain.withHeader("X-Forwarded-Proto", "https")), 403, "foreign_origin");
        assertThat(behindTls
                        .handle(plain.withHeader("Origin", "https://plane.example:8080"))
                        .join()
                        .status())
                .isEqualTo(101);
    }

    @Test
    void withinASessionWantsTheTokenThatOnlyThePageKnows() {
        ApiResponse begun = answer(byToken("POST", "/api/v1/session"));
        String csrf = String.valueOf(json(begun).text("csrf_token"));
        ApiRequest bare = request("GET", TERMINAL)
                .withHeader("Cookie", begun.headers().get("Set-Cookie").replaceFirst(";.*", ""))
                .withHeader("Upgrade", "websocket");
        ApiRequest ofPage = bare.withHeader("Origin", "http://plane.example:8080");
        ApiRequest proved = ofPage.withHeader("Sec-WebSocket-Protocol", "dumont.terminal, csrf." + csrf);

        assertError(answer(ofPage), 403, "csrf_required");
        assertError(answer(ofPage.withHeader("Sec-WebSocket-Protocol", "csrf." + csrf + "x")), 403, "csrf_required");
        assertError(answer(ofPage.withHeader("Sec-WebSocket-Protocol", csrf)), 403, "csrf_required");
        assertError(
                answer(bare.withHeader("Sec-WebSocket-Protocol", "dumont.terminal, csrf." + csrf)),
                403,
                "csrf_required");
        assertThat(answer(proved).status()).isEqualTo(101);
    }

    @Test
    void endsWithTheSessionItWasBegunIn() {
        ApiResponse begun = answer(byToken("POST", "/api/v1/session"));
        String csrf = String.valueOf(json(begun).text("csrf_token"));
        TerminalGrant grant = answer(request("GET", TERMINAL)
                        .withHeader("Cookie", begun.headers().get("Set-Cookie").replaceFirst(";.*", ""))
                        .withHeader("Upgrade", "websocket")
                        .withHeader("Origin", "http://plane.example:8080")
                        .withHeader("Sec-WebSocket-Protocol", "dumont.terminal,csrf." + csrf))
                .terminal()
                .orElseThrow();

        assertThat(grant.isAdmitted()).isTrue();
        time.advance(Duration.ofHours(12));
        assertThat(grant.isAdmitted()).isFalse();
    }

    private void rent(String id, MachineState state, @Nullable SshAddress address) {
        cloud.rent(Machine.builder(MachineId.of(id), cloud.name(), state)
                .runningRate(HourlyRate.ofUsd("0.40"))
                .parkedRate(HourlyRate.ofUsd("0.02"))
                .ssh(address)
                .build());
    }

    private static ApiRequest upgrade() {
        return byToken("GET", TERMINAL).withHeader("Upgrade", "websocket");
    }

    private static ApiRequest byToken(String method, String path) {
        return request(method, path).withHeader("Authorization", "Bearer " + USER);
    }

    private static ApiRequest request(String method, String path) {
        return ApiRequest.of(method, path).withHeader("Host", "plane.example:8080");
    }

    private ApiResponse answer(ApiRequest request) {
        return endpoint.handle(request).orTimeout(5, TimeUnit.SECONDS).join();
    }

    private static JsonObject json(ApiResponse reply) {
        return JsonObject.parse(reply.body());
    }

    private static void assertError(ApiResponse reply, int status, String code) {
        assertThat(reply.status()).isEqualTo(status);
        JsonObject error = json(reply).object("error");
        assertThat(error == null ? null : error.text("code")).isEqualTo(code);
    }
}
