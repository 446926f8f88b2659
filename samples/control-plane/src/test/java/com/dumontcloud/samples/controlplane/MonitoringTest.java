package com.dumontcloud.samples.controlplane;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.controlplane.monitoring.Dashboard;
import com.dumontcloud.samples.controlplane.monitoring.Prometheus;
import com.dumontcloud.samples.controlplane.monitoring.Webhook;
import com.dumontcloud.samples.controlplane.server.Address;
import com.dumontcloud.sdk.policy.Preset;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes a whole control plane, and a real Alertmanager tells of what is wrong with its machines. */
@Tag("monitoring")
class MonitoringTest {

    private static final String TOKEN = "a-user-token-of-the-test";
    private static final String METRICS_TOKEN = "a-metrics-token-of-the-test";

    /** An hour is 15 s. */
    private static final int TIME_SCALE = 240;

    /** Its agent dies after 20 minutes. */
    private static final String CRASHED = "crashed-1";

    /** Nobody uses it. */
    private static final String FORGOTTEN = "forgotten-1";

    @TempDir
    private Path data;

    @TempDir
    private Path folder;

    private Plane plane;
    private Webhook webhook;
    private Prometheus prometheus;

    @BeforeEach
    void start() throws Exception {
        webhook = Webhook.start();
        plane = Plane.start(
                new Plane.Settings(
                        Address.loopback(0),
                        data,
                        ProviderChoice.SIMULATED,
                        Preset.BALANCED,
                        TIME_SCALE,
                        true,
                        null,
                        null),
                Map.of(UserToken.VARIABLE, TOKEN, MetricsToken.VARIABLE, METRICS_TOKEN));
        prometheus = Prometheus.start(folder, plane.uri(), METRICS_TOKEN, webhook.uri(), TIME_SCALE);
    }

    @AfterEach
    void close() {
        if (prometheus != null) {
            prometheus.close();
        }
        if (plane != null) {
            plane.close();
        }
        webhook.close();
    }

    @Test
    void tellsPeopleWhatIsWrongAndWhenItIsNoLonger() throws Exception {
        // Else the engine would park it, and it would cost nothing.
        ask("PUT", FORGOTTEN + "/settings", "{\"hibernation\":{\"enabled\":false}}");

        await("firing", "OrphanedInstance", CRASHED);
        await("firing", "HighCostIdleInstance", FORGOTTEN);

        ask("POST", CRASHED + "/stop", "");
        ask("POST", FORGOTTEN + "/hibernate", "");
        await("resolved", "OrphanedInstance", CRASHED);
        await("resolved", "HighCostIdleInstance", FORGOTTEN);
        everyQueryOfTheDashboardHasAnAnswer();

        assertThat(webhook.forget())
                .allSatisfy(
                        alert -> assertThat(alert.annotations().get("summary").toString())
                                .doesNotContain("Instance  "));
        plane.close();
        await("firing", "ControlPlaneDown", "");
    }

    private void everyQueryOfTheDashboardHasAnAnswer() throws Exception {
        Dashboard dashboard = Dashboard.load();
        assertThat(dashboard.queries()).hasSizeGreaterThan(10);
        for (Dashboard.Query query : dashboard.queries()) {
            assertThat(prometheus.query(query.expression(), query.instant()))
                    .as("%s: %s", query.panel(), query.expression())
                    .isNotEmpty();
        }
        assertThat(prometheus.query(dashboard.annotation(), false)).hasSizeGreaterThanOrEqualTo(2);
        Matcher variable = dashboard.variable();
        assertThat(prometheus.labelValues(variable.group(1), variable.group(2)).toString())
                .contains(CRASHED, FORGOTTEN);
    }

    private void await(String status, String alert, String instanceId) throws InterruptedException {
        Eventually.holds(
                () -> alert + " " + status + " of " + instanceId + "; heard: " + webhook.alerts() + prometheus.said(),
                () -> webhook.heard(status, alert, instanceId));
    }

    private void ask(String method, String route, String body) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(plane.uri().resolve("/api/v1/instances/" + route))
                                .header("Authorization", "Bearer " + TOKEN)
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(body))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 202);
    }
}
