package consumer;

import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Makes one call with the SDK's client, over whichever OkHttp the program resolved, to a server of its own. */
public final class Consumer {
    private static final byte[] ANSWER =
            "{\"success\":true,\"message\":\"connected\"}".getBytes(StandardCharsets.UTF_8);

    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/agent/status", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, ANSWER.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(ANSWER);
            }
        });
        server.start();
        try {
            call(server.getAddress().getPort());
            System.out.println("The call was answered");
        } finally {
            server.stop(0);
        }
    }

    private static void call(int port) {
        ClientOptions options = ClientOptions.builder("http://127.0.0.1:" + port, CredentialSource.of("a-token"))
                .build();
        try (DumontClient client = DumontClient.create(options)) {
            client.agents().checkConnectivity();
        }
    }

    private Consumer() {}
}
