package com.dumontcloud.samples.quickstart.reporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever hears first that the machine will be parked ends before it could show that it has heard. */
class WarnedReporterEndsTest {

    private final Host host = new Host(Preset.BALANCED.settings());

    @AfterEach
    void close() {
        host.close();
    }

    @ParameterizedTest
    @EnumSource
    void theMachineIsParkedInTimeAndNotBeforeSomebodyWhoStaysWasWarned(Ending ending) {
        List<ReportingProcess> executors = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            executors.add(
                    host.process("executor-" + i).gpus(host.truth.gpuProbe()).start());
        }
        host.passes(Duration.ofSeconds(10));
        ReportingProcess agent = host.agent();

        boolean anExecutorWasFirst = false;
        while (host.chronicle.intents().isEmpty() && host.now().compareTo(Duration.ofMinutes(40)) < 0) {
            host.passes(Duration.ofSeconds(1));
            List<ReportingProcess> warned =
                    executors.stream().filter(one -> one.warnedAt() != null).toList();
            anExecutorWasFirst |= !warned.isEmpty() && agent.warnedAt() == null;
            warned.forEach(ending::end);
            executors.removeAll(warned);
        }

        assertThat(anExecutorWasFirst)
                .as("an executor hears it first; where jitter falls otherwise, start the agent a little later")
                .isTrue();
        assertThat(executors).isEmpty();
        Duration lead = host.settings.warnLead();
        assertThat(host.chronicle.intents())
                .singleElement()
                .satisfies(at -> assertThat(at)
                        .isBetween(host.idleAfter(), host.idleAfter().plus(host.slack()))
                        .isGreaterThanOrEqualTo(
                                Objects.requireNonNull(agent.warnedAt()).plus(lead)));
    }
}
