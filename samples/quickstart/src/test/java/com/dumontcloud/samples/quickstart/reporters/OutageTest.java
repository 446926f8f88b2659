package com.dumontcloud.samples.quickstart.reporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** S10 and S11 of the lifecycle rules with real reporters: the engine is away, or cannot be reached, and comes back. */
class OutageTest {

    private static final Duration OUTAGE = Duration.ofMinutes(45);

    /** What a reporter that failed often waits at most between two tries: four intervals, and a tenth. */
    private static final Duration LONGEST_WAIT =
            Preset.BALANCED.settings().interval().multipliedBy(44).dividedBy(10);

    private final Host host = new Host(Preset.BALANCED.settings());
    private final ReportingProcess agent = host.agent();
    private final ReportingProcess program = host.program("jvm");

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void whoWorksThroughTheEnginesAbsenceIsNeitherMissedNorDisturbed() {
        programWorksFor(Duration.ofMinutes(30));
        host.engineDown();
        programWorksFor(OUTAGE);
        host.engineUp();
        programWorksFor(Duration.ofHours(2));

        assertThat(host.condition().activity()).isEqualTo(Activity.ACTIVE);
        assertThat(host.chronicle.came(Liveness.SUSPECT)).isEmpty();
        assertThat(host.chronicle.intents()).isEmpty();
        assertThat(host.chronicle.messages()).isEmpty();
    }

    @Test
    void bothAreHeardAgainWithinTheLongestWaitAndThenAsOftenAsBefore() {
        host.passes(Duration.ofMinutes(1));
        host.engineDown();
        host.passes(OUTAGE);
        long agentCame = agent.newest().seq();
        long programCame = program.newest().seq();
        host.engineUp();
        host.passes(LONGEST_WAIT);

        assertThat(agent.newest().seq()).isGreaterThan(agentCame);
        assertThat(program.newest().seq()).isGreaterThan(programCame);
        long heard = host.report().heartbeats();
        host.passes(Duration.ofMinutes(30));
        assertThat(host.report().heartbeats() - heard).isBetween(2 * 54L, 2 * 67L);
    }

    /** Nobody knows what happened while nobody looked: that time counts for nothing, for idleness as little as for silence. */
    @Test
    void theEnginesAbsenceIsNoIdleTime() {
        host.passes(Duration.ofMinutes(20));
        host.engineDown();
        host.passes(OUTAGE);
        host.engineUp();
        Duration back = host.now();
        host.passes(Duration.ofMinutes(40));

        assertThat(host.chronicle.came(Liveness.SUSPECT)).isEmpty();
        assertThat(host.chronicle.intents())
                .singleElement()
                .satisfies(at -> assertThat(at.minus(back))
                        .isBetween(
                                host.idleAfter().minusMinutes(20),
                                host.idleAfter().plus(host.slack()).plus(LONGEST_WAIT)));
    }

    /** The agent measured the work of the time in which nobody listened, and tells of it. */
    @Test
    void workDuringTheAbsenceIsHeardOfAfterwards() {
        host.passes(Duration.ofMinutes(29));
        assertThat(host.condition().activity()).isEqualTo(Activity.WARNED);
        host.engineDown();
        host.truth.gpuPercent = 95;
        host.passes(OUTAGE);
        host.truth.gpuPercent = 0;
        host.engineUp();
        Duration back = host.now();
        host.passes(Duration.ofMinutes(40));

        assertThat(host.chronicle.came(Activity.ACTIVE))
                .singleElement()
                .satisfies(at -> assertThat(at.minus(back)).isLessThanOrEqualTo(LONGEST_WAIT));
        assertThat(host.chronicle.intents())
                .singleElement()
                .satisfies(at -> assertThat(at.minus(back)).isGreaterThanOrEqualTo(host.idleAfter()));
    }

    @Test
    void aServerThatCannotBeReachedMakesTheMachineSuspectAndNoMore() {
        programWorksFor(Duration.ofMinutes(30));
        host.cutOff();
        Duration cut = host.now();
        programWorksFor(Duration.ofMinutes(25));
        assertThat(host.condition().liveness()).isEqualTo(Liveness.SUSPECT);
        host.connected();
        programWorksFor(Duration.ofHours(1));

        assertThat(host.condition().liveness()).isEqualTo(Liveness.HEALTHY);
        assertThat(host.condition().activity()).isEqualTo(Activity.ACTIVE);
        assertThat(host.chronicle.came(Liveness.SUSPECT))
                .singleElement()
                .satisfies(at -> assertThat(at.minus(cut)).isBetween(Duration.ofSeconds(267), Duration.ofSeconds(301)));
        assertThat(host.chronicle.came(Liveness.ORPHANED)).isEmpty();
        assertThat(host.chronicle.intents()).isEmpty();
    }

    private void programWorksFor(Duration length) {
        host.passes(length, () -> program.works(host.now().toMinutes() % 1000 / 1000.0));
    }
}
