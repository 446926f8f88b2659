package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.client.AgentApi;
import com.dumontcloud.sdk.core.client.ClientOptions;
import com.dumontcloud.sdk.core.client.CredentialSource;
import com.dumontcloud.sdk.core.client.DumontClient;
import com.dumontcloud.sdk.core.client.FleetEventStream;
import com.dumontcloud.sdk.core.client.MachinesApi;
import com.dumontcloud.sdk.core.error.ApiException;
import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.AgentCredential;
import com.dumontcloud.sdk.core.model.AgentInstance;
import com.dumontcloud.sdk.core.model.AgentInstanceDetail;
import com.dumontcloud.sdk.core.model.AgentRegistration;
import com.dumontcloud.sdk.core.model.Diagnosis;
import com.dumontcloud.sdk.core.model.FleetEvent;
import com.dumontcloud.sdk.core.model.FleetSettings;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineSettings;
import com.dumontcloud.sdk.core.model.MachineSettings.ActiveHours;
import com.dumontcloud.sdk.core.model.MachineSettings.Hibernation;
import com.dumontcloud.sdk.core.wire.Dialect;
import com.dumontcloud.sdk.policy.Preset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our typed client against our server: both sides of the contract, in both dialects. */
class ClientAndServerTest {

    private static final MachineId GPU = MachineId.of("28864630");

