package com.dumontcloud.samples.quickstart.reporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Programs that report with no setting but the three that are needed, several on one machine: nobody named them apart. */
class UnnamedProgramsTest {

    private final Host host = new Host(Preset.BALANCED.settings());

    @AfterEach
    void close() {
        host.close();
    }

    /** Taken for one that was started anew, the first would be heard no more, and its work be cut off. */
    @Test
    void theWorkOfOneCountsThoughAnotherWasStartedSince() {
        host.agent();
        ReportingProcess working = host.unnamedProgram().start();
        host.passes(Duration.ofMinutes(1));
        ReportingProcess resting = host.unnamedProgram().start();

        host.passes(Duration.ofHours(2), () -> working.works(host.now().toMinutes() % 1000 / 1000.0));

        assertThat(host.chronicle.intents()).isEmpty();
        assertThat(host.condition().activity()).isEqualTo(Activity.ACTIVE);
        assertThat(working.ref().id()).isNotEqualTo(resting.ref().id());
    }
}
