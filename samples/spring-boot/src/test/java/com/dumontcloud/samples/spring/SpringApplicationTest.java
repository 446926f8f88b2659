package com.dumontcloud.samples.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.agent.GpuProbe;
import com.dumontcloud.sdk.agent.HostProbe;
import com.dumontcloud.sdk.agent.PeopleProbe;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.endpoint.AgentEndpoint;
import com.dumontcloud.sdk.policy.endpoint.EmbeddedServer;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A whole application with a web server, looked at over HTTP, whose heartbeats go to a real engine over HTTP. */
@ExtendWith(OutputCaptureExtension.class)
class SpringApplicationTest {

    private static final MachineId ID = MachineId.of("28864630");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T08:00:00Z"));
    private final HttpClient http = HttpClient.newHttpClient();
    private FleetMonitor monitor;
    private EmbeddedServer server;
    private ConfigurableApplicationContext application;
    private String token;

    @BeforeEach
    void start() {
        monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
                .time(time)
                .build();
        monitor.start();
        monitor.register(ID, "spring", HourlyRate.ofUsd("0.40"));
        token = monitor.issueToken(ID);
        server = EmbeddedServer.builder(AgentEndpoint.builder(monitor)
                        .userToken("user-token-of-the-tests")
                        .build())
                .build()
                .start();
        application = application(Map.of(
                        "dumont.instance-id", ID.value(),
                        "dumont.api-url", server.uri().toString(),
                        "DUMONT_API_TOKEN", token))
                .run();
    }

    @AfterEach
    void stop() {
        application.close();
        server.close();
        monitor.close();
    }

    @Test
    void isHealthyOnceAHeartbeatWasCountedAndUnhealthyAfterSeveralFailed() throws Exception {
        String before = get("/actuator/health/dumont");
        time.advance(Duration.ofSeconds(10));
        String counted = get("/actuator/health/dumont");
        server.close();
        time.advance(Duration.ofSeconds(70));
        String twoFailed = get("/actuator/health/dumont");
        time.advance(Duration.ofMinutes(5));
        String manyFailed = get("/actuator/health/dumont");

        assertThat(before).contains("\"status\":\"UNKNOWN\"");
        assertThat(counted).contains("\"status\":\"UP\"", "\"secondsSinceCounted\":10", "\"intervalSeconds\":30");
        assertThat(twoFailed).contains("\"status\":\"UP\"", "\"failuresInARow\":2", "could not be sent");
        assertThat(manyFailed)
                .contains("\"status\":\"DOWN\"", "could not be sent")
                .doesNotContain(token);
    }

    @Test
    void measuresItsHeartbeats() throws Exception {
        time.advance(Duration.ofSeconds(10));

        assertThat(get("/actuator/metrics/dumont.heartbeat.sent?tag=outcome:counted"))
                .contains("\"value\":1.0");
        assertThat(get("/actuator/prometheus").lines().filter(line -> line.contains("dumont_")))
                .contains(
                        "# HELP dumont_heartbeat_sent_total"
                                + " Heartbeats sent to the control plane, by whether it counted them",
                        "# TYPE dumont_heartbeat_sent_total counter",
                        "dumont_heartbeat_sent_total{outcome=\"counted\"} 1.0",
                        "dumont_heartbeat_sent_total{outcome=\"failed\"} 0.0",
                        "# TYPE dumont_heartbeat_since_counted_seconds gauge",
                        "dumont_heartbeat_since_counted_seconds 10.0",
                        "dumont_heartbeat_interval_seconds 30.0",
                        "dumont_heartbeat_hibernate_in_seconds NaN")
                .noneMatch(line -> line.matches("# HELP \\S+ *"))
                .filteredOn(line -> line.startsWith("# HELP"))
                .hasSize(4);
    }

    @Test
    void isUsedWhileItWorksAndSaysWhenItIsStopped() {
        MachineHeartbeat heartbeat = application.getBean(MachineHeartbeat.class);
        try (var busy = heartbeat.busy("import")) {
            busy.progress(0.5);
            time.advance(Duration.ofSeconds(40));

            assertThat(monitor.machine(ID).orElseThrow().condition().activity()).isEqualTo(Activity.ACTIVE);
        }
        application.close();

        assertThat(monitor.machine(ID).orElseThrow().newest().goodbye()).isEqualTo(Goodbye.STOPPED);
        assertThat(monitor.machine(ID).orElseThrow().newest().reporter().id()).isEqualTo("demo");
    }

    @Test
    void showsNobodyTheToken() throws Exception {
        assertThat(get("/actuator/env")).contains("DUMONT_API_TOKEN").doesNotContain(token);
        assertThat(get("/actuator/env/DUMONT_API_TOKEN")).contains("******").doesNotContain(token);
        assertThat(get("/actuator/env/dumont.api-token")).doesNotContain(token);
        assertThat(get("/actuator/configprops"))
                .contains("dumont-com.dumontcloud.samples.spring.DumontProperties", ID.value())
                .doesNotContain(token);
        assertThat(get("/actuator/beans")).doesNotContain(token);
    }

    @Test
    void saysInPlaceOfAStackTraceWhatIsMissing(CapturedOutput output) {
        SpringApplication lacking = application(Map.of());

        assertThatThrownBy(lacking::run).hasRootCauseInstanceOf(InvalidDumontPropertiesException.class);

        assertThat(output.getAll())
                .contains("APPLICATION FAILED TO START")
                .contains("  - dumont.instance-id is not set", "  - dumont.api-url is not set")
                .contains("  - neither dumont.api-token-file nor DUMONT_API_TOKEN in the environment is set")
                .contains("or set dumont.enabled=false")
                .doesNotContain("\tat ");
    }

    private SpringApplication application(Map<String, Object> properties) {
        SpringApplication application = new SpringApplication(Application.class);
        application.setDefaultProperties(properties);
        application.addInitializers(context -> ((GenericApplicationContext) context)
                .registerBean(
                        ReporterOptionsCustomizer.class,
                        () -> options -> options.timeSource(time)
                                .gpuProbe(GpuProbe.none())
                                .hostProbe(HostProbe.none())
                                .peopleProbe(PeopleProbe.none())));
        application.setAdditionalProfiles("test");
        return application;
    }

    private String get(String path) throws IOException, InterruptedException {
        String port = application.getEnvironment().getProperty("local.server.port");
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
