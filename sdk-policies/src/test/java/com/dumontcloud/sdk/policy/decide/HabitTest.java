package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.GapMemory;
import com.dumontcloud.sdk.policy.MachineView.IdleRun;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HabitTest {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final long LATE = Duration.ofSeconds(75).toNanos();
    private static final long START = 1_000 * MINUTE;
    private static final Habit USED = Habit.NONE.used(START, null, LATE);

    @Test
    void theTimeBetweenTwoUsesIsAGap() {
        Habit habit = USED.used(START + 20 * MINUTE, run(1, 20), LATE);

        assertThat(habit.gaps()).isEqualTo(gap(20));
        assertThat(habit.usedNanos()).isEqualTo(START + 20 * MINUTE);
    }

    @Test
    void aGapWhoseBeginningNobodySawIsNone() {
        assertThat(Habit.NONE.used(START + 20 * MINUTE, run(1, 20), LATE).gaps())
                .isEqualTo(GapMemory.NONE);
        assertThat(USED.used(START + 20 * MINUTE, run(3, 20), LATE).gaps()).isEqualTo(GapMemory.NONE);
    }

    @ParameterizedTest(name = "newest idle sample {0} s before the use: {1} gaps")
    @CsvSource({"74, 1", "75, 0", "76, 0"})
    void aGapOfWhoseEndNobodyKnowsIsNone(long seconds, int gaps) {
        long newest = START + 20 * MINUTE - Duration.ofSeconds(seconds).toNanos();

        Habit habit = USED.used(START + 20 * MINUTE, new IdleRun(START + MINUTE, newest, MINUTE, 0), LATE);

        assertThat(habit.gaps().gaps()).isEqualTo(gaps);
    }

    @Test
    void aGapThatIsLostFromSightLastedAtLeastUntilThen() {
        Habit habit = USED.lost(run(1, 20), LATE);

        assertThat(habit.gaps()).isEqualTo(GapMemory.NONE.plusUnfinished(Duration.ofMinutes(20)));
        assertThat(habit.usedNanos()).isNull();
    }

    @Test
    void losingAMachineThatIsInUseOrOffTeachesNothing() {
        Habit off = USED.off(START + 20 * MINUTE, run(1, 20), LATE);

        assertThat(USED.lost(null, LATE)).isEqualTo(USED);
        assertThat(off.lost(run(1, 20), LATE)).isEqualTo(off);
    }

    @Test
    void aGapGoesOnWhileTheMachineIsOff() {
        Habit habit = USED.off(START + 20 * MINUTE, run(1, 20), LATE)
                .off(START + 21 * MINUTE, null, LATE)
                .back(START + 300 * MINUTE, 20 * MINUTE);

        assertThat(habit.gaps()).isEqualTo(gap(300));
        assertThat(habit.usedNanos()).isEqualTo(START + 300 * MINUTE);
        assertThat(habit.offNanos()).isNull();
    }

    @ParameterizedTest(name = "back after {0} s: not again before {1} min")
    @CsvSource({"1799, 30", "1800, 30", "1801, 0"})
    void whoIsBackWithinHalfAnHourIsWaitedForHalfAsLongAgain(long seconds, long minutes) {
        Habit parked = USED.off(START + 20 * MINUTE, run(1, 20), LATE).parkedUnused();

        Habit back =
                parked.back(START + 20 * MINUTE + Duration.ofSeconds(seconds).toNanos(), 20 * MINUTE);

        assertThat(back.leastNanos()).isEqualTo(minutes * MINUTE);
    }

    @Test
    void whatSomebodyTurnedOffThemselvesWasNoMistakeOfOurs() {
        Habit stopped = USED.off(START + 20 * MINUTE, run(1, 20), LATE);

        assertThat(stopped.back(START + 21 * MINUTE, 20 * MINUTE).leastNanos()).isZero();
    }

    @Test
    void mistakesInARowAddUpToADayAtMost() {
        Habit habit = USED;
        long idleAfter = 20 * MINUTE;
        for (int i = 0; i < 30; i++) {
            habit = new Habit(habit.gaps(), START, START, true, habit.leastNanos()).back(START + MINUTE, idleAfter);
            assertThat(habit.leastNanos()).isEqualTo(Math.min(idleAfter / 2 * 3, 1440 * MINUTE));
            idleAfter = habit.leastNanos();
        }
        assertThat(habit.leastNanos()).isEqualTo(1440 * MINUTE);
    }

    @ParameterizedTest(name = "after a gap of {0} s the back-off of 30 min is {1} min")
    @CsvSource({"299, 30", "300, 0", "301, 0"})
    void aGapWithoutAMistakeEndsTheBackOff(long seconds, long minutes) {
        Habit wary = new Habit(GapMemory.NONE, START, null, false, 30 * MINUTE);
        long end = START + Duration.ofSeconds(seconds).toNanos();

        Habit later = wary.used(end, new IdleRun(START + MINUTE, end - MINUTE, MINUTE, 0), LATE);

        assertThat(later.leastNanos()).isEqualTo(minutes * MINUTE);
    }

    private static IdleRun run(long firstMinute, long newestMinute) {
        return new IdleRun(START + firstMinute * MINUTE, START + newestMinute * MINUTE, newestMinute * MINUTE, 0);
    }

    private static GapMemory gap(long minutes) {
        return GapMemory.NONE.plus(Duration.ofMinutes(minutes));
    }
}
