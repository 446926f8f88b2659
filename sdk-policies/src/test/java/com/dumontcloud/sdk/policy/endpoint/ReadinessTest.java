package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.StoreThatCanFail;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /readyz} while the store fails, and what becomes of heartbeats then. */
class ReadinessTest {

    private static final String USER = "user-token-of-the-tests";
    private static final MachineId MACHINE = MachineId.of("gpu-1");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final boolean[] fails = new boolean[1];
    private final StoreThatCanFail store = new StoreThatCanFail(() -> fails[0]);
    private final FleetMonitor monitor =
            FleetMonitor.builder(Preset.BALANCED.settings(), store).time(time).build();
    private final ApiEndpoint endpoint =
            MachinesEndpoint.builder(monitor).userToken(USER).build();

    @BeforeEach
    void start() {
        monitor.start();
        monitor.register(MACHINE, null, null);
        heartbeat();
    }

    @AfterEach
    void close() {
        fails[0] = false;
        monitor.close();
        store.close();
    }

    @Test
    void isNotReadyFromTheFirstChangeThatTheStoreDoesNotTakeUntilItTakesThatOne() {
        assertThat(ready().status()).isEqualTo(200);
        fails[0] = true;
        assertThatThrownBy(() -> monitor.register(MachineId.of("gpu-2"), null, null))
                .isInstanceOf(RuntimeException.class);

        ApiResponse down = ready();

        assertThat(down.status()).isEqualTo(503);
        assertThat(down.headers()).containsKey("Retry-After");
        assertThat(get("/healthz").status()).isEqualTo(200);
        fails[0] = false;
        time.advance(Duration.ofSeconds(2));
        assertThat(ready().status()).isEqualTo(200);
    }

    /** Nothing may happen to a fleet for long; the store is tried once a minute then. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noticesWithinAMinuteThatTheStoreTakesNothingThoughNothingHappens(boolean hasMachine) {
        try (FleetMonitor quiet = hasMachine ? monitor : empty()) {
            time.advance(Duration.ofMinutes(5));
            fails[0] = true;
            assertThat(quiet.isStoreFailing()).isFalse();

            time.advance(Duration.ofSeconds(62));

            assertThat(quiet.isStoreFailing()).isTrue();
            fails[0] = false;
            time.advance(Duration.ofSeconds(2));
            assertThat(quiet.isStoreFailing()).isFalse();
        }
    }

    /** Otherwise whoever waits for it to be ready before anything is sent to it would wait for ever. */
    @Test
    void isReadyAgainThoughNothingWasEverWritten() {
        try (FleetMonitor empty = empty()) {
            fails[0] = true;
            assertThatThrownBy(() -> empty.register(MACHINE, null, null)).isInstanceOf(RuntimeException.class);
            assertThat(empty.isStoreFailing()).isTrue();

            fails[0] = false;
            time.advance(Duration.ofSeconds(2));

            assertThat(empty.isStoreFailing()).isFalse();
        }
    }

    /** Another fleet, without a machine. */
    private FleetMonitor empty() {
        FleetMonitor empty = FleetMonitor.builder(Preset.BALANCED.settings(), new StoreThatCanFail(() -> fails[0]))
                .time(time)
                .build();
        empty.start();
        return empty;
    }

    /** Refused, they would turn a machine in use into a silent one. */
    @Test
    void countsHeartbeatsInMemoryWhileTheStoreFails() {
        fails[0] = true;
        assertThatThrownBy(() -> monitor.register(MachineId.of("gpu-2"), null, null))
                .isInstanceOf(RuntimeException.class);
        time.advance(Duration.ofMinutes(2));

        assertThat(heartbeat().status()).isEqualTo(200);

        assertThat(monitor.recentHeartbeats(MACHINE)).hasSize(2);
    }

    private ApiResponse ready() {
        return get("/readyz");
    }

    private ApiResponse get(String path) {
        return endpoint.handle(ApiRequest.of("GET", path)).join();
    }

    private ApiResponse heartbeat() {
        return endpoint.handle(ApiRequest.of("POST", "/api/v1/agent/status")
                        .withHeader("Authorization", "Bearer " + USER)
                        .withBody(Tokens.utf8("{\"instance_id\":\"gpu-1\"}")))
                .join();
    }
}
