package com.dumontcloud.sdk.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.core.error.ApiException;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.Fixture;
import java.time.Duration;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryTest {

    private static final MachineId ID = MachineId.of("1");
    private static final String CONFIRMED = "{\"success\":true}";

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
    @ValueSource(ints = {408, 429, 500, 502, 503, 504, 599})
    void repeatsAReadThatFailedForAPassingReason(int status) {
        plane.answer(status, "{}").answer(200, CONFIRMED);

        plane.agents().checkConnectivity();

        assertThat(plane.requests()).isEqualTo(2);
        assertThat(plane.waits).containsExactly(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 304, 400, 401, 402, 403, 404, 405, 409, 413, 415, 422, 501})
    void doesNotRepeatWhatWillFailAgain(int status) {
        plane.answer(status, "").answer(200, CONFIRMED);

        assertThatThrownBy(() -> plane.agents().checkConnectivity()).isInstanceOf(ApiException.class);

        assertThat(plane.requests()).isOne();
        assertThat(plane.waits).isEmpty();
    }

    @Test
    void repeatsADeletion() {
        plane.answer(503, "{}").answer(200, CONFIRMED);

        plane.agents().revokeKeepAlive(ID);

        assertThat(plane.requests()).isEqualTo(2);
    }

    @Test
    void repeatsWhatCreatesUnderOneKey() throws Exception {
        plane.answer(500, "{}").answer(200, "{\"instance_id\":1,\"token\":\"t\"}");

        plane.agents().issueToken(ID);

        String first = plane.taken().getHeaders().get("Idempotency-Key");
        assertThat(plane.taken().getHeaders().get("Idempotency-Key")).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 503})
    void neverRepeatsAHeartbeat(int status) {
        plane.answer(status, "{}", "Retry-After", "0").answer(200, CONFIRMED);

        assertThatThrownBy(() -> plane.agents().report(Heartbeat.builder(ID).build()))
                .isInstanceOf(ApiException.class);

        assertThat(plane.requests()).isOne();
    }

    @Test
    void neverRepeatsAHeartbeatWhoseConnectionBroke() {
        plane.server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        plane.answer(200, CONFIRMED);

        DumontException thrown = catchThrowableOfType(
                DumontException.class,
                () -> plane.agents().report(Heartbeat.builder(ID).build()));

        assertThat(thrown.kind()).isEqualTo(Kind.NETWORK);
        assertThat(thrown).hasMessageContaining("Whether it took effect is not known");
        assertThat(plane.requests()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"0,1", "1,2", "3,4"})
    void givesUpWhenTheRepeatsAreUsedUp(int maxRetries, int requests) {
        for (int i = 0; i < 6; i++) {
            plane.answer(503, "{}");
        }

        ApiException thrown = catchThrowableOfType(
                ApiException.class,
                () -> plane.agents(options -> options.maxRetries(maxRetries)).checkConnectivity());

        assertThat(plane.requests()).isEqualTo(requests);
        assertThat(thrown.getMessage().contains("after " + requests + " attempts"))
                .isEqualTo(requests > 1);
    }

    @Test
    void doublesTheWaitUpToItsBound() {
        for (int i = 0; i < 7; i++) {
            plane.answer(500, "{}");
        }

        assertThatThrownBy(() -> plane.agents(options -> options.maxRetries(6)
                                .retryDelay(Duration.ofSeconds(1))
                                .maxRetryDelay(Duration.ofSeconds(6)))
                        .checkConnectivity())
                .isInstanceOf(ApiException.class);

        assertThat(plane.waits)
                .containsExactly(
                        Duration.ofMillis(500),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @CsvSource({"7,PT7S", "29,PT29S", "30,PT30S", "31,PT30S", "99999999999999999999,PT30S"})
    void waitsAsLongAsAskedUpToTheCap(String retryAfter, Duration wait) {
        plane.answer(429, "{}", "Retry-After", retryAfter).answer(200, CONFIRMED);

        plane.agents().checkConnectivity();

        assertThat(plane.waits).containsExactly(wait);
    }

    @Test
    void waitsOfItsOwnAccordWhereNoWaitIsAsked() {
        plane.answer(503, "{}", "Retry-After", "0").answer(200, CONFIRMED);

        plane.agents().checkConnectivity();

        assertThat(plane.waits).containsExactly(Duration.ofMillis(250));
    }

    @Test
    void waitsUntilTheDateAsked() {
        plane.answer(503, "{}", "Retry-After", "Sat, 31 Jan 2026 12:00:09 GMT").answer(200, CONFIRMED);

        plane.agents().checkConnectivity();

        assertThat(plane.waits).containsExactly(Duration.ofSeconds(9));
    }

    @ParameterizedTest
    @CsvSource({"PT30S,1", "PT31S,2", "PT60S,2", "PT61S,3"})
    void startsNoAttemptAtOrAfterTheDeadline(Duration callTimeout, int requests) {
        for (int i = 0; i < 4; i++) {
            plane.answer(503, "{}", "Retry-After", "30");
        }

        assertThatThrownBy(() -> plane.agents(options -> options.callTimeout(callTimeout))
                        .checkConnectivity())
                .isInstanceOf(ApiException.class);

        assertThat(plane.requests()).isEqualTo(requests);
    }

    @Test
    void countsTheRepeatsEvenWhereNoWaitIsAsked() {
        plane.answer(503, "{}", "Retry-After", "0").answer(200, CONFIRMED);

        assertThatThrownBy(() -> plane.agents(options -> options.maxRetries(0)).checkConnectivity())
                .isInstanceOf(ApiException.class);

        assertThat(plane.requests()).isOne();
    }

    @Test
    void tellsHowLongTheControlPlaneAskedToWait() {
        plane.answer(429, "{}", "Retry-After", "3600");

        ApiException thrown = catchThrowableOfType(
                ApiException.class,
                () -> plane.agents(options -> options.maxRetries(0)).checkConnectivity());

        assertThat(thrown.retryAfter()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void repeatsAReadWhoseConnectionBrokeBeforeOrAmidTheAnswer() {
        plane.server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        plane.server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "application/json")
                .body(Fixture.printed("nested-instances"))
                .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        plane.answer(200, Fixture.printed("nested-instances"));

        assertThat(plane.agents().instancesPage(1, 50).count()).isEqualTo(2);

        assertThat(plane.waits).hasSize(2);
    }

    @Test
    void givesUpWhenItsThreadIsInterruptedWhileWaiting() {
        plane.answer(503, "{}").answer(200, CONFIRMED);

        DumontException thrown = catchThrowableOfType(
                DumontException.class,
                () -> plane.agents(options -> options.sleeper(wait -> {
                            throw new InterruptedException();
                        }))
                        .checkConnectivity());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown.kind()).isEqualTo(Kind.INTERRUPTED);
        assertThat(plane.requests()).isOne();
    }

    @Test
    void sendsNothingFromAThreadThatIsInterrupted() {
        Thread.currentThread().interrupt();

        DumontException thrown =
                catchThrowableOfType(DumontException.class, () -> plane.agents().checkConnectivity());

        assertThat(Thread.interrupted()).isTrue();
        assertThat(thrown.kind()).isEqualTo(Kind.INTERRUPTED);
        assertThat(plane.requests()).isZero();
    }

    @Test
    void drawsEveryWaitFromTheWholeOfItsBound() {
        RetryRules rules = new RetryRules(3, Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(30));
        DumontException failure = new DumontException(Kind.NETWORK, "cut");

        List<Duration> waits = new java.util.Random(42)
                .doubles(0, 1)
                .limit(1000)
                .mapToObj(part -> rules.waitAfter(2, failure, new java.util.Random() {
                    @Override
                    public double nextDouble() {
                        return part;
                    }
                }))
                .sorted()
                .toList();

        assertThat(waits.get(0)).isLessThan(Duration.ofMillis(50)).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(waits.get(999)).isGreaterThan(Duration.ofMillis(1950)).isLessThan(Duration.ofSeconds(2));
    }
}
