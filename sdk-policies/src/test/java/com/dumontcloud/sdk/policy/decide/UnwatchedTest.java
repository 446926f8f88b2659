package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import com.dumontcloud.sdk.policy.Preset;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** T22: time in which nobody watched counts only where the machine's own clock covers it. */
class UnwatchedTest {

    private static final Duration OUTAGE = Duration.ofMinutes(45);

    private final Scenario machine = Scenario.rented(Preset.BALANCED);

    @Test
    void theRunIsKeptAndTheGapDoesNotCountWithoutAWordOnIt() {
        machine.hears(Beat.idle().boot("b"), minutes(10)).tell(new Event.Unwatched(OUTAGE));

        machine.passes(Duration.ofSeconds(20)).hears(Beat.idle().boot("b"));

        assertThat(runLength()).isEqualTo(minutes(10).plusSeconds(20));
    }

    @Test
    void theMachinesOwnIdleClockOfTheSameBootBridgesTheGap() {
        machine.hears(Beat.idle().boot("b").idleFor(minutes(10)), minutes(10)).tell(new Event.Unwatched(OUTAGE));

        machine.passes(Duration.ofSeconds(20)).hears(Beat.idle().boot("b").idleFor(minutes(70)));

        assertThat(runLength()).isEqualTo(minutes(55).plusSeconds(20));
        assertThat(run().coverage()).isGreaterThan(0.95);
    }

    /** The newest sample before the gap of 45 min is as old as that, and 20 s more that were observed. */
    @ParameterizedTest
    @CsvSource({"2719, false", "2720, true", "2721, true"})
    void itHasToReachBackToTheNewestSampleBeforeTheGap(long idleSeconds, boolean bridged) {
        machine.hears(Beat.idle().boot("b"), minutes(10)).tell(new Event.Unwatched(OUTAGE));

        machine.passes(Duration.ofSeconds(20)).hears(Beat.idle().boot("b").idleFor(Duration.ofSeconds(idleSeconds)));

        assertThat(runLength()).isEqualTo(bridged ? minutes(55).plusSeconds(20) : Duration.ZERO);
        assertThat(machine.activity()).isEqualTo(bridged ? Activity.WARNED : Activity.IDLE);
    }

    @Test
    void aClockThatWasSetBackMeanwhileEndsTheRunWhateverTheBoot() {
        machine.hears(Beat.idle(), minutes(10)).tell(new Event.Unwatched(OUTAGE));

        machine.passes(Duration.ofSeconds(20)).hears(Beat.idle().idleFor(minutes(3)));

        assertThat(runLength()).isZero();
    }

    @Test
    void withoutABootIdNothingIsBridged() {
        machine.hears(Beat.idle(), minutes(10)).tell(new Event.Unwatched(OUTAGE));

        machine.passes(Duration.ofSeconds(20)).hears(Beat.idle().boot("b").idleFor(minutes(70)));

        assertThat(runLength()).isEqualTo(minutes(10).plusSeconds(20));
    }

    @Test
    void aRebootMeanwhileEndsTheRun() {
        machine.hears(Beat.idle().boot("b"), minutes(10)).tell(new Event.Unwatched(OUTAGE));

        machine.passes(Duration.ofSeconds(20)).hears(Beat.idle().boot("c").idleFor(minutes(70)));

        assertThat(runLength()).isZero();
    }

    @Test
    void severalGapsInARowAreOne() {
        machine.hears(Beat.idle().boot("b"), minutes(10))
                .tell(new Event.Unwatched(minutes(20)))
                .passes(Duration.ofSeconds(10))
                .tell(new Event.Unwatched(minutes(25)));

        machine.passes(Duration.ofSeconds(10)).hears(Beat.idle().boot("b").idleFor(minutes(70)));

        assertThat(runLength()).isEqualTo(minutes(55).plusSeconds(20));
    }

    @Test
    void aReporterWithoutSuchAClockLeavesTheQuestionToOneThatHasIt() {
        machine.hears(Beat.idle().boot("b"), minutes(10)).tell(new Event.Unwatched(OUTAGE));

        machine.passes(Duration.ofSeconds(20)).hears(Beat.idle().from("plain"));
        assertThat(runLength()).isEqualTo(minutes(10).plusSeconds(20));
        machine.passes(Duration.ofSeconds(5)).hears(Beat.idle().boot("b").idleFor(minutes(70)));

        assertThat(runLength()).isEqualTo(minutes(55).plusSeconds(25));
    }

    @Test
    void aMachineInUseIsNotConcerned() {
        machine.hears(Beat.working().boot("b"), minutes(10)).tell(new Event.Unwatched(OUTAGE));
        assertThat(machine.counted()).isFalse();

        machine.hears(Beat.idle().boot("b").idleFor(minutes(70)));

        assertThat(runLength()).isZero();
    }

    @Test
    void silenceIsNotLengthened() {
        machine.hears(Beat.idle().boot("b"), minutes(10)).passes(Duration.ofSeconds(60));

        machine.tell(new Event.Unwatched(OUTAGE)).passes(Duration.ofSeconds(1));

        assertThat(machine.liveness()).isEqualTo(Liveness.HEALTHY);
    }

    private IdleRun run() {
        return machine.machine().idleRun().orElseThrow();
    }

    private Duration runLength() {
        return run().length();
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }
}
