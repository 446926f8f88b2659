package com.dumontcloud.samples.quickstart.reporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A driver that hangs for one reporter, and what the other sees all the while. */
class UnreadableGpuTest {

    private final Host host = new Host(Preset.BALANCED.settings());
    private final HangingTime time = new HangingTime(host.time);

    @AfterEach
    void close() {
        host.close();
        time.close();
    }

    /** Every signal that is available is idle, the GPU among them: one that is not available to somebody takes nothing back. */
    @Test
    void whatOneReporterSeesIsEvidenceThoughTheOthersProbeHangs() {
        host.agent();
        ReportingProcess program = programWithAProbeThatHangsAfter(Duration.ofMinutes(5));
        Duration hung = host.now();
        host.passes(Duration.ofMinutes(40).minus(hung));

        assertThat(program.newest().gpus()).singleElement().satisfies(gpu -> {
            assertThat(gpu.state()).isEqualTo(GpuReading.State.UNKNOWN);
            assertThat(gpu.utilizationMeanPercent()).isNull();
        });
        assertThat(host.chronicle.intents())
                .singleElement()
                .satisfies(at -> assertThat(at)
                        .isBetween(host.idleAfter(), host.idleAfter().plus(host.slack())));
    }

    @Test
    void whatOneReporterSeesIsUseThoughTheOthersProbeHangs() {
        host.truth.gpuPercent = 90;
        host.agent();
        programWithAProbeThatHangsAfter(Duration.ofMinutes(5));
        host.passes(Duration.ofHours(2));

        assertThat(host.condition().activity()).isEqualTo(Activity.ACTIVE);
        assertThat(host.chronicle.intents()).isEmpty();
    }

    @Test
    void aMachineWhoseOnlyProbeHangsIsNeverIdle() {
        host.program("jvm");
        programWithAProbeThatHangsAfter(Duration.ofMinutes(5));
        Duration hung = host.now();
        host.passes(Duration.ofHours(4));

        assertThat(host.condition().activity()).isEqualTo(Activity.INDETERMINATE);
        assertThat(host.condition().liveness()).isEqualTo(Liveness.HEALTHY);
        assertThat(host.chronicle.came(Activity.IDLE))
                .allSatisfy(at -> assertThat(at).isLessThan(hung));
        assertThat(host.chronicle.intents()).isEmpty();
    }

    private ReportingProcess programWithAProbeThatHangsAfter(Duration length) {
        ReportingProcess program = host.process("nvml")
                .time(time)
                .gpus(() -> {
                    time.here();
                    return host.truth.gpus();
                })
                .start();
        host.passes(length);
        time.hang();
        host.passes(Duration.ofMinutes(1));
        return program;
    }
}
