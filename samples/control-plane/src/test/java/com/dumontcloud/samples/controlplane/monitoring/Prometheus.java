package com.dumontcloud.samples.controlplane.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.controlplane.Tool;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A real Prometheus and a real Alertmanager with the files of {@code deploy/prometheus}, sped up with the control plane. */
public final class Prometheus implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final Daemon alertmanager;
    private final Daemon prometheus;
    private final URI uri;

    private Prometheus(Daemon alertmanager, Daemon prometheus) throws InterruptedException {
        this.alertmanager = alertmanager;
        this.prometheus = prometheus;
        this.uri = prometheus.awaitUri();
    }

    /**
     * Starts both in a folder of their own.
     *
     * @param plane what is scraped
     * @param token opens its {@code /metrics}
     * @param webhook whom Alertmanager tells
     * @param speed how much faster the control plane's time passes
     */
    public static Prometheus start(Path folder, URI plane, String token, URI webhook, int speed)
            throws IOException, InterruptedException {
        String program = Tool.require("prometheus");
        Daemon alertmanager = startAlertmanager(folder, webhook, speed);
        try {
            String address = alertmanager.awaitUri().getAuthority();
            Files.writeString(folder.resolve("metrics-token"), token);
            new DeployFile("prometheus/dumont-rules.yml").faster(speed).writeTo(folder.resolve("dumont-rules.yml"));
            new DeployFile("prometheus/prometheus.yml")
                    .with("15s", "250ms")
                    .with("127.0.0.1:8080", plane.getAuthority())
                    .with("127.0.0.1:9093", address)
                    .writeTo(folder.resolve("prometheus.yml"));
            Daemon prometheus = Daemon.start(
                    folder,
                    folder.resolve("prometheus.log"),
                    List.of(
                            program,
                            "--config.file=prometheus.yml",
                            "--storage.tsdb.path=prometheus-data",
                            "--web.listen-address=127.0.0.1:0",
                            // An alert that fires before Alertmanager is found is said again, else only after a minute.
                            "--rules.alert.resend-delay=2s"));
            return new Prometheus(alertmanager, prometheus);
        } catch (IOException | InterruptedException | RuntimeException | Error failure) {
            alertmanager.close();
            throw failure;
        }
    }

    /** Returns what a query gives now, over the last seconds where it is a range's; as Prometheus says it. */
    public List<Map<String, Object>> query(String expression, boolean instant)
            throws IOException, InterruptedException {
        long now = System.currentTimeMillis() / 1000;
        Map<String, Object> data = instant
                ? get("query", Map.of("query", expression))
                : get("query_range", Map.of("query", expression, "start", now - 10 + "", "end", now + "", "step", "1"));
        return Json.objects(data.get("result"));
    }

    /** Returns the values of a label on a metric. */
    public List<?> labelValues(String metric, String label) throws IOException, InterruptedException {
        return (List<?>)
                answer("label/" + label + "/values", Map.of("match[]", metric)).get("data");
    }

    /** Returns what both wrote to their logs, for people who wonder why a test failed. */
    public String said() {
        return prometheus.said() + alertmanager.said();
    }

    @Override
    public void close() {
        prometheus.close();
        alertmanager.close();
    }

    private static Daemon startAlertmanager(Path folder, URI webhook, int speed) throws IOException {
        String program = Tool.require("prometheus-alertmanager");
        new DeployFile("prometheus/alertmanager.yml")
                .faster(speed)
                .with("http://127.0.0.1:9095/alerts", webhook.toString())
                .writeTo(folder.resolve("alertmanager.yml"));
        return Daemon.start(
                folder,
                folder.resolve("alertmanager.log"),
                List.of(
                        program,
                        "--config.file=alertmanager.yml",
                        "--storage.path=alertmanager-data",
                        "--web.listen-address=127.0.0.1:0",
                        "--cluster.listen-address="));
    }

    private Map<String, Object> get(String route, Map<String, String> parameters)
            throws IOException, InterruptedException {
        return Json.object(answer(route, parameters).get("data"));
    }

    private Map<String, Object> answer(String route, Map<String, String> parameters)
            throws IOException, InterruptedException {
        String query = parameters.entrySet().stream()
                .map(one -> URLEncoder.encode(one.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpResponse<String> response = http.send(
                HttpRequest.newBuilder(uri.resolve("/api/v1/" + route + "?" + query))
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode())
                .as("%s: %s", parameters, response.body())
                .isEqualTo(200);
        return Json.read(response.body());
    }
}
