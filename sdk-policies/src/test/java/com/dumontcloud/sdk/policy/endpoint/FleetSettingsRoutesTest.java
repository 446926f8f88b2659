package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.PolicyAssignment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.FleetStore;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FleetSettingsRoutesTest {

    private static final String USER = "user-token";
    private static final String SETTINGS = "/api/v1/fleet/settings";

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final FleetStore store = new MemoryFleetStore();
    private FleetMonitor monitor;
    private ApiEndpoint endpoint;

    @BeforeEach
    void start() {
        cloud.rent(machine("plain", Map.of()));
        cloud.rent(machine("production", Map.of("tier", "production")));
        cloud.rent(machine("research", Map.of("team", "r&d = a")));
        begin(PolicyAssignment.fleet(Preset.BALANCED.settings()).build());
    }

    @AfterEach
    void close() {
        monitor.close();
    }

    @Test
    void showsWhatTheProgramBrought() {
        assertThat(text(get()))
                .isEqualTo("{\"preset\":\"balanced\",\"assignments\":null,\"overrides\":{},\"allow_delete\":false,"
                        + "\"spend_caps\":[],\"notifiers\":null,\"shadow_until\":null,\"modes\":[]}");
    }

    @Test
    void tellsTheModesInWhichTheEngineWaitsAndTakesNoneFromACaller() {
        monitor.freeze("we move \"house\"");

        assertThat(text(get()))
                .contains("\"modes\":[{\"scope\":\"")
                .contains("\"mode\":\"frozen\",\"reason\":\"")
                .contains("we move \\\"house\\\"");
        assertThat(put("{\"modes\":[]}").status()).isEqualTo(200);
        assertThat(text(get())).contains("\"frozen\"");

        monitor.unfreeze();
        assertThat(text(get())).endsWith("\"modes\":[]}");
    }

    @Test
    void changesThePresetOfTheFleetAndSingleThresholds() {
        ApiResponse reply = put("{\"preset\":\"saver\",\"overrides\":{\"idle_minutes\":15,\"process_factor\":1.5},"
                + "\"allow_delete\":true}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(settings("plain"))
                .isEqualTo(Preset.SAVER.settings().toBuilder()
                        .idleAfter(Duration.ofMinutes(15))
                        .processFactor(1.5)
                        .allowDelete(true)
                        .build());
        assertThat(text(get()))
                .startsWith("{\"preset\":\"saver\",\"assignments\":null,\"overrides\":{\"idle_minutes\":15,"
                        + "\"process_factor\":1.5},\"allow_delete\":true,");
    }

    @Test
    void assignsSettingsByLabel() {
        put("{\"assignments\":[{\"label\":\"tier=production\",\"preset_or_observe_only\":\"observe_only\"},"
                + "{\"label\":\"team=r&d = a\",\"preset_or_observe_only\":\"reactive\"}]}");

        assertThat(settings("production").observeOnly()).isTrue();
        assertThat(settings("research")).isEqualTo(Preset.REACTIVE.settings());
        assertThat(settings("plain")).isEqualTo(Preset.BALANCED.settings());
        put("{\"assignments\":[]}");
        assertThat(settings("production")).isEqualTo(Preset.BALANCED.settings());
    }

    @Test
    void capsWhatMachinesMayCost() {
        put("{\"spend_caps\":[{\"usd\":100,\"period\":\"month\"},{\"label\":\"team=r&d = a\",\"usd\":5.50,"
                + "\"period\":\"day\",\"zone\":\"America/Sao_Paulo\"},{\"instance_id\":\"plain\",\"usd\":1,"
                + "\"period\":\"total\"}]}");

        assertThat(monitor.spending())
                .extracting(report -> report.cap().key())
                .containsExactlyInAnyOrder("the fleet month", "label team=r&d = a day", "machine plain total");
        put("{\"spend_caps\":[]}");
        assertThat(monitor.spending()).isEmpty();
    }

    @Test
    void leavesWhatAChangeDoesNotName() {
        put("{\"preset\":\"saver\"}");
        put("{\"spend_caps\":[{\"usd\":100,\"period\":\"month\"}]}");
        put("{\"overrides\":{\"idle_minutes\":20,\"min_uptime_minutes\":1}}");
        put("{\"allow_delete\":false}");
        String shown = text(get());

        assertThat(shown)
                .contains("\"saver\"", "\"usd\":100", "\"overrides\":{\"idle_minutes\":20,\"min_uptime_minutes\":1}");
        assertThat(text(put("{}"))).isEqualTo(shown);
        assertThat(text(put(shown))).isEqualTo(shown);
    }

    @Test
    void aThresholdThatIsNoLongerNamedIsThePresetsAgain() {
        put("{\"preset\":\"saver\",\"overrides\":{\"idle_minutes\":20,\"min_uptime_minutes\":1}}");

        put("{\"overrides\":{\"min_uptime_minutes\":1}}");
        assertThat(settings("plain"))
                .isEqualTo(Preset.SAVER.settings().toBuilder()
                        .minUptime(Duration.ofMinutes(1))
                        .build());

        put("{\"overrides\":{}}");
        assertThat(settings("plain")).isEqualTo(Preset.SAVER.settings());
        assertThat(text(get())).contains("\"overrides\":{}");
    }

    @Test
    void keepsWhatIsSetThroughARestartAndUnderAnotherProgram() {
        put("{\"preset\":\"saver\",\"overrides\":{\"idle_minutes\":15},\"allow_delete\":true,"
                + "\"assignments\":[{\"label\":\"team=r&d = a\",\"preset_or_observe_only\":\"observe_only\"}],"
                + "\"spend_caps\":[{\"label\":\"team=r&d = a\",\"usd\":5.50,\"period\":\"day\","
                + "\"zone\":\"America/Sao_Paulo\"},{\"usd\":9,\"period\":\"total\"},"
                + "{\"instance_id\":\"plain\",\"usd\":1,\"period\":\"total\"}]}");
        String shown = withoutModes(get());
        monitor.close();

        begin(PolicyAssignment.fleet(Preset.LIFECYCLE.settings()).build());

        assertThat(withoutModes(get())).isEqualTo(shown);
        monitor.reconfigure(LifecyclePolicyEngine.of(Preset.REACTIVE.settings()));
        assertThat(withoutModes(get())).isEqualTo(shown);
    }

    @Test
    void keepsTheRulesOfTheProgramWhereNothingElseIsSet() {
        monitor.close();
        LifecycleSettings own = Preset.BALANCED.settings().toBuilder()
                .idleAfter(Duration.ofMinutes(44))
                .build();
        begin(PolicyAssignment.fleet(own)
                .label("tier", "production", Preset.SAVER.settings())
                .cap(SpendCap.ofFleet("7", SpendCap.Period.DAY))
                .build());

        assertThat(text(put("{\"allow_delete\":true}"))).startsWith("{\"preset\":null,\"assignments\":null,");

        assertThat(settings("production").idleAfter()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings("plain").idleAfter()).isEqualTo(Duration.ofMinutes(44));
        assertThat(monitor.spending()).hasSize(1);
    }

    @Test
    void takesBackTheProgramsOwnCapOfAMachineThatIsNotThereYet() {
        monitor.close();
        begin(PolicyAssignment.fleet(Preset.BALANCED.settings())
                .cap(SpendCap.ofMachine(MachineId.of("to-come"), "7", SpendCap.Period.DAY))
                .build());

        ApiResponse again = put(text(get()));

        assertThat(again.status()).as(text(again)).isEqualTo(200);
        assertThat(text(again)).contains("to-come");
    }

    @Test
    void showsUntilWhenTheEngineIsInShadow() {
        monitor.close();
        monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
                .time(time)
                .shadow(Duration.ofHours(24))
                .build();
        endpoint = MachinesEndpoint.builder(monitor).userToken(USER).build();
        monitor.start();

        assertThat(text(get())).contains("\"shadow_until\":\"2026-01-06T00:00:00Z\"");
        assertThat(put(text(get())).status()).isEqualTo(200);
        assertThat(put("{\"shadow_until\":\"2026-01-07T00:00:00Z\"}").status()).isEqualTo(422);
    }

    @Test
    void namesEveryProblemAtOnceAndChangesNothing() {
        String before = text(get());

        ApiResponse reply = put("{\"preset\":\"thrifty\",\"assignments\":[{\"label\":\"tier\","
                + "\"preset_or_observe_only\":\"never\"},{\"label\":\"a=b\",\"preset_or_observe_only\":\"saver\"},"
                + "{\"label\":\"a=b\",\"preset_or_observe_only\":\"reactive\"}],\"overrides\":{\"weather\":1,\"idle_minutes\":-1},"
                + "\"allow_delete\":true,\"spend_caps\":[{\"usd\":0,\"period\":\"week\",\"zone\":\"Mars\"},"
                + "{\"label\":\"a=b\",\"instance_id\":\"x\",\"usd\":1,\"period\":\"day\"},"
                + "{\"usd\":1,\"period\":\"day\"},{\"usd\":2,\"period\":\"day\"},"
                + "{\"instance_id\":\"nobody\",\"usd\":1,\"period\":\"day\"}],"
                + "\"notifiers\":[\"https://example.com\"],\"shadow_until\":\"2026-01-06T00:00:00Z\"}");

        assertThat(reply.status()).isEqualTo(422);
        Map<?, ?> details = (Map<?, ?>) Json.at(Json.read(text(reply)), "error.details");
        assertThat(details.keySet().stream().map(Object::toString))
                .containsExactlyInAnyOrder(
                        "field",
                        "preset",
                        "assignments[0].label",
                        "assignments[0].preset_or_observe_only",
                        "assignments[2].label",
                        "overrides.weather",
                        "overrides.idle_minutes",
                        "spend_caps[0].usd",
                        "spend_caps[0].period",
                        "spend_caps[0].zone",
                        "spend_caps[1]",
                        "spend_caps[3]",
                        "spend_caps[4].instance_id",
                        "notifiers",
                        "shadow_until");
        assertThat(text(get())).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"overrides\":{\"idle_minutes\":4}}",
                "{\"overrides\":{\"idle_minutes\":61}}",
                "{\"overrides\":{\"late_after_seconds\":1}}",
                "{\"overrides\":{\"warn_lead_minutes\":30}}",
                "{\"overrides\":{\"process_factor\":12.1}}",
                "{\"overrides\":{\"budget_share\":0}}",
                "{\"overrides\":{\"idle_minutes\":1000001}}"
            })
    void refusesThresholdsThatDoNotGoTogether(String body) {
        String before = text(get());

        ApiResponse reply = put(body);

        assertThat(reply.status()).as(text(reply)).isEqualTo(422);
        assertThat(text(reply)).contains("must be");
        assertThat(text(get())).isEqualTo(before);
    }

    /** Passed over, the wrong word would make it a cap of the whole fleet. */
    @Test
    void aCapWithAFieldThatCapsDoNotHaveIsRefused() {
        String before = text(get());

        ApiResponse reply = put("{\"spend_caps\":[{\"usd\":1,\"period\":\"day\",\"machine\":\"plain\"}]}");

        assertThat(reply.status()).isEqualTo(422);
        assertThat(text(reply)).contains("machine", "instance_id");
        assertThat(text(get())).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"overrides\":[]}",
                "{\"overrides\":{\"idle_minutes\":\"ten\"}}",
                "{\"overrides\":{\"idle_minutes\":null}}",
                "{\"allow_delete\":\"yes\"}",
                "{\"assignments\":[{\"label\":\"a=b\"}]}",
                "{\"spend_caps\":[{\"period\":\"day\"}]}",
                "{\"spend_caps\":[{\"usd\":1}]}",
                "{\"notifiers\":[{}]}",
                "{\"shadow_until\":\"soon\"}"
            })
    void refusesWhatAreNoSettings(String body) {
        ApiResponse reply = put(body);

        assertThat(reply.status()).as(text(reply)).isEqualTo(400);
    }

    @Test
    void refusesEverythingElseAsOtherRoutesDo() {
        String machines = monitor.issueToken(MachineId.of("plain"));
        ApiRequest change = request("PUT", "{}");

        assertThat(answer(ApiRequest.of("PUT", SETTINGS)).status()).isEqualTo(401);
        assertThat(answer(change.withHeader("Authorization", "Bearer " + machines))
                        .status())
                .isEqualTo(403);
        assertThat(answer(request("POST", "{}")).status()).isEqualTo(405);
        assertThat(answer(request("PUT", " ".repeat(64 * 1024) + "{}")).status())
                .isEqualTo(413);
        assertThat(answer(change.withHeader("Content-Type", "text/plain")).status())
                .isEqualTo(415);
        assertThat(answer(change).status()).isEqualTo(200);
    }

    private void begin(PolicyAssignment assignment) {
        monitor = FleetMonitor.builder(LifecyclePolicyEngine.builder(assignment).build(), store)
                .provider(cloud)
                .time(time)
                .build();
        endpoint = MachinesEndpoint.builder(monitor).userToken(USER).build();
        monitor.start();
        time.runDue();
    }

    private static Machine machine(String id, Map<String, String> labels) {
        return Machine.builder(MachineId.of(id), "simulated", MachineState.RUNNING)
                .labels(labels)
                .build();
    }

    private LifecycleSettings settings(String id) {
        return monitor.engine()
                .assignment()
                .settingsOf(monitor.machine(MachineId.of(id))
                        .orElseThrow()
                        .condition()
                        .profile());
    }

    private ApiResponse get() {
        return answer(request("GET", ""));
    }

    private ApiResponse put(String body) {
        return answer(request("PUT", body));
    }

    private ApiResponse answer(ApiRequest request) {
        return endpoint.handle(request).join();
    }

    private static ApiRequest request(String method, String body) {
        return ApiRequest.of(method, SETTINGS)
                .withHeader("Authorization", "Bearer " + USER)
                .withHeader("Content-Type", "application/json")
                .withBody(body.getBytes(StandardCharsets.UTF_8));
    }

    /** Which an engine that is back has, and which nobody set. */
    private static String withoutModes(ApiResponse reply) {
        return text(reply).replaceFirst(",\"modes\":.*", "");
    }

    private static String text(ApiResponse reply) {
        return new String(reply.body(), StandardCharsets.UTF_8);
    }
}
