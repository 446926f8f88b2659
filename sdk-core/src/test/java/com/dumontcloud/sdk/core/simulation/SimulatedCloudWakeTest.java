package com.dumontcloud.sdk.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.core.provider.Witness;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedCloudWakeTest {

    private static final Duration ONE_NANO = Duration.ofNanos(1);

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);

    @Test
    void refusesAsManyStartsAsScripted() {
        SimulatedMachine machine = rent(cloud, MachineState.STOPPED).refuseStarts(2);

        assertThat(cloud.start(machine.id()).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(cloud.start(machine.id()).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(machine.state()).isEqualTo(MachineState.STOPPED);

        assertThat(cloud.start(machine.id()).outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(machine.state()).isEqualTo(MachineState.STARTING);
    }

    @Test
    void keepsScriptedRefusalsForStartsOfAStoppedMachine() {
        SimulatedMachine machine = rent(cloud, MachineState.RUNNING).refuseStarts(1);

        assertThat(cloud.start(machine.id()).outcome()).isEqualTo(Outcome.ACCEPTED);
        cloud.stop(machine.id());
        time.advance(Duration.ofSeconds(10));

        assertThat(cloud.start(machine.id()).outcome()).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void startsAQueuedMachineByItselfOnceItsWaitIsOver() {
        SimulatedMachine machine = rent(cloud, MachineState.STOPPED).queueStart(Duration.ofMinutes(5));

        assertThat(cloud.start(machine.id()).outcome()).isEqualTo(Outcome.QUEUED);
        assertThat(machine.shown().stateReason()).startsWith("queued");

        time.advance(Duration.ofMinutes(5).minus(ONE_NANO));
        assertThat(machine.state()).isEqualTo(MachineState.STOPPED);
        time.advance(ONE_NANO);
        assertThat(machine.state()).isEqualTo(MachineState.STARTING);
        time.advance(Duration.ofSeconds(30));
        assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
        assertThat(cloud.calls().count(Operation.START)).isEqualTo(1);
    }

    @Test
    void answersQueuedAgainWhileAStartWaits() {
        SimulatedMachine machine = rent(cloud, MachineState.STOPPED).queueStart(Duration.ofMinutes(5));
        cloud.start(machine.id());
        time.advance(Duration.ofMinutes(4));

        assertThat(cloud.start(machine.id()).outcome()).isEqualTo(Outcome.QUEUED);

        time.advance(Duration.ofMinutes(1));
        assertThat(machine.state()).isEqualTo(MachineState.STARTING);
    }

    @Test
    void takesAQueuedStartBackByAStop() {
        SimulatedMachine machine = rent(cloud, MachineState.STOPPED).queueStart(Duration.ofMinutes(5));
        cloud.start(machine.id());

        assertThat(cloud.stop(machine.id())).isEqualTo(ActionReceipt.accepted());

        assertThat(machine.shown().stateReason()).isNull();
        time.advance(Duration.ofHours(1));
        assertThat(machine.state()).isEqualTo(MachineState.STOPPED);
        assertThat(machine.billedRunning()).isZero();
    }

    @Test
    void destroysAMachineWhoseStartWaits() {
        SimulatedMachine machine = rent(cloud, MachineState.STOPPED).queueStart(Duration.ofSeconds(1));
        cloud.start(machine.id());

        cloud.destroy(machine.id());
        time.advance(Duration.ofHours(1));

        assertThat(machine.state()).isEqualTo(MachineState.DELETED);
        assertThat(machine.billedRunning()).isZero();
    }

    @Test
    void refusesAsOftenAsItsProbabilitySays() {
        SimulatedCloud market = SimulatedCloud.builder(time)
                .refusalProbability(0.3)
                .timings(Timings.IMMEDIATE)
                .seed(42)
                .build();
        SimulatedMachine machine = rent(market, MachineState.STOPPED);

        int refused = 0;
        for (int i = 0; i < 10_000; i++) {
            if (market.start(machine.id()).outcome() == Outcome.REFUSED) {
                refused++;
            }
            market.stop(machine.id());
        }

        assertThat(refused / 10_000.0).isCloseTo(0.3, within(0.02));
    }

    @Test
    void refusesTheSameStartsForTheSameSeed() {
        assertThat(outcomes(7)).isEqualTo(outcomes(7)).isNotEqualTo(outcomes(8));
    }

    @Test
    void refusesTheFirstStartForSomeSeedsOnly() {
        List<Outcome> first =
                IntStream.range(0, 200).mapToObj(seed -> outcomes(seed).get(0)).toList();

        assertThat(first.stream().filter(Outcome.REFUSED::equals).count()).isBetween(70L, 130L);
    }

    @Test
    void estimatesTheRiskOfAWakeFromWhatWasSet() {
        SimulatedMachine machine = rent(cloud, MachineState.RUNNING);
        assertThat(cloud.wakeRisk(machine.id())).isEqualTo(new WakeRisk(0, Duration.ofSeconds(30)));

        machine.refusalProbability(0.25).timings(Timings.DEFAULT.withStart(Duration.ofMinutes(3)));

        assertThat(cloud.wakeRisk(machine.id())).isEqualTo(new WakeRisk(0.25, Duration.ofMinutes(3)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 1.001, Double.NaN})
    void takesNoProbabilityOutsideZeroToOne(double probability) {
        SimulatedMachine machine = rent(cloud, MachineState.RUNNING);

        assertThatThrownBy(() -> machine.refusalProbability(probability)).isInstanceOf(IllegalArgumentException.class);
        SimulatedCloud.Builder builder = SimulatedCloud.builder(time).refusalProbability(probability);
        assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void takesNoScriptOfNothing() {
        SimulatedMachine machine = rent(cloud, MachineState.STOPPED);

        assertThatThrownBy(() -> machine.refuseStarts(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> machine.queueStart(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource(Witness.class)
    void answersAsWitnessWhatIsTrue(Witness truth) {
        SimulatedMachine machine = rent(cloud, MachineState.RUNNING);
        assertThat(cloud.witness(machine.id())).isEqualTo(Witness.UNKNOWN);

        machine.witness(truth);

        assertThat(cloud.witness(machine.id())).isEqualTo(truth);
    }

    @Test
    void failsAMachineWhoseHostDiesAndNeverStartsItAgain() {
        SimulatedMachine machine = rent(cloud, MachineState.RUNNING);

        machine.killHost();

        assertThat(machine.state()).isEqualTo(MachineState.FAILED);
        assertThat(cloud.witness(machine.id())).isEqualTo(Witness.DEAD);
        assertThat(cloud.wakeRisk(machine.id()).refusalProbability()).isEqualTo(1);
        cloud.stop(machine.id());
        time.advance(Duration.ofSeconds(10));
        assertThat(cloud.start(machine.id()).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(machine.state()).isEqualTo(MachineState.STOPPED);
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"STOP", "REBOOT"})
    void forgetsWhatWasUnderWayWhenTheHostDies(Operation underWay) {
        SimulatedMachine machine = rent(cloud, MachineState.RUNNING);
        if (underWay == Operation.STOP) {
            cloud.stop(machine.id());
        } else {
            cloud.reboot(machine.id());
        }

        machine.killHost();
        time.advance(Duration.ofHours(1));

        assertThat(machine.state()).isEqualTo(MachineState.FAILED);
    }

    @Test
    void leavesAParkedMachineAsItLookedWhenTheHostDies() {
        SimulatedMachine machine = rent(cloud, MachineState.STOPPED);

        machine.killHost();

        assertThat(machine.state()).isEqualTo(MachineState.STOPPED);
        assertThat(machine.history()).hasSize(1);
    }

    @Test
    void goesOnDestroyingAMachineWhoseHostDies() {
        SimulatedMachine machine = rent(cloud, MachineState.RUNNING);
        cloud.destroy(machine.id());

        machine.killHost();
        time.advance(Duration.ofSeconds(5));

        assertThat(machine.state()).isEqualTo(MachineState.DELETED);
    }

    @Test
    void parksAPreemptedMachineAtOnceWithTheProvidersWords() {
        SimulatedMachine machine = rent(cloud, MachineState.RUNNING);

        machine.preempt("outbid");

        assertThat(machine.state()).isEqualTo(MachineState.STOPPED);
        assertThat(machine.shown().stateReason()).isEqualTo("outbid");
        assertThat(machine.hasData()).isTrue();
        assertThat(cloud.start(machine.id())).isEqualTo(ActionReceipt.accepted());
        assertThat(machine.shown().stateReason()).isNull();
    }

    @Test
    void cutsAStopShortByAPreemption() {
        SimulatedMachine machine = rent(cloud, MachineState.RUNNING);
        cloud.stop(machine.id());

        machine.preempt("outbid");
        time.advance(Duration.ofHours(1));

        assertThat(machine.history())
                .extracting(StateChange::to)
                .containsExactly(MachineState.RUNNING, MachineState.STOPPING, MachineState.STOPPED);
        assertThat(machine.shown().stateReason()).isEqualTo("outbid");
    }

    @Test
    void preemptsOnlyWhatHoldsAGpu() {
        SimulatedMachine parked = rent(cloud, MachineState.STOPPED);

        assertThatThrownBy(() -> parked.preempt("outbid"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("gpu-1")
                .hasMessageContaining("stopped");

        cloud.destroy(parked.id());
        assertThatThrownBy(() -> parked.preempt("outbid")).hasMessageContaining("being destroyed");
    }

    private List<Outcome> outcomes(long seed) {
        SimulatedCloud market = SimulatedCloud.builder(time)
                .refusalProbability(0.5)
                .timings(Timings.IMMEDIATE)
                .seed(seed)
                .build();
        SimulatedMachine machine = rent(market, MachineState.STOPPED);
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            outcomes.add(market.start(machine.id()).outcome());
            market.stop(machine.id());
        }
        return outcomes;
    }

    private static SimulatedMachine rent(SimulatedCloud cloud, MachineState state) {
        return cloud.rent(Machine.builder(MachineId.of("gpu-1"), "simulated", state)
                .runningRate(HourlyRate.ofUsd("0.40"))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .build());
    }
}