    private final ServedFleet fleet = new ServedFleet(Preset.BALANCED);
    private final List<DumontClient> clients = new ArrayList<>();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        clients.forEach(DumontClient::close);
        fleet.close();
    }

    @ParameterizedTest
    @EnumSource
    void registersReportsAndShowsAMachine(Dialect dialect) {
        AgentApi people = api(dialect, ServedFleet.USER_TOKEN);
        AgentCredential credential = people.register(AgentRegistration.builder(GPU)
                .name("rig")
                .rate(HourlyRate.ofUsd("0.40"))
                .build());
        AgentApi machine = api(dialect, credential.token());

        machine.checkConnectivity();
        HeartbeatReply reply = machine.report(Heartbeat.builder(GPU)
                .hostname("gpu-001")
                .gpuTotals(new GpuTotals(85.0, 18432.0, 24576.0, 72.0, 320.0))
                .build());

        assertThat(reply.nextHeartbeatIn()).isEqualTo(Duration.ofSeconds(30));
        assertThat(reply.hibernateIn()).isNull();
        assertThat(people.instances()).singleElement().satisfies(row -> {
            assertThat(row.id()).isEqualTo(GPU);
            assertThat(row.gpuUtilizationPercent()).isEqualTo(85.0);
            assertThat(row.lastHeartbeat()).isEqualTo(fleet.time.wall());
        });
        AgentInstanceDetail detail = people.instance(GPU);
        assertThat(detail.heartbeatCount()).isEqualTo(1);
        assertThat(people.keepAlive(GPU, Duration.ofMinutes(90)).id()).isEqualTo(GPU);
        people.revokeKeepAlive(GPU);
    }

    @ParameterizedTest
    @EnumSource
    void pagesThroughTheFleet(Dialect dialect) {
        for (int i = 0; i < 7; i++) {
            fleet.rent("m-" + i);
        }

        List<String> ids = new ArrayList<>();
        api(dialect, ServedFleet.USER_TOKEN)
                .instances(3)
                .forEach(row -> ids.add(row.id().value()));

        assertThat(ids).containsExactly("m-0", "m-1", "m-2", "m-3", "m-4", "m-5", "m-6");
        AgentInstance last = api(dialect, ServedFleet.USER_TOKEN)
                .instancesPage(3, 3)
                .instances()
                .get(0);
        assertThat(last.id()).isEqualTo(MachineId.of("m-6"));
    }

    @ParameterizedTest
    @EnumSource
    void rotatesATokenSoThatTheOldOneIsRefused(Dialect dialect) {
        String before = fleet.rent(GPU.value());
        AgentCredential after = api(dialect, ServedFleet.USER_TOKEN).issueToken(GPU);

        assertKind(() -> api(dialect, before).checkConnectivity(), Kind.UNAUTHENTICATED);
        api(dialect, after.token()).checkConnectivity();
    }

    @ParameterizedTest
    @EnumSource
    void understandsEveryRefusal(Dialect dialect) {
        String token = fleet.rent(GPU.value());
        AgentApi people = api(dialect, ServedFleet.USER_TOKEN);
        MachineId nobody = MachineId.of("nobody");

        assertKind(() -> people.instance(nobody), Kind.NOT_FOUND);
        assertKind(() -> people.report(Heartbeat.builder(nobody).build()), Kind.NOT_FOUND);
        assertKind(() -> people.register(AgentRegistration.builder(GPU).build()), Kind.CONFLICT);
        assertKind(() -> api(dialect, token).instance(GPU), Kind.FORBIDDEN);
        assertKind(() -> api(dialect, "wrong").checkConnectivity(), Kind.UNAUTHENTICATED);
        Heartbeat impossible =
                Heartbeat.builder(GPU).gpuTotals(GpuTotals.ofUtilization(250)).build();
        assertThatThrownBy(() -> api(dialect, token).report(impossible))
                .asInstanceOf(InstanceOfAssertFactories.type(ApiException.class))
                .satisfies(refusal -> {
                    assertThat(refusal.status()).isEqualTo(422);
                    assertThat(refusal.requestId()).isNotBlank();
                    assertThat(refusal.details()).containsKey("field");
                });
    }

    @Test
    void readsWhatHappensAsItHappens() {
        DumontClient client = DumontClient.create(
                ClientOptions.builder(fleet.server.uri().toString(), CredentialSource.of(ServedFleet.USER_TOKEN))
                        .build());
        clients.add(client);
        try (FleetEventStream events = client.machines().events()) {
            assertThat(events.next()).contains(new FleetEvent.Reset("new"));

            fleet.rent(GPU.value());
            client.machines().stop(GPU);

            assertThat(events.next())
                    .hasValueSatisfying(first -> assertThat(first)
                            .isInstanceOfSatisfying(
                                    FleetEvent.StateChanged.class,
                                    changed -> assertThat(changed.machine()).isEqualTo(GPU)));
            events.next();
            assertThat(events.next())
                    .hasValueSatisfying(decided -> assertThat(decided)
                            .isInstanceOfSatisfying(
                                    FleetEvent.Decision.class,
                                    decision -> assertThat(decision.operation().kind())
                                            .isEqualTo("stop")));
        }
    }

    @Test
    void setsWhatAnOwnerWants() {
        fleet.rent(GPU.value());
        MachinesApi machines = machines();
        Hibernation wanted = new Hibernation(
                null, 10, List.of(new ActiveHours(List.of("mon", "fri"), "09:00", "18:00", "UTC")), null);

        MachineSettings changed = machines.changeSettings(GPU, MachineSettings.of(wanted));

        assertThat(changed).isEqualTo(machines.settings(GPU));
        assertThat(changed.hibernation()).isEqualTo(new Hibernation(true, 10, wanted.activeHours(), List.of()));
        Hibernation other = new Hibernation(false, null, null, null);
        assertThat(machines.changeSettings(GPU, MachineSettings.of(other)).hibernation())
                .isEqualTo(new Hibernation(false, 10, wanted.activeHours(), List.of()));
        Hibernation back = new Hibernation(true, Hibernation.AS_ASSIGNED, null, null);
        assertThat(machines.changeSettings(GPU, MachineSettings.of(back)).hibernation())
                .isEqualTo(new Hibernation(true, 30, wanted.activeHours(), List.of()));
        Hibernation tooShort = new Hibernation(null, 4, null, null);
        assertThatThrownBy(() -> machines.changeSettings(GPU, MachineSettings.of(tooShort)))
                .asInstanceOf(InstanceOfAssertFactories.type(ApiException.class))
                .satisfies(refusal -> {
                    assertThat(refusal.status()).isEqualTo(422);
                    assertThat(refusal.details()).containsEntry("hibernation.idle_minutes", "is 4; it must be 5 to 60");
                });
    }

    @Test
    void freezesAFleetAndLetsItActAgain() {
        MachinesApi machines = machines();

        machines.freeze("moving house");
        assertThat(machines.fleetSettings().modes())
                .contains(new FleetSettings.Mode("", "frozen", "frozen by an operator: moving house"));

        machines.unfreeze();
        assertThat(machines.fleetSettings().modes()).isEmpty();
        assertKind(() -> machines.freeze("x".repeat(201)), Kind.INVALID_REQUEST);
    }

    @Test
    void overridesTheSilenceOfAScope() {
        MachinesApi machines = machines();
        for (int i = 0; i < 3; i++) {
            fleet.rent("gpu-" + i);
            fleet.post("/api/agent/status", "{\"instance_id\":\"gpu-" + i + "\"}");
        }
        assertKind(() -> machines.resume(fleet.cloud.name()), Kind.CONFLICT);
        fleet.time.advance(Duration.ofMinutes(6));
        assertThat(machines.fleetSettings().modes())
                .singleElement()
                .satisfies(mode -> assertThat(mode.mode()).isEqualTo("silence_paused"));

        machines.resume(fleet.cloud.name());

        assertThat(machines.fleetSettings().modes()).isEmpty();
    }

    @Test
    void looksForTheUsualTroubles() {
        fleet.rent(GPU.value());

        Diagnosis diagnosis = machines().diagnose(GPU);

        assertThat(diagnosis.cases())
                .extracting(Diagnosis.Case::name)
                .containsExactly("does_not_start", "ssh_does_not_connect", "gpu_does_not_appear");
    }

    private MachinesApi machines() {
        DumontClient client = DumontClient.create(
                ClientOptions.builder(fleet.server.uri().toString(), CredentialSource.of(ServedFleet.USER_TOKEN))
                        .build());
        clients.add(client);
        return client.machines();
    }

    @Test
    void downloadsTheAgentThatTheServerHandsOut() throws Exception {
        Path jar = Files.write(directory.resolve("agent.jar"), new byte[] {80, 75, 3, 4, 1, 2, 3});
        try (ServedFleet handingOut = ServedFleet.with(endpoint -> endpoint.agentFile(jar))) {
            Path target = directory.resolve("dumont-agent");

            client(handingOut, Dialect.FLAT, ServedFleet.USER_TOKEN).downloadAgent(target);

            assertThat(target).hasSameBinaryContentAs(jar);
        }
        assertThat(fleet.get("/downloads/agent/latest/dumont-agent").status()).isEqualTo(404);
        assertThat(fleet.get("/downloads/agent/latest/dumont-agent").at("error.code"))
                .isEqualTo("no_agent");
    }

    private AgentApi api(Dialect dialect, String token) {
        return client(fleet, dialect, token);
    }

    private AgentApi client(ServedFleet served, Dialect dialect, String token) {
        DumontClient client =
                DumontClient.create(ClientOptions.builder(served.server.uri().toString(), CredentialSource.of(token))
                        .dialect(dialect)
                        .build());
        clients.add(client);
        return client.agents();
    }

    private static void assertKind(ThrowingCallable call, Kind kind) {
        assertThatThrownBy(call)
                .asInstanceOf(InstanceOfAssertFactories.type(DumontException.class))
                .extracting(DumontException::kind)
                .isEqualTo(kind);
    }
}
