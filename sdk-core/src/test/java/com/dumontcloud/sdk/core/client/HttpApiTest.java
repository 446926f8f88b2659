package com.dumontcloud.sdk.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.core.error.ApiException;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpApiTest {

    private TestPlane plane;
    private HttpApi api;

    @BeforeEach
    void start() {
        plane = new TestPlane();
        api = HttpApi.create(plane.options().build());
    }

    @AfterEach
    void stop() {
        api.close();
        plane.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 404, 503})
    void handsOnAnswersOfEveryStatus(int status) {
        plane.answer(status, "{\"a\":1}");

        String read = api.send(ApiCall.of("GET", List.of("x")), answer -> answer.status() + " " + text(answer));

        assertThat(read).isEqualTo(status + " {\"a\":1}");
    }

    @Test
    void sendsMethodPathQueryAndBodyAsTold() throws Exception {
        plane.answer(200, "{}");

        api.send(
                ApiCall.of("PUT", List.of("api", "v0", "a b", ""))
                        .withQuery("q", "{\"x\":1}")
                        .withJson("{\"y\":2}"),
                HttpApiTest::text);

        RecordedRequest sent = plane.taken();
        assertThat(sent.getMethod()).isEqualTo("PUT");
        assertThat(sent.getUrl().encodedPath()).isEqualTo("/api/v0/a%20b/");
        assertThat(sent.getUrl().queryParameter("q")).isEqualTo("{\"x\":1}");
        assertThat(sent.getBody().utf8()).isEqualTo("{\"y\":2}");
        assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer " + TestPlane.TOKEN);
        assertThat(sent.getHeaders().get("Idempotency-Key")).isNull();
    }

    @Test
    void blotsOutTheTokenAndTheSecretsOfTheCall() {
        plane.answer(400, "no " + TestPlane.TOKEN + " with pass and passphrase");
        ApiCall call = ApiCall.of("PUT", List.of("x")).withSecrets(List.of("pass", "", "passphrase"));

        String shown = api.send(call.withJson("{}"), answer -> answer.blotted(text(answer)));

        assertThat(shown).isEqualTo("no (token) with (secret) and (secret)");
    }

    @Test
    void repeatsWhatMayBeRepeatedAndNothingElse() {
        plane.answer(503, "").answer(200, "{}").answer(503, "");
        ApiCall call = ApiCall.of("PUT", List.of("x")).withJson("{}");

        api.send(call.repeatable(), HttpApiTest::orThrow);
        ApiException thrown = catchThrowableOfType(ApiException.class, () -> api.send(call, HttpApiTest::orThrow));

        assertThat(thrown.status()).isEqualTo(503);
        assertThat(plane.requests()).isEqualTo(3);
    }

    @Test
    void waitsForItsTurnBeforeEveryAttempt() {
        plane.answer(503, "").answer(200, "{}");
        Pace pace = longest -> Optional.of(Duration.ofSeconds(3));

        api.send(ApiCall.of("GET", List.of("x")).pacedBy(pace), HttpApiTest::orThrow);

        assertThat(plane.waits).containsExactly(Duration.ofSeconds(3), Duration.ofMillis(250), Duration.ofSeconds(3));
    }

    @Test
    void sendsNothingWhereItsTurnDoesNotComeInTime() {
        DumontException thrown = catchThrowableOfType(
                DumontException.class,
                () -> api.send(
                        ApiCall.of("GET", List.of("x")).pacedBy(longest -> Optional.empty()), HttpApiTest::text));

        assertThat(thrown.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(plane.requests()).isZero();
    }

    @Test
    void remembersThatAnEarlierAttemptMayHaveTakenEffect() {
        plane.server.enqueue(new mockwebserver3.MockResponse.Builder()
                .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        boolean[] turns = {true, false};
        int[] asked = {0};
        Pace once = longest -> turns[asked[0]++] ? Optional.of(Duration.ZERO) : Optional.empty();

        DumontException thrown = catchThrowableOfType(
                DumontException.class,
                () -> api.send(
                        ApiCall.of("PUT", List.of("x"))
                                .withJson("{}")
                                .repeatable()
                                .pacedBy(once),
                        HttpApiTest::text));

        assertThat(thrown.kind()).isEqualTo(Kind.NETWORK);
        assertThat(thrown).hasMessageContaining("Whether it took effect is not known");
        assertThat(thrown.getSuppressed()).hasSize(1);
    }

    @Test
    void takesNoTokenElsewhereAndShowsNoSignedAddress() throws Exception {
        plane.answer(200, "text").answer(404, "");
        ApiCall call = ApiCall.getElsewhere(plane.url() + "/secret-path/H.log?signature=secret");

        String shown = api.send(call, answer -> answer + " " + answer.request()) + call;

        RecordedRequest sent = plane.taken();
        assertThat(sent.getHeaders().get("Authorization")).isNull();
        assertThat(sent.getTarget()).isEqualTo("/secret-path/H.log?signature=secret");
        assertThat(shown).doesNotContain("secret");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiCall.getElsewhere("not a secret url"))
                .withMessageNotContaining("secret");
    }

    @Test
    void readsAtMost16KibOfARefusal() {
        plane.answer(500, "x".repeat(20_000));

        int[] read = api.send(
                ApiCall.of("GET", List.of("x")), answer -> new int[] {answer.body().length, answer.isWhole() ? 1 : 0});

        assertThat(read).containsExactly(16 * 1024, 0);
    }

    private static String text(HttpAnswer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String orThrow(HttpAnswer answer) {
        if (answer.isSuccessful()) {
            return text(answer);
        }
        throw new ApiException(Kind.SERVER, answer.toString(), answer.status(), null, null, Map.of(), null, null);
    }
}
