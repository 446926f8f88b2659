package com.dumontcloud.sdk.policy.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Diagnosis;
import com.dumontcloud.sdk.core.model.Diagnosis.Check;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.model.SshAddress;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.core.wire.DiagnosisCodec;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DiagnoseRoutesTest {

    private static final String USER = "user-token";
    private static final MachineId ID = MachineId.of("gpu-1");
    private static final GpuSpec GPU = new GpuSpec("RTX 4090", 2, 24_564L);

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private SimulatedCloud cloud = SimulatedCloud.create(time);
    private FleetMonitor monitor;

    @AfterEach
    void close() {
        monitor.close();
    }

    @Test
    void findsNothingWrongWithAMachineThatWorks() {
        cloud = SimulatedCloud.builder(time).creditUsd(new BigDecimal("25")).build();
        begin(new SshAddress("ssh4.example.com", 12345, "root"));
        beat(reading(0, State.OK), reading(1, State.OK));

        assertCheck("does_not_start", "balance", Check.OK, "25 USD");
        assertCheck("does_not_start", "region", Check.OK, "runs");
        assertCheck("does_not_start", "support", Check.OK, "running");
        assertCheck("ssh_does_not_connect", "running", Check.OK, "running");
        assertThat(assertCheck("ssh_does_not_connect", "address", Check.OK, "ssh4.example.com, port 12345")
                        .remedy())
                .contains("ssh -p 12345 root@ssh4.example.com");
        assertThat(assertCheck("ssh_does_not_connect", "firewall", Check.UNKNOWN, "its agent reports")
                        .remedy())
                .contains("nc -vz ssh4.example.com 12345");
        assertCheck("gpu_does_not_appear", "driver", Check.OK, "2 GPUs answer");
        assertCheck("gpu_does_not_appear", "restart", Check.OK, "no GPU");
        assertCheck("gpu_does_not_appear", "support", Check.OK, "nothing");
    }

    @Test
    void saysWhatItCannotTell() {
        begin(null);

        assertCheck("does_not_start", "balance", Check.UNKNOWN, "does not tell");
        assertCheck("ssh_does_not_connect", "address", Check.UNKNOWN, "does not say");
        assertCheck("ssh_does_not_connect", "firewall", Check.UNKNOWN, "cannot be seen from here");
        assertCheck("gpu_does_not_appear", "driver", Check.UNKNOWN, "no present heartbeat");
        assertCheck("gpu_does_not_appear", "restart", Check.UNKNOWN, "cannot be told");
        assertCheck("gpu_does_not_appear", "support", Check.UNKNOWN, "nothing is known");
    }

    @Test
    void saysWhatItCannotTellOfAMachineThatNobodyRentsOut() {
        begin(null);
        monitor.register(MachineId.of("own"), null, null);

        Diagnosis diagnosis = diagnosis("own");

        assertThat(check(diagnosis, "ssh_does_not_connect", "running").outcome())
                .isEqualTo(Check.UNKNOWN);
        assertThat(check(diagnosis, "ssh_does_not_connect", "address").outcome())
                .isEqualTo(Check.UNKNOWN);
    }

    /** Stopped for its cap of credit: an hour costs 0.40 USD. */
    @ParameterizedTest
    @CsvSource({"0.39,problem", "0.40,ok", "0,problem", "-1,problem"})
    void looksAtTheCreditThatIsLeft(String credit, String outcome) {
        cloud = SimulatedCloud.builder(time).creditUsd(new BigDecimal(credit)).build();
        begin(null, MachineState.STOPPED);

        assertCheck("does_not_start", "balance", outcome, "USD are left");
    }

    @Test
    void looksForMachinesLikeItElsewhere() {
        begin(null, MachineState.STOPPED);
        assertCheck("does_not_start", "region", Check.PROBLEM, "nothing like it");

        cloud.putOnOffer(
                Offer.builder("o1", GPU, HourlyRate.ofUsd("0.50")).region("EU").build());
        cloud.putOnOffer(
                Offer.builder("o2", GPU, HourlyRate.ofUsd("0.60")).region("US").build());

        assertThat(assertCheck("does_not_start", "region", Check.OK, "EU, US").remedy())
                .contains("/offers");
    }

    @ParameterizedTest
    @CsvSource({"STOPPED,stopped", "STARTING,starting"})
    void tellsThatItDoesNotRun(MachineState state, String word) {
        begin(null, state);

        assertCheck("ssh_does_not_connect", "running", Check.PROBLEM, word);
    }

    @Test
    void sendsThePersonToSupportWithAMachineThatFailed() {
        begin(null);
        cloud.machine(ID).killHost();
        monitor.poll();
        time.runDue();

        assertThat(assertCheck("does_not_start", "support", Check.PROBLEM, "failed")
                        .remedy())
                .contains("gpu-1");
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"LOST", "RESET_REQUIRED"})
    void tellsThatAGpuFell(State state) {
        begin(null);
        beat(reading(0, State.OK), reading(1, state));

        assertThat(assertCheck("gpu_does_not_appear", "driver", Check.PROBLEM, "GPU 1")
                        .remedy())
                .contains("nvidia-smi");
        assertThat(assertCheck("gpu_does_not_appear", "restart", Check.PROBLEM, "GPU 1")
                        .remedy())
                .contains("/reboot");
        assertThat(assertCheck("gpu_does_not_appear", "support", Check.PROBLEM, "GPU 1")
                        .remedy())
                .contains("gpu-1", "GPU 1");
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"UNSUPPORTED", "DENIED"})
    void tellsThatAGpuCannotBeReadWithoutBlamingTheMachine(State state) {
        begin(null);
        beat(reading(0, State.OK), reading(1, state));

        assertCheck("gpu_does_not_appear", "driver", Check.PROBLEM, "GPU 1");
        assertCheck("gpu_does_not_appear", "restart", Check.OK, "no GPU");
    }

    @Test
    void tellsThatAGpuIsMissing() {
        begin(null);
        beat(reading(0, State.OK));

        assertCheck("gpu_does_not_appear", "driver", Check.PROBLEM, "1 GPUs are read, and 2 are rented");
        assertCheck("gpu_does_not_appear", "restart", Check.PROBLEM, "missing");
    }

    @Test
    void believesAnAgentThatGivesOneNumberForAllGpus() {
        begin(null);
        monitor.accept(
                Heartbeat.builder(ID).gpuTotals(GpuTotals.ofUtilization(5)).build());

        assertCheck("gpu_does_not_appear", "driver", Check.OK, "not one by one");
    }

    @Test
    void believesNoOldNumber() {
        begin(null);
        beat(reading(0, State.OK), reading(1, State.OK));

        time.advance(Duration.ofMinutes(5));

        assertCheck("gpu_does_not_appear", "driver", Check.UNKNOWN, "no present heartbeat");
    }

    @Test
    void doesNotKnowAMachineThatNobodyRegistered() {
        begin(null);

        assertThat(answer("nobody").status()).isEqualTo(404);
    }

    private void begin(SshAddress ssh) {
        begin(ssh, MachineState.RUNNING);
    }

    private void begin(SshAddress ssh, MachineState state) {
        Machine.Builder machine = Machine.builder(ID, "simulated", state)
                .gpu(GPU)
                .runningRate(HourlyRate.ofUsd("0.40"))
                .parkedRate(HourlyRate.ofUsd("0.01"));
        if (ssh != null) {
            machine.ssh(ssh);
        }
        cloud.rent(machine.build());
        monitor = FleetMonitor.builder(LifecyclePolicyEngine.of(Preset.BALANCED.settings()), new MemoryFleetStore())
                .provider(cloud)
                .time(time)
                .build();
        monitor.start();
        time.runDue();
    }

    private void beat(GpuReading... gpus) {
        monitor.accept(Heartbeat.builder(ID).gpus(List.of(gpus)).build());
    }

    private static GpuReading reading(int index, State state) {
        return GpuReading.builder(index)
                .state(state)
                .utilizationMeanPercent(state == State.OK ? 50.0 : null)
                .build();
    }

    private Check assertCheck(String trouble, String name, String outcome, String text) {
        Check check = check(diagnosis(ID.value()), trouble, name);
        assertThat(check.outcome()).as(check.toString()).isEqualTo(outcome);
        assertThat(check.text()).contains(text);
        assertThat(check.outcome().equals(Check.OK) || check.remedy() != null)
                .as(check.toString())
                .isTrue();
        return check;
    }

    private static Check check(Diagnosis diagnosis, String trouble, String name) {
        return diagnosis.cases().stream()
                .filter(one -> one.name().equals(trouble))
                .flatMap(one -> one.checks().stream())
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Diagnosis diagnosis(String id) {
        ApiResponse reply = answer(id);
        assertThat(reply.status())
                .as(new String(reply.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        Diagnosis diagnosis = DiagnosisCodec.decode(reply.body());
        assertThat(diagnosis.machine()).isEqualTo(MachineId.of(id));
        assertThat(diagnosis.cases())
                .hasSize(3)
                .allSatisfy(one -> assertThat(one.checks()).hasSize(3));
        return diagnosis;
    }

    private ApiResponse answer(String id) {
        return MachinesEndpoint.builder(monitor)
                .userToken(USER)
                .build()
                .handle(ApiRequest.of("GET", "/api/v1/instances/" + id + "/diagnose")
                        .withHeader("Authorization", "Bearer " + USER))
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }
}
