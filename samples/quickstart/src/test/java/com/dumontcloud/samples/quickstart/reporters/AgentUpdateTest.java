package com.dumontcloud.samples.quickstart.reporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** S32 of the lifecycle rules: an agent that is updated in the middle of an idle run, and what is no update. */
class AgentUpdateTest {

    private static final Duration INTERVAL = Preset.BALANCED.settings().interval();

    private final Host host = new Host(Preset.BALANCED.settings());

    @AfterEach
    void close() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUpdateDisturbsNothing(boolean saysGoodbye) {
        ReportingProcess old = host.agent();
        ReportingProcess program = host.program("jvm");
        host.passes(Duration.ofMinutes(17));
        IdleRun before = host.condition().idleRun().orElseThrow();
        long counted = old.newest().seq();

        if (saysGoodbye) {
            old.stop();
        } else {
            old.abandon();
        }
        host.passes(Duration.ofSeconds(5));
        ReportingProcess updated = host.agent();
        host.passes(Duration.ofSeconds(1));

        assertThat(updated.ref().startId()).isNotEqualTo(old.ref().startId());
        assertThat(updated.newest().seq()).isZero();
        assertThat(counted).isGreaterThan(30);
        IdleRun after = host.condition().idleRun().orElseThrow();
        assertThat(after.firstNanos()).isEqualTo(before.firstNanos());
        assertThat(after.newestNanos()).isGreaterThan(before.newestNanos());
        host.passes(Duration.ofMinutes(20));
        assertThat(host.chronicle.intents())
                .singleElement()
                .satisfies(at -> assertThat(at)
                        .isBetween(host.idleAfter(), host.idleAfter().plus(host.slack())));
        assertThat(host.chronicle.came(Liveness.SUSPECT)).isEmpty();
        assertThat(host.chronicle.came(Activity.ACTIVE)).isEmpty();
        assertThat(host.chronicle.messages()).isEmpty();
        assertThat(program.ref().id()).isEqualTo("jvm");
    }

    @Test
    void aHeartbeatOfTheRunBeforeThatComesLateIsCountedAndChangesNothing() {
        ReportingProcess old = host.agent();
        host.passes(Duration.ofMinutes(10));
        old.abandon();
        host.agent();
        host.passes(Duration.ofMinutes(10));
        IdleRun before = host.condition().idleRun().orElseThrow();
        long counted = host.report().heartbeats();

        old.straggles(Heartbeat.builder(Host.ID).gpuTotals(GpuTotals.ofUtilization(100)));

        assertThat(host.report().heartbeats()).isEqualTo(counted + 1);
        assertThat(host.condition().activity()).isEqualTo(Activity.IDLE);
        assertThat(host.condition().idleRun()).contains(before);
        assertThat(host.report().newest().reporter()).isNotEqualTo(old.ref());
    }

    /** Both come back with a new kernel: neither's word of before the boot holds. */
    @Test
    void aRebootBreaksTheIdleRun() {
        ReportingProcess agent = host.agent();
        ReportingProcess program = host.program("jvm");
        host.passes(Duration.ofMinutes(27));
        assertThat(host.condition().activity()).isEqualTo(Activity.WARNED);

        agent.abandon();
        program.abandon();
        host.passes(Duration.ofSeconds(40));
        host.truth.bootId = "boot-2";
        Duration booted = host.now();
        host.agent();
        host.program("jvm");
        host.passes(INTERVAL.multipliedBy(2));

        assertThat(host.condition().idleRun().orElseThrow().length()).isLessThan(INTERVAL.multipliedBy(2));
        assertThat(host.condition().activity()).isEqualTo(Activity.IDLE);
        host.passes(Duration.ofMinutes(40));
        assertThat(host.chronicle.intents())
                .singleElement()
                .satisfies(at -> assertThat(at.minus(booted))
                        .isBetween(host.idleAfter(), host.idleAfter().plus(host.slack())));
    }

    /** A heartbeat of before the boot, of the program that was not started again, must not be taken for another boot. */
    @Test
    void aStragglerOfBeforeTheBootChangesNothing() {
        ReportingProcess agent = host.agent();
        ReportingProcess program = host.program("jvm");
        host.passes(Duration.ofMinutes(10));
        agent.abandon();
        program.abandon();
        host.truth.bootId = "boot-2";
        host.agent();
        host.passes(Duration.ofMinutes(10));
        IdleRun before = host.condition().idleRun().orElseThrow();

        program.straggles(Heartbeat.builder(Host.ID).gpuTotals(GpuTotals.ofUtilization(100)));

        assertThat(host.condition().idleRun()).contains(before);
    }
}
