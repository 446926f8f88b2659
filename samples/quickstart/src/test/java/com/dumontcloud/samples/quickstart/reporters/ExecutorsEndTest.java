package com.dumontcloud.samples.quickstart.reporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/** S31 of the lifecycle rules: the installed agent and four executors, which end one by one. */
@ParameterizedClass
@CsvSource({
    "BALANCED, STOPPED",
    "BALANCED, FINISHED",
    "BALANCED, KILLED",
    "REACTIVE, STOPPED",
    "REACTIVE, FINISHED",
    "REACTIVE, KILLED"
})
class ExecutorsEndTest {

    @Parameter(0)
    Preset preset;

    @Parameter(1)
    Ending ending;

    private Host host;
    private ReportingProcess agent;
    private List<ReportingProcess> executors;

    @BeforeEach
    void start() {
        host = new Host(preset.settings());
        agent = host.agent();
        executors = new ArrayList<>(IntStream.range(0, 4)
                .mapToObj(i -> host.program("executor-" + i))
                .toList());
    }

    @AfterEach
    void close() {
        host.close();
    }

    /** The GPU does nothing all the while: the word of those that still work is all that keeps the machine. */
    @Test
    void keepWhatAnyOfThemUsesAndLeaveItToBeParkedAfterTheLast() {
        while (!executors.isEmpty()) {
            host.passes(host.idleAfter().plusMinutes(10), this::everyoneWorks);
            assertThat(host.condition().activity()).isEqualTo(Activity.ACTIVE);
            ending.end(executors.remove(0));
        }
        Duration lastEnded = host.now();
        assertThat(host.chronicle.came(Activity.IDLE)).isSubsetOf(Duration.ZERO);
        host.passes(host.idleAfter().plusMinutes(10));

        Duration latest =
                host.idleAfter().plus(host.slack()).plus(ending == Ending.KILLED ? host.lateAfter() : Duration.ZERO);
        assertThat(host.chronicle.intents())
                .singleElement()
                .satisfies(at -> assertThat(at.minus(lastEnded)).isBetween(host.idleAfter(), latest));
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
        assertThat(host.chronicle.came(Liveness.SUSPECT)).isEmpty();
        assertThat(host.chronicle.stops()).hasSize(1);
    }

    @Test
    void neitherBreakNorDelayTheIdleRunOfAMachineThatNobodyUses() {
        host.passes(Duration.ofMinutes(20), this::everyoneWorks);
        executors.forEach(ReportingProcess::rests);
        Duration rest = host.now();
        host.passes(preset.settings().interval().multipliedBy(5).dividedBy(2));
        long began = host.condition().idleRun().orElseThrow().firstNanos();

        while (!executors.isEmpty()) {
            host.passes(host.idleAfter().dividedBy(8));
            ending.end(executors.remove(0));
            assertThat(host.condition().idleRun().orElseThrow().firstNanos()).isEqualTo(began);
        }
        host.passes(host.idleAfter());

        Duration untilAllSaidSo = preset.settings().interval().multipliedBy(11).dividedBy(10);
        assertThat(host.chronicle.intents())
                .singleElement()
                .satisfies(at -> assertThat(at.minus(rest))
                        .isBetween(
                                host.idleAfter(),
                                host.idleAfter().plus(host.slack()).plus(untilAllSaidSo)));
        assertThat(host.chronicle.came(Liveness.SUSPECT)).isEmpty();
    }

    private void everyoneWorks() {
        executors.forEach(executor -> executor.works(host.now().toMinutes() % 1000 / 1000.0));
    }
}
