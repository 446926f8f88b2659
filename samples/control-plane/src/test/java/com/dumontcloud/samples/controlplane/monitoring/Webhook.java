package com.dumontcloud.samples.controlplane.monitoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** What an owner has to be told of alerts: it takes Alertmanager's webhooks and remembers each alert in them. */
public final class Webhook implements AutoCloseable {

    private final HttpServer server;
    private final List<Alert> alerts = new CopyOnWriteArrayList<>();

    private Webhook(HttpServer server) {
        this.server = server;
    }

    public static Webhook start() throws IOException {
        Webhook webhook = new Webhook(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        webhook.server.createContext("/alerts", webhook::take);
        webhook.server.start();
        return webhook;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/alerts");
    }

    /** Returns every alert so far, the oldest first. */
    public List<Alert> alerts() {
        return List.copyOf(alerts);
    }

    /** Forgets every alert so far and returns them. */
    public List<Alert> forget() {
        List<Alert> all = alerts();
        alerts.removeAll(all);
        return all;
    }

    /** Returns whether it was told so of an alert, on this machine; on no machine for an empty id. */
    public boolean heard(String status, String name, String instanceId) {
        return alerts.stream()
                .anyMatch(alert -> alert.status.equals(status)
                        && Objects.equals(alert.labels.get("alertname"), name)
                        && Objects.toString(alert.labels.get("instance_id"), "").equals(instanceId));
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            for (Map<String, Object> alert : Json.objects(Json.read(body).get("alerts"))) {
                alerts.add(new Alert(
                        alert.get("status").toString(),
                        Json.object(alert.get("labels")),
                        Json.object(alert.get("annotations"))));
            }
            exchange.sendResponseHeaders(200, -1);
        }
    }

    /** An alert as it arrived. */
    public record Alert(String status, Map<String, Object> labels, Map<String, Object> annotations) {}
}
