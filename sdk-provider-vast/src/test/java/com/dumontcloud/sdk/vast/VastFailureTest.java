package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import mockwebserver3.RecordedRequest;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VastFailureTest {

    private static final MachineId ID = MachineId.of("288");

    private TestVast vast;

    @BeforeEach
    void start() {
        vast = new TestVast();
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    /** Every row of the table of errors, as the kind that callers branch on. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        401 | {"success":false,"error":"auth_error","msg":"Invalid user key"} | UNAUTHENTICATED
        404 | {"success":false,"error":"auth_error","msg":"Invalid user key"} | UNAUTHENTICATED
        404 | {"success":false,"msg":"Session expired. Please log in again."} | UNAUTHENTICATED
        401 | {"success":false,"msg":"Two Factor Authentication required"} | UNAUTHENTICATED
        403 | {"success":false,"error":"auth_error","msg":"This action requires login."} | UNAUTHENTICATED
        403 | {"success":false,"error":"not_authorized"} | FORBIDDEN
        403 | <!DOCTYPE html><html>blocked</html> | FORBIDDEN
        404 | {"success":false,"error":"invalid_args","msg":"no_such_ask 7 is not available."} | UNAVAILABLE
        410 | {"success":false,"error":"no_such_ask","msg":"Ask 7 is no longer available"} | UNAVAILABLE
        410 | {"success":false,"error":"deprecated_endpoint"} | INVALID_REQUEST
        400 | {"success":false,"error":"no_such_ask"} | UNAVAILABLE
        400 | {"success":false,"error":"insufficient_credit"} | INSUFFICIENT_CREDIT
        400 | {"success":false,"error":"missing_billing"} | INSUFFICIENT_CREDIT
        411 | {"success":false,"msg":"Insufficient credit"} | INSUFFICIENT_CREDIT
        400 | {"success":false,"msg":"Your account lacks credit; see the billing page."} | INSUFFICIENT_CREDIT
        404 | {"success":false,"error":"no_such_instance"} | NOT_FOUND
        404 | {"success":false,"error":"not_found"} | NOT_FOUND
        404 | {"success":false,"error":"invalid_id"} | NOT_FOUND
        400 | {"success":false,"error":"invalid_args"} | INVALID_REQUEST
        400 | {"success":false,"error":"invalid_price"} | INVALID_REQUEST
        400 | {"success":false,"error":"no_ssh_key_for_vm"} | INVALID_REQUEST
        400 | {"success":false,"error":"label_too_long"} | INVALID_REQUEST
        400 | {"success":false,"error":"invalid_request"} | INVALID_REQUEST
        400 | {"success":false,"error":"invalid_token"} | INVALID_REQUEST
        483 | {"success":false,"error":"invalid json"} | INVALID_REQUEST
        429 | API requests too frequent: endpoint threshold=4.5 | RATE_LIMITED
        429 | {"success":false,"msg":"API requests too frequent"} | RATE_LIMITED
        500 | Internal Server Error | SERVER
        502 | <html>Bad gateway</html> | SERVER
        503 | {"success":false,"error":"unavailable"} | SERVER
        504 | ~~ | SERVER
        200 | {"success":false,"error":"resources_unavailable","msg":"state change queued."} | UNAVAILABLE
        200 | {"success":false} | INVALID_ANSWER
        200 | <html>maintenance</html> | INVALID_ANSWER
        302 | ~~ | INVALID_ANSWER
        404 | ~~ | INVALID_ANSWER
        """)
    void tellsCallersWhatToDo(int status, String body, Kind kind) {
        vast.answer(status, body);

        VastException thrown = Thrown.by(() -> vast.client().instances().create(7, rental()));

        assertThat(thrown.kind()).isEqualTo(kind);
        assertThat(thrown.status()).isEqualTo(status);
        assertThat(thrown).hasMessageContaining("PUT ").hasMessageContaining("/api/v0/asks/7/");
        assertThat(vast.requests()).as("a create is sent once").isOne();
        RecordedRequest sent = vast.taken();
        assertThat(TestVast.line(sent)).isEqualTo("PUT /api/v0/asks/7/");
        assertThat(TestVast.body(sent)).contains("\"cancel_unavail\":true");
        assertThat(sent.getHeaders().get("Authorization")).isEqualTo("Bearer " + TestVast.KEY);
    }

    /** Whatever is asked, no refusal passes for an answer, and none for the end of a machine. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("com.dumontcloud.sdk.vast.VastRouteTest#routes")
    void takesNoRefusalForAnAnswerOnAnyRoute(VastRoute route, Duration gap, Consumer<VastClient> call) {
        vast.answer(200, "{\"success\":false,\"error\":\"not_authorized\"}")
                .answer(404, "{\"success\":false,\"error\":\"auth_error\",\"msg\":\"Invalid user key\"}")
                .answer(400, "{\"success\":false,\"error\":\"insufficient_credit\"}")
                .answer(410, "{\"success\":false,\"error\":\"deprecated_endpoint\"}")
                .answer(502, "<html>Bad gateway</html>")
                .answer(200, "<html>maintenance</html>")
                .answer(200, "{\"success\":tr")
                .answer(200, "");
        VastClient client = vast.client(options -> options.gap(route, Duration.ZERO)
                .connection(connection -> connection.timeSource(vast.time).maxRetries(0)));

        assertThat(Stream.generate(() -> Thrown.by(() -> call.accept(client)).kind())
                        .limit(8))
                .containsExactly(
                        Kind.FORBIDDEN,
                        Kind.UNAUTHENTICATED,
                        Kind.INSUFFICIENT_CREDIT,
                        Kind.INVALID_REQUEST,
                        Kind.SERVER,
                        Kind.INVALID_ANSWER,
                        Kind.INVALID_ANSWER,
                        Kind.INVALID_ANSWER);
    }

    @ParameterizedTest
    @CsvSource({"500", "502", "503", "504", "429"})
    void repeatsWhatIsSafeToRepeat(int status) {
        vast.answer(status, "busy").answer("{\"success\":true}");

        vast.client().instances().stop(ID);

        assertThat(vast.requests()).isEqualTo(2);
    }

    /** Each would happen twice, or undo what was changed in between. */
    @Test
    void sendsOnceWhatWouldHappenTwice() {
        VastClient client = vast.client();
        List<ThrowingCallable> changes = List.of(
                () -> client.instances().reboot(ID),
                () -> client.instances().recycle(ID),
                () -> client.instances().changeBid(ID, BigDecimal.ONE, 1),
                () -> client.keys().attach(ID, "ssh-ed25519 AAAA me"));
        for (ThrowingCallable change : changes) {
            int before = vast.requests();
            vast.drop();

            assertThatExceptionOfType(DumontException.class)
                    .isThrownBy(change)
                    .matches(lost -> lost.kind().leavesOutcomeUnknown());

            assertThat(vast.requests() - before).isOne();
        }
    }

    @Test
    void neverRepeatsACreateWhateverHappens() {
        vast.drop();

        DumontException thrown = Thrown.anyBy(() -> vast.client().instances().create(7, rental()));

        assertThat(thrown.kind().leavesOutcomeUnknown()).isTrue();
        assertThat(vast.requests()).isOne();
    }

    @Test
    void findsTheMachineThatAFailedCreateLeftBehind() {
        vast.answer(400, "{\"success\":false,\"error\":\"invalid_price\",\"new_contract\":99}");

        assertThat(Thrown.by(() -> vast.client().instances().create(7, rental()))
                        .leftBehind())
                .hasValue(99);
    }

    @Test
    void doesNotTakeAnAnswerWithoutAMachineForACreate() {
        vast.answer("{\"success\":true}");

        assertThat(Thrown.by(() -> vast.client().instances().create(7, rental()))
                        .kind())
                .isEqualTo(Kind.INVALID_ANSWER);
    }

    @Test
    void takesAMachineThatIsGoneForDestroyedButNoOther404() {
        vast.answer(404, "{\"success\":false,\"error\":\"no_such_instance\"}")
                .answer(404, "{\"success\":false,\"error\":\"auth_error\"}")
                .answer(410, "{\"success\":false,\"error\":\"deprecated_endpoint\"}");
        VastInstances instances = vast.client().instances();

        instances.destroy(ID);

        assertThat(Thrown.by(() -> instances.destroy(ID)).kind()).isEqualTo(Kind.UNAUTHENTICATED);
        assertThat(Thrown.by(() -> instances.destroy(ID)).kind()).isEqualTo(Kind.INVALID_REQUEST);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "-", textBlock = """
        API requests too frequent | - | PT5S
        {"success":false,"error":"rate_limited","retry_after":7.5} | - | PT7.5S
        {"success":false} | 9 | PT9S
        {"success":false} | Sat, 31 Jan 2026 12:00:08 GMT | PT8S
        {"success":false} | Sat, 31 Jan 2026 11:59:00 GMT | PT1S
        {"success":false} | soon | PT5S
        {"success":false,"retry_after":-1} | - | PT5S
        {"success":false,"retry_after":"soon"} | - | PT5S
        """)
    void restsARouteAfter429(String body, String header, Duration rest) {
        if (header == null) {
            vast.answer(429, body);
        } else {
            vast.answer(429, body, "Retry-After", header);
        }
        vast.answer("{\"success\":true}");

        vast.client(options -> options.connection(connection -> connection
                        .timeSource(vast.time)
                        .maxRetries(1)
                        .retryDelay(Duration.ofNanos(1))
                        .sleeper(wait -> {
                            vast.waits.add(wait);
                            vast.time.advance(wait);
                        })))
                .instances()
                .stop(ID);

        Duration waited = vast.waits.stream().reduce(Duration.ZERO, Duration::plus);
        assertThat(waited).isEqualTo(rest);
    }

    /** The vendor's penalty for renting too fast; elsewhere it names none. */
    @ParameterizedTest
    @CsvSource({"1, 12", "11, 12", "12, 12", "13, 13", "120, 120", "3600, 120"})
    void restsAtLeast12SecondsAfterARentalThatCameTooEarly(long askedSeconds, long restSeconds) {
        VastOptions options = vast.options().build();
        RouteGaps gaps = new RouteGaps(options, vast.time);

        gaps.refused(VastRoute.CREATE, Optional.of(Duration.ofSeconds(askedSeconds)));

        assertThat(gaps.takeTurn(VastRoute.CREATE, Duration.ofHours(1))).contains(Duration.ofSeconds(restSeconds));
    }

    @Test
    void restsLongerWithEach429InARow() {
        VirtualRest rest = new VirtualRest();

        assertThat(rest.next()).isEqualTo(Duration.ofSeconds(5));
        assertThat(rest.next()).isEqualTo(Duration.ofSeconds(10));
        assertThat(rest.next()).isEqualTo(Duration.ofSeconds(20));
        for (int i = 0; i < 20; i++) {
            rest.next();
        }
        assertThat(rest.next()).isEqualTo(Duration.ofMinutes(2));
        rest.gaps.served(VastRoute.LIST);
        assertThat(rest.next()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void sendsNothingWhereItsTurnWouldComeTooLate() {
        vast.answer("{\"success\":true}");
        VastClient client = vast.client(options -> options.gap(VastRoute.MANAGE, Duration.ofMinutes(2)));
        client.instances().stop(ID);

        DumontException thrown = Thrown.anyBy(() -> client.instances().stop(ID));

        assertThat(thrown.kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(thrown).hasMessageContaining("was not sent");
        assertThat(vast.requests()).isOne();
    }

    @Test
    void keepsAnUnknownOutcomeUnknownWhereTheRepeatIsTurnedAway() {
        vast.drop();
        for (int i = 0; i < 3; i++) {
            vast.answer(429, "API requests too frequent");
        }

        DumontException thrown = Thrown.anyBy(() -> vast.client().instances().stop(ID));

        assertThat(thrown.kind()).isEqualTo(Kind.NETWORK);
        assertThat(thrown.getSuppressed()).hasSize(1);
    }

    @Test
    void blotsOutAKeyThatVastRepeats() {
        vast.answer(400, "{\"success\":false,\"error\":\"" + TestVast.KEY + "\",\"msg\":\"bad " + TestVast.KEY + "\"}");

        VastException thrown = Thrown.by(() -> vast.client().instances().stop(ID));

        assertThat(thrown).hasMessageContaining("(token)");
        assertThat(thrown.code()).doesNotContain(TestVast.KEY);
    }

    /** Whoever reports a refusal that this version does not know needs its words, fields of tomorrow included. */
    @Test
    void keepsARefusalAsItCame() {
        String json = "{\"success\":false,\"error\":\"a_code_of_tomorrow\",\"hint\":[1,{\"a\":null}]}";
        String page = "<!DOCTYPE html>\n<html>Ray 7f</html>";
        vast.answer(418, json).answer(403, page).answer(200, json).answer(404, "");
        VastInstances instances = vast.client().instances();

        assertThat(Thrown.by(() -> instances.stop(ID)).body()).contains(json);
        VastException blocked = Thrown.by(() -> instances.stop(ID));
        assertThat(blocked.body()).contains(page);
        assertThat(blocked.getMessage()).doesNotContain("<");
        assertThat(Thrown.by(() -> instances.stop(ID)).body()).contains(json);
        assertThat(Thrown.by(() -> instances.stop(ID)).body()).contains("");
    }

    @ParameterizedTest
    @CsvSource({"4095, 4095", "4096, 4096", "4097, 4096", "20000, 4096", "100000, 4096"})
    void keepsAtMost4096CharactersOfARefusal(int length, int kept) {
        vast.answer(400, "x".repeat(length));

        assertThat(Thrown.by(() -> vast.client().instances().stop(ID)).body())
                .hasValueSatisfying(body -> assertThat(body).hasSize(kept));
    }

    /** Rows hold tokens of notebooks, and environments. */
    @Test
    void keepsNothingOfAnAnswerThatIsNoRefusal() {
        vast.answer("{\"instances\":{\"id\":7,\"jupyter_token\":\"s3cret-jupyter\",\"cur_state\":[]}}");

        VastException thrown = Thrown.by(() -> vast.client().instances().show(ID));

        assertThat(thrown.body()).isEmpty();
        assertThat(thrown.getMessage()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"success\":false,\"error\":\"invalid_args\",\"msg\":\"bad env s3cret-value, login s3cret-pass\"}",
                "bad env s3cret-value, login s3cret-pass",
                "{\"success\":false,\"error\":\"s3cret-pass\",\"msg\":\"no\"}",
                "{\"success\":false,\"msg\":\"no\",\"instance_api_key\":\"s3cret-of-vast\"}",
                "{\"success\":false,\"msg\":\"no\",\"extra_env\":[[\"A\",\"s3cret-of-vast\"]]}",
                "{\"msg\":\"no\",\"jupyter_token\" : \"s3cret-of-va",
                "{\"msg\":\"no\",\"env\":{\"A\":\"s3cret-of-va"
            })
    void tellsNoSecretOfARental(String answer) {
        vast.answer(400, answer);
        VastRental rental = VastRental.ofImage("me/private")
                .env("A", "s3cret-value")
                .registryLogin("docker.io", "me", "s3cret-pass")
                .build();

        VastException thrown = Thrown.by(() -> vast.client().instances().create(7, rental));

        assertThat(thrown + " " + thrown.code() + " " + thrown.details() + " " + thrown.body())
                .doesNotContain("s3cret");
        assertThat(thrown.body().orElseThrow()).isNotEmpty();
    }

    @Test
    void tellsNoPasswordOfASnapshot() {
        vast.answer(400, "{\"success\":false,\"msg\":\"cannot log in with hunter2\"}");

        VastException thrown =
                Thrown.by(() -> vast.client().files().takeSnapshot(ID, "docker.io", "me/img", "me", "hunter2", true));

        assertThat(thrown + " " + thrown.body()).doesNotContain("hunter2").contains("cannot log in with (secret)");
    }

    @Test
    void cutsWhatVastSays() {
        vast.answer(400, "{\"success\":false,\"error\":\"invalid_args\",\"msg\":\"" + "x".repeat(10_000) + "\"}");

        assertThat(Thrown.by(() -> vast.client().instances().stop(ID)).getMessage())
                .hasSizeLessThan(700);
    }

    @Test
    void hidesTheKeyInEveryText() {
        VastOptions options = vast.options().build();
        VastRental secret = VastRental.ofImage("i")
                .env("TOKEN", TestVast.KEY)
                .registryLogin("r", "u", TestVast.KEY)
                .build();

        assertThat(options + " " + VastClient.create(options) + " " + secret + " "
                        + VastWebhook.withSecret(TestVast.KEY))
                .doesNotContain(TestVast.KEY);
    }

    private static VastRental rental() {
        return VastRental.ofImage("pytorch/pytorch").build();
    }

    /** Asks for a turn right after a 429, once the rest before is over. */
    private final class VirtualRest {

        private final RouteGaps gaps = new RouteGaps(vast.options().build(), vast.time);

        Duration next() {
            vast.time.advance(Duration.ofMinutes(10));
            gaps.refused(VastRoute.LIST, java.util.Optional.empty());
            return gaps.takeTurn(VastRoute.LIST, Duration.ofHours(1)).orElseThrow();
        }
    }
}
