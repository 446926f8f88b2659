package com.dumontcloud.sdk.core.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.core.error.ApiException;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.MachineId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RedactionTest {

    private static final String SECRET = TestPlane.TOKEN;

    private TestPlane plane;

    @BeforeEach
    void start() {
        plane = new TestPlane();
    }

    @AfterEach
    void stop() {
        plane.close();
    }

    @Test
    void hidesTheTokenInEveryText() {
        ClientOptions options = plane.options().build();
        DumontClient client = DumontClient.create(options);

        List<Object> texts = List.of(
                options,
                options.toBuilder(),
                options.credentials(),
                CredentialSource.fromFile(Path.of("token-file")),
                client,
                client.agents(),
                new Failures("GET", options.baseUrl(), SECRET, 1, false));

        assertThat(texts).allSatisfy(text -> assertThat(text.toString()).doesNotContain(SECRET));
    }

    static Stream<String> bodies() {
        return Stream.of(
                "{\"error\":{\"code\":\"" + SECRET + "\",\"message\":\"bad token " + SECRET + "\",\"details\":{\""
                        + SECRET + "\":\"" + SECRET + "\"}},\"request_id\":\"" + SECRET + "\"}",
                "{\"error\":\"" + SECRET + "\",\"details\":\"" + SECRET + "\"}",
                "{\"detail\":[{\"loc\":[\"" + SECRET + "\"],\"msg\":\"" + SECRET + "\"}]}",
                "<p>unknown " + SECRET + "</p>");
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void blotsOutATokenThatTheOtherSideRepeats(String body) {
        plane.answer(401, body, "X-Request-Id", SECRET);

        ApiException thrown =
                catchThrowableOfType(ApiException.class, () -> plane.agents().instance(MachineId.of("1")));

        assertThat(trace(thrown)).doesNotContain(SECRET);
        assertThat(thrown.code() + thrown.requestId() + thrown.details()).doesNotContain(SECRET);
    }

    @Test
    void showsNoBodyThatCannotBeRead() {
        plane.answer(200, "{\"instance_id\":\"1\",\"token\":[\"issued-s3cret\"]}");
        plane.answer(200, "{\"instance_id\":\"1\",\"token\":\"issued-s3cret\" oops");

        for (int i = 0; i < 2; i++) {
            DumontException thrown = catchThrowableOfType(
                    DumontException.class, () -> plane.agents().issueToken(MachineId.of("1")));
            assertThat(trace(thrown)).doesNotContain("issued-s3cret");
        }
    }

    @Test
    void hidesTheTokenWhereTheConnectionBreaks() {
        for (int i = 0; i < 4; i++) {
            plane.server.enqueue(new MockResponse.Builder()
                    .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                    .build());
        }

        DumontException thrown =
                catchThrowableOfType(DumontException.class, () -> plane.agents().instance(MachineId.of("1")));

        assertThat(trace(thrown)).doesNotContain(SECRET);
    }

    @Test
    void cutsAnErrorThatIsLong() {
        plane.answer(400, "{\"error\":\"" + "x".repeat(1_000_000) + "\"}");

        ApiException thrown =
                catchThrowableOfType(ApiException.class, () -> plane.agents().instance(MachineId.of("1")));

        assertThat(thrown.getMessage()).hasSizeLessThan(1_000);
    }

    private static String trace(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
