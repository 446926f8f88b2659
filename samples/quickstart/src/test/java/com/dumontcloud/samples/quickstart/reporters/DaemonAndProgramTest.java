package com.dumontcloud.samples.quickstart.reporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The installed agent and a reporter inside a program, on one machine: either may end first. */
class DaemonAndProgramTest {

    private final Host host = new Host(Preset.BALANCED.settings());
    private final ReportingProcess agent = host.agent();
    private final ReportingProcess program = host.program("jvm");

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void theProgramSpeaksForTheMachineWhenTheAgentIsStopped() {
        programWorksFor(Duration.ofMinutes(10));
        agent.stop();

        programWorksFor(Duration.ofHours(3));

        assertThat(host.condition().activity()).isEqualTo(Activity.ACTIVE);
        assertThat(host.condition().liveness()).isEqualTo(Liveness.HEALTHY);
        neverSilentAndNeverInTheWay();
    }

    @Test
    void theProgramSpeaksForTheMachineWhenTheAgentIsKilled() {
        programWorksFor(Duration.ofMinutes(10));
        agent.abandon();

        programWorksFor(Duration.ofHours(3));

        assertThat(host.condition().activity()).isEqualTo(Activity.ACTIVE);
        neverSilentAndNeverInTheWay();
    }

    @Test
    void nothingIsLostWhenTheProgramEndsFirst() {
        programWorksFor(Duration.ofMinutes(40));
        program.stop();
        Duration ended = host.now();

        host.passes(Duration.ofMinutes(40));

        assertThat(host.chronicle.intents())
                .singleElement()
                .satisfies(at -> assertThat(at.minus(ended))
                        .isBetween(host.idleAfter(), host.idleAfter().plus(host.slack())));
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
        assertThat(host.chronicle.messages()).isEmpty();
    }

    /** Its work may be done, the machine's is not: the word of one that is not the last parks nothing. */
    @Test
    void aProgramThatFinishesWhileTheAgentGoesOnSaysNothingOfTheMachine() {
        host.truth.gpuPercent = 60;
        programWorksFor(Duration.ofMinutes(40));
        program.finish();

        host.passes(Duration.ofHours(2));

        assertThat(host.condition().finishedAtNanos()).isEmpty();
        assertThat(host.condition().activity()).isEqualTo(Activity.ACTIVE);
        neverSilentAndNeverInTheWay();
    }

    @Test
    void silenceIsCountedFromTheLastGoodbye() {
        programWorksFor(Duration.ofMinutes(10));
        program.stop();
        host.passes(Duration.ofMinutes(4));
        agent.stop();
        Duration last = host.now();

        host.passes(Duration.ofMinutes(40));

        assertThat(host.chronicle.came(Liveness.SUSPECT)).containsExactly(last.plusMinutes(5));
        assertThat(host.chronicle.came(Liveness.ORPHANED)).containsExactly(last.plusMinutes(30));
        assertThat(host.chronicle.stops()).isEmpty();
    }

    @Test
    void theLastToFinishLeavesTheMachineToBeParked() {
        programWorksFor(Duration.ofMinutes(20));
        agent.stop();
        programWorksFor(Duration.ofMinutes(20));
        program.finish();
        Duration last = host.now();

        host.passes(Duration.ofMinutes(40));

        assertThat(host.chronicle.came(Liveness.SUSPECT)).isEmpty();
        assertThat(host.chronicle.intents()).containsExactly(last.plus(host.idleAfter()));
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
    }

    /** One that was killed may come back, until it has been silent for as long as an orphan. */
    @ParameterizedTest(name = "the agent was killed {0} min before: parked {1}")
    @CsvSource({"10, false", "29, false", "31, true"})
    void aProgramIsTheLastOnceNoOtherIsExpected(int minutes, boolean parked) {
        host.passes(Duration.ofMinutes(1));
        agent.abandon();
        programWorksFor(Duration.ofMinutes(minutes));
        program.finish();
        Duration last = host.now();

        host.passes(Duration.ofMinutes(40));

        assertThat(host.condition().finishedAtNanos().isPresent()
                        || host.condition().isParked())
                .isEqualTo(parked);
        assertThat(host.chronicle.intents()).isEqualTo(parked ? List.of(last.plus(host.idleAfter())) : List.of());
        assertThat(host.chronicle.came(Liveness.ORPHANED)).hasSize(parked ? 0 : 1);
    }

    @Test
    void whatTheAgentSeesCountsWhateverTheProgramSays() {
        program.works(0);
        program.rests();
        host.truth.gpuPercent = 90;
        host.passes(Duration.ofHours(2));

        assertThat(host.condition().activity()).isEqualTo(Activity.ACTIVE);
        neverSilentAndNeverInTheWay();
    }

    /** A program may see fewer GPUs than the machine has, or another container's. */
    @Test
    void whatTheAgentSeesCountsThoughAProgramSeesAnIdleGpu() {
        host.process("nvml").gpus(new Truth().gpuProbe()).start();
        host.truth.gpuPercent = 90;
        host.passes(Duration.ofHours(2));

        assertThat(host.condition().activity()).isEqualTo(Activity.ACTIVE);
        neverSilentAndNeverInTheWay();
    }

    @Test
    void whatTheProgramSaysCountsWhateverTheAgentSees() {
        host.truth.gpuPercent = 0;
        programWorksFor(Duration.ofHours(2));

        assertThat(host.condition().activity()).isEqualTo(Activity.ACTIVE);
        neverSilentAndNeverInTheWay();
    }

    private void programWorksFor(Duration length) {
        host.passes(length, () -> program.works(host.now().toMinutes() % 1000 / 1000.0));
    }

    private void neverSilentAndNeverInTheWay() {
        assertThat(host.chronicle.came(Liveness.SUSPECT)).isEmpty();
        assertThat(host.chronicle.came(Liveness.ORPHANED)).isEmpty();
        assertThat(host.chronicle.came(Activity.WARNED)).isEmpty();
        assertThat(host.chronicle.intents()).isEmpty();
        assertThat(host.chronicle.messages()).isEmpty();
    }
}
