package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsRoutesTest {

    private static final String USER = "user-token";
    private static final MachineId ID = MachineId.of("gpu-1");
    private static final String SETTINGS = "/api/v1/instances/gpu-1/settings";

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final FleetStore store = new MemoryFleetStore();
    private FleetMonitor monitor;
    private ApiEndpoint endpoint;

    @BeforeEach
    void start() {
        begin(Preset.BALANCED);
        monitor.register(ID, null, null);
        monitor.register(MachineId.of("gpu-2"), null, null);
    }

    @AfterEach
    void close() {
        monitor.close();
    }

    @Test
    void showsWhatIsAssigned() {
        ApiResponse reply = get();

        assertThat(text(reply))
                .isEqualTo("{\"failover\":{\"enabled\":false,\"strategy\":\"like_for_like\",\"regions\":[]},"
                        + "\"auto_snapshot\":null,\"hibernation\":{\"enabled\":true,\"idle_minutes\":30,"
                        + "\"active_hours\":[],\"exceptions\":[]}}");
    }

    @Test
    void changesWhatIsNamedAndLeavesTheRest() {
        ApiResponse reply = put("{\"hibernation\":{\"idle_minutes\":10}}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(at(reply, "hibernation.idle_minutes").toString()).startsWith("10");
        assertThat(at(reply, "hibernation.enabled")).isEqualTo(true);
        put("{\"failover\":{\"enabled\":true,\"regions\":[\"US\",\"EU, west\"]}}");

        LifecycleSettings settings = settings(ID);
        assertThat(settings.idleAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.failover().enabled()).isTrue();
        assertThat(settings.failover().regions()).containsExactly("US", "EU, west");
        assertThat(settings(MachineId.of("gpu-2"))).isEqualTo(Preset.BALANCED.settings());
    }

    @Test
    void takesBackWhatItShows() {
        put(
                "{\"hibernation\":{\"idle_minutes\":10,\"active_hours\":[{\"days\":[\"mon\"],\"from\":\"09:00\","
                        + "\"to\":\"18:00\",\"zone\":\"UTC\"}],"
                        + "\"exceptions\":[{\"kind\":\"exempt\",\"value\":\"demo\",\"expires_at\":\"2026-01-06T00:00:00Z\"}]}}");
        ApiResponse shown = get();

        ApiResponse again = put(text(shown));

        assertThat(again.status()).isEqualTo(200);
        assertThat(text(again)).isEqualTo(text(shown));
        assertThat(text(put("{}"))).isEqualTo(text(shown));
        assertThat(text(put("{\"hibernation\":null,\"failover\":{},\"other\":1}")))
                .isEqualTo(text(shown));
    }

    @ParameterizedTest
    @CsvSource({"5,200", "60,200", "4,422", "61,422", "0,422"})
    void takesIdleMinutesInTheirRange(int minutes, int status) {
        ApiResponse reply = put("{\"hibernation\":{\"idle_minutes\":" + minutes + "}}");

        assertThat(reply.status()).isEqualTo(status);
        assertThat(settings(ID).idleAfter()).isEqualTo(Duration.ofMinutes(status == 200 ? minutes : 30));
    }

    @Test
    void takesIdleMinutesBackToWhatIsAssigned() {
        put("{\"hibernation\":{\"idle_minutes\":10,\"enabled\":false}}");

        ApiResponse reply = put("{\"hibernation\":{\"idle_minutes\":null}}");

        assertThat(at(reply, "hibernation.idle_minutes").toString()).startsWith("30");
        assertThat(at(reply, "hibernation.enabled")).isEqualTo(false);
        monitor.close();
        begin(Preset.DERIVED);
        assertThat(at(get(), "hibernation.idle_minutes")).isNull();
    }

    /** Warned 2 min before, as the rule for short times has it: 40 %. */
    @Test
    void parksAfterTheMinutesThatItsOwnerSets() {
        put("{\"hibernation\":{\"idle_minutes\":5}}");
        beat(95);
        time.advance(Duration.ofMinutes(20));
        beat(95);
        for (int half = 0; half < 7; half++) {
            time.advance(Duration.ofSeconds(30));
            beat(0);
        }

        assertThat(condition(ID).hibernateIn(0)).isPresent();
    }

    @Test
    void onlyWatchesWhatIsNotToBeHibernated() {
        put("{\"hibernation\":{\"enabled\":false}}");

        assertThat(settings(ID).observeOnly()).isTrue();
        assertThat(at(get(), "hibernation.enabled")).isEqualTo(false);
        put("{\"hibernation\":{\"enabled\":true}}");
        assertThat(settings(ID).observeOnly()).isFalse();
    }

    @Test
    void leavesTheMachineAloneInItsActiveHours() {
        put("{\"hibernation\":{\"active_hours\":[{\"days\":[\"mon\",\"sun\"],\"from\":\"00:00\",\"to\":\"24:00\","
                + "\"zone\":\"America/Sao_Paulo\"}]}}");
        time.advance(Duration.ofSeconds(1));

        assertThat(condition(ID).protectedHours().coverAt(Instant.parse("2026-01-05T12:00:00Z")))
                .isTrue();
        assertThat(condition(ID).protectedHours().coverAt(Instant.parse("2026-01-06T12:00:00Z")))
                .isFalse();
        put("{\"hibernation\":{\"active_hours\":[]}}");
        assertThat(condition(ID).protectedHours().windows()).isEmpty();
    }

    @Test
    void exemptsTheMachineUntilThatExpiresOrIsTakenBack() {
        put("{\"hibernation\":{\"exceptions\":[{\"kind\":\"exempt\",\"value\":\"audit\","
                + "\"expires_at\":\"2026-02-04T00:00:00Z\"}]}}");

        assertThat(condition(ID).exemption())
                .hasValueSatisfying(given -> assertThat(given.reason()).isEqualTo("audit"));
        time.advance(Duration.ofDays(30).minusSeconds(1));
        assertThat((List<?>) at(get(), "hibernation.exceptions")).hasSize(1);
        time.advance(Duration.ofSeconds(1));
        assertThat((List<?>) at(get(), "hibernation.exceptions")).isEmpty();
        put("{\"hibernation\":{\"exceptions\":[{\"kind\":\"exempt\",\"value\":\"audit\","
                + "\"expires_at\":\"2026-02-05T00:00:00Z\"}]}}");
        put("{\"hibernation\":{\"exceptions\":[]}}");
        assertThat(condition(ID).exemption()).isEmpty();
    }

    @Test
    void keepsWhatIsSetThroughARestartAndUnderOtherSettings() {
        put("{\"hibernation\":{\"idle_minutes\":10,\"enabled\":true,\"active_hours\":[{\"days\":[\"mon\"],"
                + "\"from\":\"09:00\",\"to\":\"18:00\",\"zone\":\"UTC\"}]},\"failover\":{\"enabled\":true,"
                + "\"regions\":[\"US\",\"S\u00e3o Paulo, =1\"]}}");
        String shown = text(get());
        monitor.close();

        begin(Preset.SAVER);

        assertThat(text(get())).isEqualTo(shown);
        assertThat(monitor.engine()
                        .assignment()
                        .settingsOf(condition(ID).profile())
                        .processFactor())
                .isEqualTo(6);
        monitor.reconfigure(LifecyclePolicyEngine.of(Preset.REACTIVE.settings()));
        assertThat(text(get())).isEqualTo(shown);
    }

    @Test
    void doesNotSayMinutesWhereTheyAreDerived() {
        monitor.reconfigure(LifecyclePolicyEngine.of(Preset.DERIVED.settings()));

        ApiResponse shown = get();

        assertThat(at(shown, "hibernation.idle_minutes")).isNull();
        assertThat(text(put(text(shown)))).isEqualTo(text(shown));
    }

    @Test
    void namesEveryProblemAtOnceAndChangesNothing() {
        String before = text(get());

        ApiResponse reply = put("{\"failover\":{\"enabled\":true,\"strategy\":\"warm_pool\",\"regions\":[\"\"]},"
                + "\"auto_snapshot\":{\"enabled\":true,\"every_hours\":6},"
                + "\"hibernation\":{\"enabled\":false,\"idle_minutes\":3,\"active_hours\":[{\"days\":[\"lundi\"],"
                + "\"from\":\"9\",\"to\":\"25:00\",\"zone\":\"Mars/Base\"},{\"days\":[],\"from\":\"09:00\","
                + "\"to\":\"10:00\",\"zone\":\"UTC\"}],\"exceptions\":[{\"kind\":\"weather\",\"value\":\" \","
                + "\"expires_at\":\"2026-02-04T00:00:01Z\"},{\"kind\":\"exempt\",\"value\":\"x\","
                + "\"expires_at\":\"2026-01-05T00:00:00Z\"}]}}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(at(reply, "error.code")).isEqualTo("out_of_range");
        Map<?, ?> details = (Map<?, ?>) at(reply, "error.details");
        assertThat(details.keySet().stream().map(Object::toString))
                .containsExactlyInAnyOrder(
                        "field",
                        "failover.strategy",
                        "failover.regions[0]",
                        "auto_snapshot.enabled",
                        "hibernation.idle_minutes",
                        "hibernation.active_hours[0].days",
                        "hibernation.active_hours[0].from",
                        "hibernation.active_hours[0].to",
                        "hibernation.active_hours[0].zone",
                        "hibernation.active_hours[1].days",
                        "hibernation.exceptions",
                        "hibernation.exceptions[0].kind",
                        "hibernation.exceptions[0].value",
                        "hibernation.exceptions[0].expires_at",
                        "hibernation.exceptions[1].expires_at");
        assertThat(details.get("hibernation.idle_minutes")).isEqualTo("is 3; it must be 5 to 60");
        assertThat(at(reply, "error.message").toString()).contains("warm_pool", "5 to 60", "Mars/Base");
        assertThat(text(get())).isEqualTo(before);
    }

    /** Time goes on while a change is looked at: wherever that ends the exemption, nothing is set. */
    @Test
    void setsNothingWhereAnExemptionRunsOutMeanwhile() {
        monitor.close();
        begin(Preset.BALANCED, new GoingOn(time));
        int refused = 0;
        for (int millis = 1; millis <= 100; millis++) {
            String expires = time.wall().plusMillis(millis).toString();

            ApiResponse reply = put("{\"hibernation\":{\"idle_minutes\":10,\"exceptions\":[{\"kind\":\"exempt\","
                    + "\"value\":\"audit\",\"expires_at\":\"" + expires + "\"}]}}");

            assertThat(reply.status()).as(text(reply)).isIn(200, 422);
            if (reply.status() == 422) {
                refused++;
                assertThat(text(reply)).contains("hibernation.exceptions[0].expires_at");
                assertThat(settings(ID).idleAfter()).isEqualTo(Duration.ofMinutes(30));
            }
            put("{\"hibernation\":{\"idle_minutes\":30}}");
        }
        assertThat(refused).isBetween(2, 98);
    }

    @Test
    void saysThatSnapshotsByTheClockAreNotAvailable() {
        assertThat(put("{\"auto_snapshot\":{\"enabled\":false,\"every_hours\":6}}")
                        .status())
                .isEqualTo(200);
        assertThat(put("{\"auto_snapshot\":{\"every_hours\":6}}").status()).isEqualTo(422);
    }

    @ParameterizedTest(name = "{0}: {1} is {2}")
    @CsvSource({
        "every_hours, 1, 200",
        "every_hours, 6, 200",
        "every_hours, 24, 200",
        "every_hours, 5, 422",
        "retention_days, 7, 200",
        "retention_days, 30, 200",
        "retention_days, 90, 200",
        "retention_days, 8, 422"
    })
    void takesOfSnapshotsByTheClockWhatTheContractNames(String field, int value, int status) {
        ApiResponse reply = put("{\"auto_snapshot\":{\"enabled\":false,\"" + field + "\":" + value + "}}");

        assertThat(reply.status()).isEqualTo(status);
        assertThat(text(reply).contains("auto_snapshot." + field)).isEqualTo(status == 422);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "{",
                "1",
                "{\"hibernation\":[]}",
                "{\"hibernation\":{\"idle_minutes\":\"ten\"}}",
                "{\"hibernation\":{\"enabled\":\"yes\"}}",
                "{\"hibernation\":{\"active_hours\":{}}}",
                "{\"hibernation\":{\"active_hours\":[{\"days\":[\"mon\"],\"from\":\"09:00\",\"to\":\"10:00\"}]}}",
                "{\"hibernation\":{\"exceptions\":[{\"kind\":\"exempt\",\"value\":\"x\"}]}}",
                "{\"hibernation\":{\"exceptions\":[{\"kind\":\"exempt\",\"value\":\"x\",\"expires_at\":\"soon\"}]}}",
                "{\"failover\":{\"regions\":\"US\"}}",
                "{\"failover\":{\"regions\":[true]}}"
            })
    void refusesWhatAreNoSettings(String body) {
        ApiResponse reply = put(body);

        assertThat(reply.status()).as(text(reply)).isEqualTo(400);
        assertThat(at(reply, "error.code")).isEqualTo("malformed");
    }

    @Test
    void refusesNumbersThatAreNotWhole() {
        assertThat(put("{\"hibernation\":{\"idle_minutes\":10.5}}").status()).isEqualTo(422);
        assertThat(put("{\"hibernation\":{\"idle_minutes\":-10}}").status()).isEqualTo(422);
    }

    @Test
    void refusesEverythingElseAsOtherRoutesDo() {
        String machines = monitor.issueToken(ID);
        ApiRequest change = request("PUT", SETTINGS, "{}");

        assertThat(answer(ApiRequest.of("PUT", SETTINGS).withBody(bytes("{}"))).status())
                .isEqualTo(401);
        assertThat(answer(change.withHeader("Authorization", "Bearer " + machines))
                        .status())
                .isEqualTo(403);
        assertThat(answer(request("PUT", "/api/v1/instances/nobody/settings", "{}"))
                        .status())
                .isEqualTo(404);
        assertThat(answer(request("POST", SETTINGS, "{}")).status()).isEqualTo(405);
        assertThat(answer(request("PUT", SETTINGS, " ".repeat(64 * 1024) + "{}"))
                        .status())
                .isEqualTo(413);
        assertThat(answer(change.withHeader("Content-Type", "text/plain")).status())
                .isEqualTo(415);
        assertThat(answer(change).status()).isEqualTo(200);
    }

    private void begin(Preset preset) {
        begin(preset, time);
    }

    private void begin(Preset preset, TimeSource goneBy) {
        monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(preset.settings()), store)
                .time(goneBy)
                .build();
        endpoint = MachinesEndpoint.builder(monitor).userToken(USER).build();
        monitor.start();
        time.runDue();
    }

    private void beat(double utilization) {
        monitor.accept(Heartbeat.builder(ID)
                .gpuTotals(GpuTotals.ofUtilization(utilization))
                .build());
    }

    private MachineCondition condition(MachineId id) {
        return monitor.machine(id).orElseThrow().condition();
    }

    private LifecycleSettings settings(MachineId id) {
        return condition(id).settings().base();
    }

    private ApiResponse get() {
        return answer(request("GET", SETTINGS, ""));
    }

    private ApiResponse put(String body) {
        return answer(request("PUT", SETTINGS, body));
    }

    private ApiResponse answer(ApiRequest request) {
        return endpoint.handle(request).join();
    }

    private static ApiRequest request(String method, String path, String body) {
        return ApiRequest.of(method, path)
                .withHeader("Authorization", "Bearer " + USER)
                .withHeader("Content-Type", "application/json")
                .withBody(bytes(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Object at(ApiResponse reply, String path) {
        return Json.at(Json.read(text(reply)), path);
    }

    private static String text(ApiResponse reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }

    /** Shows a later time at each look: a millisecond passes between any two. */
    private record GoingOn(VirtualTime time) implements TimeSource {

        @Override
        public Instant wall() {
            time.jumpWall(Duration.ofMillis(1));
            return time.wall();
        }

        @Override
        public long mono() {
            return time.mono();
        }

        @Override
        public Scheduled schedule(Duration delay, Runnable task) {
            return time.schedule(delay, task);
        }
    }
}
