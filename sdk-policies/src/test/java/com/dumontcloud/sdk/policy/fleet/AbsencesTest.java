package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.fleet.RentedFleet.GPU;
import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * T22: for how long nobody watched outlives a crash right after the start, when no machine's record tells of it yet. An idle run
 * of 10 min before, and the machine's own clock in the same boot, which covers all of it.
 */
class AbsencesTest {

    private static final Duration BEFORE = Duration.ofMinutes(10);

    private final RentedFleet fleet = new RentedFleet(Preset.BALANCED);
    private PausedTime process = new PausedTime(fleet.time);

    @BeforeEach
    void start() {
        next();
    }

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void anAbsenceIsMadeUpForByTheMachinesOwnClock() {
        isIdle();

        away(Duration.ofMinutes(45));
        saysItWasIdleFor(Duration.ofMinutes(80));

        assertThat(run().length()).isBetween(Duration.ofMinutes(54), Duration.ofMinutes(56));
    }

    @Test
    void twoAbsencesAreMadeUpForThoughTheProcessBetweenThemWroteNothingOfTheMachine() {
        isIdle();

        away(Duration.ofMinutes(20));
        away(Duration.ofMinutes(25));
        saysItWasIdleFor(Duration.ofMinutes(80));

        assertThat(run().length()).isBetween(Duration.ofMinutes(54), Duration.ofMinutes(56));
    }

    @Test
    void anAbsenceThatIsOnRecordIsNotCountedAgainAtTheNextStart() {
        isIdle();

        away(Duration.ofMinutes(20));
        fleet.time.advance(Duration.ofSeconds(5));
        away(Duration.ofMinutes(25));
        saysItWasIdleFor(Duration.ofMinutes(80));

        assertThat(run().length()).isBetween(Duration.ofMinutes(54), Duration.ofMinutes(56));
    }

    @Test
    void oneThatItsClockDoesNotCoverEndsTheRun() {
        isIdle();

        away(Duration.ofMinutes(20));
        away(Duration.ofMinutes(25));
        saysItWasIdleFor(Duration.ofMinutes(44));

        assertThat(run().length()).isZero();
    }

    @Test
    void aRunThatBeganSinceIsNotConcerned() {
        isIdle();
        away(Duration.ofMinutes(20));
        fleet.monitor.accept(busy());
        fleet.report(GPU, 0, Duration.ofMinutes(5));
        fleet.monitor.close();
        next();

        saysItWasIdleFor(Duration.ofMinutes(80));

        assertThat(run().length()).isLessThan(Duration.ofMinutes(6));
    }

    @Test
    void whatAStoreLostIsOneAbsenceLessAndNoMore() {
        Absences absences = new Absences(Map.of());
        Instant now = Instant.parse("2026-01-05T20:00:00Z");
        absences.add(Duration.ofMinutes(1), now);
        absences.add(Duration.ofMinutes(2), now.plusSeconds(300));

        FleetStore.Marked mark = absences.takeDirty().orElseThrow();
        Absences read = new Absences(Map.of(mark.name(), mark.value()));

        assertThat(read.count()).isEqualTo(2);
        assertThat(read.over()).contains(now.plusSeconds(300));
        assertThat(read.since(0)).isEqualTo(Duration.ofMinutes(3));
        assertThat(read.since(1)).isEqualTo(Duration.ofMinutes(2));
        assertThat(read.since(2)).isZero();
        assertThat(read.since(3)).isZero();
        read.areOnRecord();
        assertThat(read.since(0)).isZero();
        assertThat(read.takeDirty()).isPresent();
        assertThat(read.takeDirty()).isEmpty();
    }

    private void isIdle() {
        fleet.rent(GPU);
        fleet.monitor.accept(idle(Duration.ZERO));
        for (Duration idle = Duration.ZERO; idle.compareTo(BEFORE) < 0; ) {
            idle = idle.plusSeconds(30);
            fleet.time.advance(Duration.ofSeconds(30));
            fleet.monitor.accept(idle(idle));
        }
        fleet.time.advance(Duration.ofSeconds(1));
    }

    /** The process dies, and so much later another one begins; it writes nothing more unless time passes. */
    private void away(Duration length) {
        process.pause(length);
        next();
    }

    private void next() {
        process = new PausedTime(fleet.time);
        fleet.monitor = fleet.newMonitor(process);
        fleet.monitor.start();
    }

    private void saysItWasIdleFor(Duration length) {
        fleet.monitor.accept(idle(length));
    }

    private IdleRun run() {
        return fleet.condition(GPU).idleRun().orElseThrow();
    }

    private static Heartbeat idle(Duration length) {
        return Heartbeat.builder(GPU)
                .bootId("boot")
                .idleSeconds((double) length.toSeconds())
                .gpuTotals(GpuTotals.ofUtilization(0))
                .build();
    }

    private static Heartbeat busy() {
        return Heartbeat.builder(GPU)
                .bootId("boot")
                .gpuTotals(GpuTotals.ofUtilization(90))
                .build();
    }
}
