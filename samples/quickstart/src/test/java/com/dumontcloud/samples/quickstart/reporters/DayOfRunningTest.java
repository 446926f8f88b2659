package com.dumontcloud.samples.quickstart.reporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A day on a machine: an agent that is updated every hour, a program that works, executors that come and go, and an engine that
 * is away or cannot be reached now and then. Nothing that any of them holds may grow.
 */
class DayOfRunningTest {

    private static final Duration HOUR = Duration.ofHours(1);

    /** A hundredth of this for each hour: the reporters and runs that an engine remembers, of which there are only so many. */
    private static final long MOST_GROWTH_BYTES = 1 << 20;

    private final Host host = new Host(Preset.BALANCED.settings());
    private ReportingProcess agent = host.agent();
    private final ReportingProcess program = host.program("jvm");

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void nothingGrowsAndNobodyIsDisturbed() {
        hour(0);
        hour(1);
        Figures early = Figures.of(host);
        for (int hour = 2; hour < 24; hour++) {
            hour(hour);
        }

        Figures late = Figures.of(host);
        assertThat(late.threads()).as("threads, after %s", early).isLessThanOrEqualTo(early.threads() + 4);
        assertThat(late.descriptors()).as("descriptors, after %s", early).isLessThanOrEqualTo(early.descriptors() + 8);
        assertThat(late.heapBytes()).as("heap, after %s", early).isLessThan(early.heapBytes() + MOST_GROWTH_BYTES);
        assertThat(late.tasks()).as("tasks, after %s", early).isLessThanOrEqualTo(early.tasks() + 2);
        assertThat(host.monitor().machines()).hasSize(1);
        assertThat(host.monitor().recentHeartbeats(Host.ID)).hasSizeLessThanOrEqualTo(100);
        assertThat(host.now()).isEqualTo(Duration.ofDays(1));
        assertThat(host.condition().activity()).isEqualTo(Activity.ACTIVE);
        assertThat(host.condition().liveness()).isEqualTo(Liveness.HEALTHY);
        assertThat(host.chronicle.came(Liveness.ORPHANED)).isEmpty();
        assertThat(host.chronicle.intents()).isEmpty();
    }

    private void hour(int hour) {
        if (hour % 2 == 0) {
            agent.stop();
        } else {
            agent.abandon();
        }
        agent = host.agent();
        switch (hour % 8) {
            case 3 -> outage(host::engineDown, host::engineUp, Duration.ofMinutes(45));
            case 6 -> outage(host::cutOff, host::connected, Duration.ofMinutes(20));
            default -> executor("executor-" + hour);
        }
    }

    private void outage(Runnable begins, Runnable ends, Duration length) {
        begins.run();
        worksFor(length);
        ends.run();
        worksFor(HOUR.minus(length));
    }

    private void executor(String id) {
        ReportingProcess executor = host.program(id);
        executor.works(0.1);
        worksFor(Duration.ofMinutes(20));
        executor.finish();
        worksFor(Duration.ofMinutes(40));
    }

    private void worksFor(Duration length) {
        host.passes(length, () -> program.works(host.now().toMinutes() % 1000 / 1000.0));
    }
}
