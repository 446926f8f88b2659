package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 60 wrong tokens in a row from one address and one every 2 s; 10,000 requests of a person, 1,200 of a machine. */
class CallerLimitsTest {

    private static final String USER = "user-token-of-the-tests";
    private static final String OURS = "192.0.2.1";

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final MemoryFleetStore store = new MemoryFleetStore();
    private final FleetMonitor monitor =
            FleetMonitor.builder(Preset.BALANCED.settings(), store).time(time).build();
    private final ApiEndpoint endpoint =
            MachinesEndpoint.builder(monitor).userToken(USER).build();

    @BeforeEach
    void start() {
        monitor.start();
    }

    @AfterEach
    void close() {
        monitor.close();
        store.close();
    }

    @Test
    void answersTheSixtyFirstWrongTokenOfAnAddressWith429UntilTheNextIsDue() {
        IntStream.range(0, 60)
                .forEach(i -> assertThat(get("guess-" + i, OURS).status()).isEqualTo(401));

        ApiResponse refused = get("guess-60", OURS);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsEntry("Retry-After", "2");
        assertThat(Json.at(Json.read(new String(refused.body(), StandardCharsets.UTF_8)), "error.code"))
                .isEqualTo("rate_limited");
        time.advance(Duration.ofSeconds(2));
        assertThat(get("guess-61", OURS).status()).isEqualTo(401);
    }

    @Test
    void servesARightTokenFromThereAndTellsOtherAddressesWhatIsWrong() {
        IntStream.range(0, 100).forEach(i -> get("guess-" + i, OURS));

        assertThat(get(USER, OURS).status()).isEqualTo(200);
        long toldWhatIsWrong = IntStream.range(0, 20)
                .filter(i -> get("guess", "198.51.100." + i).status() == 401)
                .count();
        assertThat(toldWhatIsWrong).isGreaterThanOrEqualTo(19);
    }

    @Test
    void slowsAPersonDownWhoseProgramRunsWild() {
        IntStream.range(0, 10_000)
                .forEach(i -> assertThat(get(USER, OURS).status()).isEqualTo(200));

        ApiResponse refused = get(USER, OURS);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsEntry("Retry-After", "1");
        time.advance(Duration.ofSeconds(1));
        assertThat(get(USER, OURS).status()).isEqualTo(200);
    }

    @Test
    void slowsAMachineDownWhoseAgentRunsWildAndNoOther() {
        MachineId wild = MachineId.of("wild");
        monitor.register(wild, null, null);
        String token = monitor.issueToken(wild);
        IntStream.range(0, 1_200).forEach(i -> assertThat(ping(token).status()).isEqualTo(200));

        assertThat(ping(token).status()).isEqualTo(429);
        assertThat(get(USER, OURS).status()).isEqualTo(200);
    }

    private ApiResponse get(String token, String address) {
        return ask("/api/v1/instances", token, address);
    }

    private ApiResponse ping(String token) {
        return ask("/api/v1/agent/status", token, OURS);
    }

    private ApiResponse ask(String path, String token, String address) {
        return endpoint.handle(ApiRequest.of("GET", path)
                        .withHeader("Authorization", "Bearer " + token)
                        .from(address))
                .join();
    }
}
