package com.dumontcloud.sdk.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpHeartbeatSinkTest {

    private static final String TOKEN = "s3cret-t0ken";
    private static final Heartbeat HEARTBEAT =
            Heartbeat.builder(MachineId.of("28864630")).seq(4L).build();
    private static final String OK =
            "{\"success\":true,\"commands\":[],\"hibernate_in_seconds\":120,\"next_heartbeat_in\":30}";

    private RawServer server;
    private HttpHeartbeatSink sink;

    @AfterEach
    void close() throws IOException {
        if (sink != null) {
            sink.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @Test
    void postsTheHeartbeatAndReadsTheReply() throws IOException {
        serve((request, socket, out) -> write(out, response("200 OK", OK)));

        HeartbeatReply reply = sink.send(HEARTBEAT);

        assertThat(reply.nextHeartbeatIn()).isEqualTo(Duration.ofSeconds(30));
        assertThat(reply.hibernateIn()).isEqualTo(Duration.ofSeconds(120));
        String request = server.requests.get(0);
        assertThat(request).startsWith("POST /api/v1/agent/status HTTP/1.1\r\n");
        assertThat(request.toLowerCase(Locale.ROOT))
                .contains("authorization: bearer " + TOKEN, "content-type: application/json", "content-length: ")
                .contains("user-agent: dumont-sdk-agent")
                .doesNotContain("transfer-encoding", "expect:");
        byte[] body = request.substring(request.indexOf("\r\n\r\n") + 4).getBytes(StandardCharsets.UTF_8);
        assertThat(AgentCodec.decodeHeartbeat(body).seq()).isEqualTo(4);
    }

    @Test
    void keepsTheConnectionForTheNextHeartbeat() throws IOException {
        java.util.Set<Integer> ports = java.util.concurrent.ConcurrentHashMap.newKeySet();
        serve((request, socket, out) -> {
            ports.add(socket.getPort());
            write(out, response("200 OK", OK));
        });

        for (int i = 0; i < 20; i++) {
            sink.send(HEARTBEAT);
        }

        assertThat(ports).hasSize(1);
    }

    @Test
    void survivesAKeptConnectionThatTheServerHasClosed() throws IOException {
        serve((request, socket, out) -> {
            write(out, response("200 OK", OK));
            socket.close();
        });

        for (int i = 0; i < 5; i++) {
            assertThat(sink.send(HEARTBEAT).nextHeartbeatIn()).isEqualTo(Duration.ofSeconds(30));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://h, NESTED, https://h/api/v1/agent/status",
        "https://h/, FLAT, https://h/api/agent/status",
        "https://h/api/v1, NESTED, https://h/api/v1/agent/status",
        "https://h/api/v1/, FLAT, https://h/api/agent/status",
        "https://h/api, NESTED, https://h/api/v1/agent/status",
        "https://h:8443/dumont/api, NESTED, https://h:8443/dumont/api/v1/agent/status",
        "http://[::1]:80, FLAT, http://[::1]:80/api/agent/status",
    })
    void knowsTheRouteOfEachDialect(URI url, Dialect dialect, URI route) {
        assertThat(Endpoint.of(url, dialect)).isEqualTo(route);
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID_REQUEST",
        "401, UNAUTHENTICATED",
        "402, INSUFFICIENT_CREDIT",
        "403, FORBIDDEN",
        "404, NOT_FOUND",
        "405, INVALID_REQUEST",
        "408, TIMEOUT",
        "409, CONFLICT",
        "410, NOT_FOUND",
        "413, INVALID_REQUEST",
        "422, INVALID_REQUEST",
        "429, RATE_LIMITED",
        "500, SERVER",
        "502, SERVER",
        "503, UNAVAILABLE",
        "504, SERVER",
        "301, INVALID_ANSWER",
        "302, INVALID_ANSWER",
        "307, INVALID_ANSWER",
        "308, INVALID_ANSWER",
    })
    void saysWhatARefusalMeans(int status, Kind kind) throws IOException {
        serve((request, socket, out) -> write(
                out,
                response(status + " Whatever", "{\"error\":{\"code\":\"nope\",\"message\":\"said " + TOKEN + "\"}}")
                        .replace("\r\nContent-Length", "\r\nLocation: /elsewhere\r\nContent-Length")));

        DumontException refused = fail();

        assertThat(refused.kind()).isEqualTo(kind);
        assertThat(refused).hasMessageContaining(String.valueOf(status)).hasMessageContaining("28864630");
        assertThat(refused).hasMessageContaining("nope").hasMessageNotContaining(TOKEN);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void doesNotCarryTheTokenAlongARedirect() throws IOException {
        try (RawServer elsewhere = new RawServer((request, socket, out) -> write(out, response("200 OK", OK)))) {
            serve((request, socket, out) -> write(
                    out, "HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url() + "/\r\nContent-Length: 0\r\n\r\n"));

            assertThat(fail()).hasMessageContaining("redirect");

            assertThat(elsewhere.requests).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "<html>portal</html>", "{\"success\":", "\u0000\u0001"})
    void cannotReadAnAnswerThatIsNoReply(String body) throws IOException {
        serve((request, socket, out) -> write(out, response("200 OK", body)));

        assertThat(fail().kind()).isEqualTo(Kind.INVALID_ANSWER);
    }

    @Test
    void readsAReplyOf64KiBAndNoMore() throws IOException {
        String padding = " ".repeat(64 * 1024 - OK.length());
        serve((request, socket, out) -> write(out, response("200 OK", OK + padding)));

        assertThat(sink.send(HEARTBEAT).nextHeartbeatIn()).isEqualTo(Duration.ofSeconds(30));

        server.close();
        sink.close();
        serve((request, socket, out) -> write(out, response("200 OK", OK + padding + " ")));
        assertThat(fail().kind()).isEqualTo(Kind.INVALID_ANSWER);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 500})
    void doesNotReadTenMegabytes(int status) throws IOException {
        byte[] chunk = "x".repeat(64 * 1024).getBytes(StandardCharsets.UTF_8);
        serve((request, socket, out) -> {
            write(out, "HTTP/1.1 " + status + " X\r\nContent-Length: " + 10 * 1024 * 1024 + "\r\n\r\n");
            for (int i = 0; i < 160; i++) {
                out.write(chunk);
            }
        });

        assertThat(fail().kind()).isEqualTo(status == 200 ? Kind.INVALID_ANSWER : Kind.SERVER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SSH-2.0-OpenSSH_9.2\r\n", "\r\n\r\n", "garbage"})
    void cannotReadWhatIsNotHttp(String bytes) throws IOException {
        serve((request, socket, out) -> {
            write(out, bytes);
            socket.close();
        });

        assertThat(fail().kind()).isIn(Kind.NETWORK, Kind.INVALID_ANSWER);
    }

    @Test
    void saysWhenTheServerHangsUp() throws IOException {
        serve((request, socket, out) -> socket.close());

        assertThat(fail().kind()).isEqualTo(Kind.NETWORK);
    }

    @Test
    void saysWhenTheServerHangsUpInTheMiddle() throws IOException {
        serve((request, socket, out) -> {
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"succ");
            socket.close();
        });

        assertThat(fail().kind()).isIn(Kind.NETWORK, Kind.INVALID_ANSWER);
    }

    @Test
    void saysWhenNobodyListens() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        sink = quick(URI.create("http://127.0.0.1:" + port)).build();

        assertThat(fail().kind()).isEqualTo(Kind.NETWORK);
    }

    @Test
    void givesUpOnAServerThatNeverAnswers() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        serve((request, socket, out) -> over.await());

        assertThat(fail().kind()).isEqualTo(Kind.TIMEOUT);
        over.countDown();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nX-Slow: ",
                "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5000\r\n",
                "HTTP/1.1 500 Oops\r\nContent-Length: 60000\r\n\r\n",
            })
    void cutsAnAnswerThatTricklesInWithoutEnd(String beginning) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        serve((request, socket, out) -> {
            write(out, beginning);
            do {
                write(out, "0");
            } while (!over.await(20, TimeUnit.MILLISECONDS));
        });

        DumontException cut = fail();

        over.countDown();
        assertThat(cut.kind()).isEqualTo(Kind.TIMEOUT);
    }

    @Test
    void closingCutsAnExchangeThatHangs() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        server = new RawServer((request, socket, out) -> {
            arrived.countDown();
            over.await();
        });
        sink = HttpHeartbeatSink.builder(server.url(), () -> TOKEN).build();
        Thread sender = new Thread(() -> fail());
        sender.start();
        assertThat(arrived.await(5, TimeUnit.SECONDS)).isTrue();

        sink.close();

        sender.join(5_000);
        assertThat(sender.isAlive()).isFalse();
        over.countDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "line\nbreak", "caf\u00e9"})
    void sendsNothingWithATokenThatIsNone(String token) throws IOException {
        serve((request, socket, out) -> write(out, response("200 OK", OK)));
        HttpHeartbeatSink without = quick(server.url(), token).build();

        assertThatThrownBy(() -> without.send(HEARTBEAT))
                .isInstanceOfSatisfying(
                        DumontException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHENTICATED))
                .satisfies(e -> assertThat(token.isEmpty() || !e.getMessage().contains(token))
                        .isTrue());
        assertThat(server.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://dumontcloud.com", "ftp://x", "https://u:p@h"})
    void isNotBuiltForAnAddressThatShowsTheToken(URI url) {
        HttpHeartbeatSink.Builder builder = HttpHeartbeatSink.builder(url, () -> TOKEN);

        assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
    }

    private void serve(RawServer.Answer answer) throws IOException {
        server = new RawServer(answer);
        sink = quick(server.url()).build();
    }

    private DumontException fail() {
        return catchThrowableOfType(DumontException.class, () -> sink.send(HEARTBEAT));
    }

    private static HttpHeartbeatSink.Builder quick(URI url) {
        return quick(url, TOKEN);
    }

    private static HttpHeartbeatSink.Builder quick(URI url, String token) {
        return HttpHeartbeatSink.builder(url, () -> token)
                .connectTimeout(Duration.ofSeconds(1))
                .readTimeout(Duration.ofMillis(500))
                .exchangeTimeout(Duration.ofSeconds(1));
    }

    private static String response(String status, String body) {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n"
                + body;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
