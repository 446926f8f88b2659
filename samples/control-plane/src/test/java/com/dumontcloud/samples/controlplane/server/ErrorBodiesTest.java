package com.dumontcloud.samples.controlplane.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.wire.ErrorCodec;
import com.dumontcloud.sdk.core.wire.ErrorDocument;
import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is answered where no route is, by a real server on a raw socket. */
class ErrorBodiesTest {

    private final EmptyPlane plane = new EmptyPlane();
    private final PlaneServer server = plane.serve(PlaneServer.CLIENT_PATIENCE);

    @AfterEach
    void stop() {
        server.close();
        plane.close();
    }

    @Test
    void saysThatNoThreadIsFree() throws IOException {
        Reply reply = handledBy(exchange -> exchange.dispatch(
                task -> {
                    throw new RejectedExecutionException("full");
                },
                () -> {}));

        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.error().code()).isEqualTo("unavailable");
        assertThat(reply.headers()).containsEntry("retry-after", "5");
        assertThat(reply.error().requestId()).isEqualTo(reply.headers().get("x-request-id"));
    }

    @Test
    void saysThatAFailureIsOurs() throws IOException {
        Reply reply = handledBy(exchange -> {
            throw new IllegalStateException("a secret of ours");
        });

        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.error().code()).isEqualTo("internal_error");
        assertThat(reply.body()).doesNotContain("secret");
        assertThat(reply.error().requestId()).isEqualTo(reply.headers().get("x-request-id"));
    }

    @Test
    void leavesWhatIsNoErrorAlone() throws IOException {
        Reply reply = handledBy(exchange -> exchange.setStatusCode(204).endExchange());

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.headers()).doesNotContainKey("x-request-id");
    }

    @ParameterizedTest
    @CsvSource({
        "'GET /api/v1/%ff HTTP/1.1\r\nHost: x', 400",
        "'BREW /api/v1/instances HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a-user-token', 405",
        "'GET /api/v1/instances HTTP/1.1\r\nHost: x', 401",
        "'GET /api/v1/nothing HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer a-user-token', 404",
    })
    void answersWhatCanBeReadAsARequestInTheShapeOfTheContract(String head, int status) throws IOException {
        Reply reply = send(server.uri().getPort(), head + "\r\nConnection: close\r\n\r\n");

        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.error().code()).isNotNull();
        assertThat(reply.error().requestId()).isEqualTo(reply.headers().get("x-request-id"));
        assertThat(reply.headers()).containsKeys("x-content-type-options", "content-security-policy");
    }

    /** For these Undertow asks no handler: it answers by itself, and hangs up. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE",
                "GET /api/v1/%zz HTTP/1.1\r\nHost: x",
                "GET /api/v1/instances?status=%zz HTTP/1.1\r\nHost: x",
                "GET /healthz HTTP/1.1",
                "GET /healthz HTTP/1.1\r\nHost: x\r\nBad Name: y",
                "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: -5",
                "GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6",
                "GET /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5",
                "GET /healthz HTTP/1.1\r\nHost: x\r\nHost: y",
                "GET /he\u0001lthz HTTP/1.1\r\nHost: x",
                "GET http://[::1 HTTP/1.1\r\nHost: x",
                "MANY HEADERS",
                "MANY PARAMETERS",
                "LONG HEAD"
            })
    void leavesWhatIsNoRequestToUndertow(String head) throws IOException {
        Reply reply = send(server.uri().getPort(), written(head) + "\r\n\r\n");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.headers()).containsEntry("connection", "close").containsEntry("content-length", "0");
        assertThat(reply.body()).isEmpty();
    }

    private static String written(String head) {
        return switch (head) {
            case "MANY HEADERS" -> "GET /healthz HTTP/1.1\r\nHost: x" + "\r\nX-One: 1".repeat(100);
            case "MANY PARAMETERS" -> "GET /healthz?" + "a=1&".repeat(51) + " HTTP/1.1\r\nHost: x";
            case "LONG HEAD" -> "GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: " + "a".repeat(16 * 1024);
            default -> head;
        };
    }

    private static Reply handledBy(HttpHandler handler) throws IOException {
        Undertow undertow = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setHandler(new ErrorBodies(handler))
                .build();
        undertow.start();
        try {
            InetSocketAddress bound =
                    (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
            return send(bound.getPort(), "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        } finally {
            undertow.stop();
        }
    }

    private static Reply send(int port, String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return Reply.of(new String(socket.getInputStream().readAllBytes(), US_ASCII));
        }
    }

    private record Reply(int status, Map<String, String> headers, String body) {

        static Reply of(String text) {
            int end = text.indexOf("\r\n\r\n");
            String[] lines = text.substring(0, end).split("\r\n", -1);
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            for (int i = 1; i < lines.length; i++) {
                String[] header = lines[i].split(": ", 2);
                headers.put(header[0], header[1]);
            }
            return new Reply(Integer.parseInt(lines[0].split(" ", 3)[1]), headers, text.substring(end + 4));
        }

        ErrorDocument error() {
            return ErrorCodec.decode(body.getBytes(US_ASCII));
        }
    }
}
