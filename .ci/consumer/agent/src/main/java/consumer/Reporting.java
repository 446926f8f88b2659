package consumer;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterOptions;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Sends one heartbeat to a server of its own, with nothing but what the agent's POM brings along. */
public final class Reporting {
    private static final byte[] ANSWER =
            "{\"success\":true,\"next_heartbeat_in\":30}".getBytes(StandardCharsets.UTF_8);

    public static void main(String[] args) throws IOException, InterruptedException {
        CountDownLatch heard = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, ANSWER.length);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(ANSWER);
            }
            heard.countDown();
        });
        server.start();
        Map<String, String> environment = Map.of(
                "DUMONT_API_URL", "http://127.0.0.1:" + server.getAddress().getPort(),
                "DUMONT_INSTANCE_ID", "28864630",
                "DUMONT_API_TOKEN", "a-token");
        try (HeartbeatReporter reporter = HeartbeatReporter.start(ReporterOptions.fromEnvironment(environment))) {
            if (!heard.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException(reporter + " was not heard");
            }
            System.out.println("The heartbeat was heard");
        } finally {
            server.stop(0);
        }
    }

    private Reporting() {}
}
