package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.time.TimeSource;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whoever asked for it what happens, in its order, signed as Vast does. Thread-safe. */
final class Webhooks {

    private static final Logger log = LoggerFactory.getLogger(Webhooks.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final TimeSource time;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final List<Target> targets = new CopyOnWriteArrayList<>();
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private long nextId = 1;

    Webhooks(TimeSource time) {
        this.time = time;
    }

    void add(URI to, String secret) {
        targets.add(new Target(to, secret));
    }

    /** Sends an event on its way, once; who does not take it is not told again. */
    synchronized void tell(String event, Map<String, ?> details) {
        Map<String, Object> body = new TreeMap<>(details);
        body.put("event", event);
        String text = Json.of(body);
        String timestamp = String.valueOf(time.wall().getEpochSecond());
        String id = "evt-" + nextId++;
        for (Target target : targets) {
            HttpRequest request = HttpRequest.newBuilder(target.to())
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .header("X-Vast-Event-Id", id)
                    .header("X-Vast-Timestamp", timestamp)
                    .header("X-Vast-Signature-256", "sha256=" + signature(target.secret(), timestamp + "." + text))
                    .POST(BodyPublishers.ofString(text))
                    .build();
            last = last.thenCompose(before -> http.sendAsync(request, BodyHandlers.discarding()))
                    .handle((answer, failure) -> {
                        if (failure != null) {
                            log.warn("The event {} did not arrive at {}", event, target.to(), failure);
                        }
                        return answer;
                    });
        }
    }

    private static String signature(String secret, String signed) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private record Target(URI to, String secret) {

        @Override
        public String toString() {
            return to + ", secret hidden";
        }
    }
}
