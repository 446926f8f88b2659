package com.dumontcloud.sdk.core.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.core.error.ApiException;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailureTest {

    private static final MachineId ID = MachineId.of("7");

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
    @CsvSource({
        "302,INVALID_ANSWER",
        "400,INVALID_REQUEST",
        "401,UNAUTHENTICATED",
        "402,INSUFFICIENT_CREDIT",
        "403,FORBIDDEN",
        "404,NOT_FOUND",
        "405,INVALID_REQUEST",
        "408,TIMEOUT",
        "409,CONFLICT",
        "413,INVALID_REQUEST",
        "415,INVALID_REQUEST",
        "422,INVALID_REQUEST",
        "429,RATE_LIMITED",
        "500,SERVER",
        "501,SERVER",
        "503,SERVER"
    })
    void tellsTheKindByTheStatus(int status, Kind kind) {
        plane.answer(status, "{}");

        ApiException thrown = refused(options -> options.maxRetries(0));

        assertThat(thrown.kind()).isEqualTo(kind);
        assertThat(thrown.status()).isEqualTo(status);
    }

    @Test
    void saysWhatWasAttemptedWhatCameBackAndWhatToDo() {
        plane.answer(
                404,
                "{\"error\":{\"code\":\"unknown_instance\",\"message\":\"no machine 7\",\"details\":{\"id\":7}}}",
                "X-Request-Id",
                "req-9");

        ApiException thrown = refused(options -> options);

        assertThat(thrown)
                .hasMessage("GET " + plane.url() + "/api/v1/agent/instances/7 failed with 404 unknown_instance:"
                        + " no machine 7 (request id req-9). Check the id, and that the base URL is that of a control"
                        + " plane");
        assertThat(thrown.code()).isEqualTo("unknown_instance");
        assertThat(thrown.requestId()).isEqualTo("req-9");
        assertThat(thrown.details()).containsEntry("id", "7");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"code\":\"c\",\"message\":\"said\"},\"request_id\":\"r\"}  | c | r",
                "{\"error\":\"said\",\"details\":\"more\"}                               |   |",
                "{\"detail\":\"said\"}                                                   |   |",
                "{\"success\":false,\"error\":\"said\"}                                  |   |",
                "<html><body>said</body></html>                                          |   |"
            })
    void readsEveryShapeOfError(String body, String code, String requestId) {
        plane.answer(409, body);

        ApiException thrown = refused(options -> options);

        assertThat(thrown).hasMessageContaining("said");
        assertThat(thrown.code()).isEqualTo(code);
        assertThat(thrown.requestId()).isEqualTo(requestId);
    }

    @Test
    void keepsTheStatusOfARefusalThatBrokeOff() {
        plane.server.enqueue(new MockResponse.Builder()
                .code(403)
                .body("{\"error\":\"" + "x".repeat(10_000) + "\"}")
                .onResponseBody(SocketEffect.ShutdownConnection.INSTANCE)
                .build());

        assertThat(refused(options -> options).kind()).isEqualTo(Kind.FORBIDDEN);
    }

    @Test
    void takesARefusalForOneWhateverItsStatus() {
        plane.answer(200, "{\"success\":false,\"error\":{\"code\":\"busy\",\"message\":\"later\"}}");

        ApiException thrown = refused(options -> options);

        assertThat(thrown.kind()).isEqualTo(Kind.SERVER);
        assertThat(thrown).hasMessageContaining("busy: later");
    }

    @Test
    void takesARefusedHeartbeatForOneWhateverItsStatus() {
        plane.answer(200, "{\"success\":false,\"error\":\"unknown machine\"}");

        ApiException thrown = catchThrowableOfType(
                ApiException.class,
                () -> plane.agents().report(Heartbeat.builder(ID).build()));

        assertThat(thrown).hasMessageContaining("unknown machine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{\"instance_id\":\"7\",\"heartbeat_count\":\"x\"}", "{\"x\":1}"})
    void refusesAnAnswerThatIsNotWhatItShouldBe(String body) {
        plane.answer(200, body, "X-Request-Id", "req-1");

        ApiException thrown = refused(options -> options);

        assertThat(thrown.kind()).isEqualTo(Kind.INVALID_ANSWER);
        assertThat(thrown.requestId()).isEqualTo("req-1");
        assertThat(thrown).hasMessageContaining("failed with 200");
        assertThat(plane.requests()).isOne();
    }

    @Test
    void refusesAnAnswerOfAnotherType() {
        plane.answer(200, "<html>Welcome</html>", "Content-Type", "text/html; charset=utf-8");

        ApiException thrown = refused(options -> options);

        assertThat(thrown.kind()).isEqualTo(Kind.INVALID_ANSWER);
        assertThat(thrown).hasMessageContaining("the answer is text/html, not JSON");
    }

    @ParameterizedTest
    @CsvSource({"8388608,true", "8388609,false"})
    void readsAnAnswerUpToItsBound(int size, boolean readable) {
        String json = "{\"success\":true,\"message\":\"" + "x".repeat(size - 29) + "\"}";
        plane.server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "application/json")
                .body(new Buffer().writeUtf8(json))
                .build());
        assertThat(json).hasSize(size);

        ApiException thrown =
                catchThrowableOfType(ApiException.class, () -> plane.agents().checkConnectivity());

        if (readable) {
            assertThat(thrown).isNull();
        } else {
            assertThat(thrown.kind()).isEqualTo(Kind.INVALID_ANSWER);
            assertThat(thrown).hasMessageContaining("larger than 8388608 bytes");
        }
    }

    @Test
    void doesNotFollowARedirectWithTheToken() throws Exception {
        try (MockWebServer elsewhere = new MockWebServer()) {
            elsewhere.start();
            plane.answer(307, "", "Location", elsewhere.url("/x?key=hidden").toString());

            ApiException thrown = refused(options -> options);

            assertThat(thrown.kind()).isEqualTo(Kind.INVALID_ANSWER);
            assertThat(thrown)
                    .hasMessageContaining("perhaps http://" + elsewhere.getHostName() + ":" + elsewhere.getPort() + "/")
                    .hasMessageNotContaining("hidden");
            assertThat(elsewhere.getRequestCount()).isZero();
        }
    }

    @Test
    void doesNotFollowARedirectEvenWhereTheGivenHttpClientWould() {
        plane.answer(302, "", "Location", plane.url() + "/other");

        refused(options -> options.httpClient(
                new OkHttpClient.Builder().followRedirects(true).build()));

        assertThat(plane.requests()).isOne();
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        String url = plane.url();
        plane.server.close();

        DumontException thrown = failed(ClientOptions.builder(url, CredentialSource.of("t")));

        assertThat(thrown.kind()).isEqualTo(Kind.NETWORK);
        assertThat(thrown).hasMessageContaining(url).hasMessageContaining("check that the other side is up");
    }

    @Test
    void saysThatANameIsUnknown() {
        DumontException thrown = failed(ClientOptions.builder("https://control-plane.example", CredentialSource.of("t"))
                .httpClient(withDns(name -> {
                    throw new UnknownHostException(name);
                })));

        assertThat(thrown.kind()).isEqualTo(Kind.NETWORK);
        assertThat(thrown).hasMessageContaining("the name cannot be resolved");
    }

    @Test
    void saysThatTheOtherSideSpeaksNoTls() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> answerInPlain(plain), "plain-server");
            server.setDaemon(true);
            server.start();

            DumontException thrown = failed(
                    ClientOptions.builder("https://127.0.0.1:" + plain.getLocalPort(), CredentialSource.of("t")));

            assertThat(thrown.kind()).isEqualTo(Kind.NETWORK);
            assertThat(thrown).hasMessageContaining("no secure connection came about");
        }
    }

    @Test
    void triesTheNextAddressOfAName() {
        plane.answer(200, "{\"success\":true}");
        List<InetAddress> addresses =
                List.of(address(2), plane.server.getSocketAddress().getAddress());
        ClientOptions.Builder options = ClientOptions.builder(
                        "http://control-plane.example:" + plane.server.getPort(), CredentialSource.of("t"))
                .allowPlainHttp(true)
                .maxRetries(0)
                .httpClient(withDns(name -> addresses));

        DumontClient.create(options.build()).agents().checkConnectivity();

        assertThat(plane.requests()).isOne();
    }

    @Test
    void stopsWaitingForASilentConnection() {
        plane.server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.Stall.INSTANCE)
                .build());

        DumontException thrown = catchThrowableOfType(
                DumontException.class,
                () -> plane.agents(options ->
                                options.readTimeout(Duration.ofMillis(100)).maxRetries(0))
                        .checkConnectivity());

        assertThat(thrown.kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void stopsReadingATrickleAtTheDeadline() {
        plane.server.enqueue(new MockResponse.Builder()
                .setHeader("Content-Type", "application/json")
                .body("{\"success\":true}")
                .throttleBody(1, 50, TimeUnit.MILLISECONDS)
                .build());

        DumontException thrown = catchThrowableOfType(
                DumontException.class,
                () -> plane.agents(options ->
                                options.callTimeout(Duration.ofMillis(200)).maxRetries(0))
                        .checkConnectivity());

        assertThat(thrown.kind()).isEqualTo(Kind.TIMEOUT);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    private ApiException refused(java.util.function.UnaryOperator<ClientOptions.Builder> change) {
        ApiException thrown = catchThrowableOfType(
                ApiException.class, () -> plane.agents(change).instance(ID));
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private static DumontException failed(ClientOptions.Builder options) {
        DumontException thrown = catchThrowableOfType(
                DumontException.class,
                () -> DumontClient.create(options.maxRetries(0).build())
                        .agents()
                        .checkConnectivity());
        assertThat(thrown).isNotNull();
        return thrown;
    }

    private static void answerInPlain(ServerSocket plain) {
        while (true) {
            try (Socket connection = plain.accept()) {
                connection.getInputStream().read(new byte[4096]);
                connection.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
                connection.shutdownOutput();
                connection.getInputStream().readAllBytes();
            } catch (IOException closed) {
                if (plain.isClosed()) {
                    return;
                }
            }
        }
    }

    private static OkHttpClient withDns(Dns dns) {
        return new OkHttpClient.Builder().dns(dns).build();
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }
}
