package com.dumontcloud.samples.quickstart.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.samples.quickstart.usage.Interval;
import com.dumontcloud.samples.quickstart.usage.MachineUsage;
import com.dumontcloud.samples.quickstart.usage.UsageTrace;
import com.dumontcloud.sdk.core.model.MachineId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected amounts are worked out by hand: 0.40 USD an hour running, 0.01 parked, 2 + 5 + 10 minutes for a cycle. */
class ReplayScoreTest {

    private static final MachineId ID = MachineId.of("a");
    private static final Offset<Double> EXACTLY = Offset.offset(1e-9);

    @Test
    void costsTheRunningRateInEveryGapWhenNothingIsParked() {
        ReplayScore score = score(needed(1, 180 + 1440, 0, 60, 120, 180));

        assertThat(score.neverUsd()).isEqualTo(10.00, EXACTLY); // 60 + 1440 min
        assertThat(score.policyUsd()).isEqualTo(10.00, EXACTLY);
        assertThat(score.savedUsd()).isZero();
        assertThat(score.parked()).isZero();
        assertThat(score.instances()).isEqualTo(1);
        assertThat(score.instanceDays()).isEqualTo(1.125, EXACTLY);
    }

    @Test
    void isBestParkedAtTheFirstMinuteOfEachGapThatRepaysIt() {
        ReplayScore score = score(needed(1, 180 + 1440, 0, 60, 120, 180));

        double gap = 60 * 0.01 / 60 + 2 * 0.39 / 60 + 15 * 0.40 / 60;
        double tail = 1440 * 0.01 / 60 + 2 * 0.39 / 60;
        assertThat(score.bestUsd()).isEqualTo(gap + tail, EXACTLY);
        assertThat(score.percentOfBest()).hasValue(0);
    }

    @Test
    void billsThePartOnThePartOffAndTheCycle() {
        ReplayScore score = score(needed(1, 180 + 1440, 0, 60, 120, 180), 90);

        double gap = 30 * 0.40 / 60 + 30 * 0.01 / 60 + 2 * 0.39 / 60 + 15 * 0.40 / 60;
        assertThat(score.policyUsd()).isEqualTo(gap + 9.60, EXACTLY);
        assertThat(score.parked()).isEqualTo(1);
        assertThat(score.waitMinutes()).isEqualTo(5);
        assertThat(score.killed()).isZero();
    }

    @Test
    void makesNobodyWaitAfterTheLastUse() {
        ReplayScore score = score(needed(1, 60 + 1440, 0, 60), 90);

        double tail = 30 * 0.40 / 60 + 1410 * 0.01 / 60 + 2 * 0.39 / 60;
        assertThat(score.policyUsd()).isEqualTo(tail, EXACTLY);
        assertThat(score.waitMinutes()).isZero();
        assertThat(score.interrupted()).isZero();
        assertThat(score.losing()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"89.5, 0", "90, 1", "90.5, 1"})
    void interruptsWhoeverIsBackWithinHalfAnHour(double parkedAt, int interrupted) {
        ReplayScore score = score(needed(1, 1620, 0, 60, 120, 180), parkedAt);

        assertThat(score.interrupted()).isEqualTo(interrupted);
    }

    @ParameterizedTest
    @CsvSource({"17.4, 1, false", "17.5, 0, true"}) // 17 * 0.40 / 0.39 = 17.436 minutes
    void losesWhenTheTimeParkedDoesNotRepayTheCycle(double gap, int losing, boolean bestParks) {
        ReplayScore score = score(needed(1, 100 + gap, 0, 60, 60 + gap, 100 + gap), 60);

        assertThat(score.losing()).isEqualTo(losing);
        assertThat(score.bestUsd() < score.neverUsd()).isEqualTo(bestParks);
    }

    @ParameterizedTest
    @CsvSource({"1.9, false", "2, false", "2.1, true"})
    void isBestParkedAtTheEndOnlyIfThereIsTimeToPark(double tail, boolean bestParks) {
        ReplayScore score = score(needed(1, 60 + tail, 0, 60));

        assertThat(score.bestUsd() < score.neverUsd()).isEqualTo(bestParks);
    }

    @ParameterizedTest
    @CsvSource({"59.9, 0, 1", "60, 1, 0", "90, 1, 0", "119.9, 1, 0", "120, 0, 1"})
    void killsWorkFromItsFirstMomentUntilBeforeItsLast(double parkedAt, int killed, int parked) {
        ReplayScore score = score(needed(1, 1620, 0, 30, 60, 120), parkedAt);

        assertThat(score.killed()).isEqualTo(killed);
        assertThat(score.parked()).isEqualTo(parked);
    }

    @Test
    void countsKilledWorkAsAnInterruptionAndBillsACycle() {
        ReplayScore score = score(needed(2, 120, 0, 120), 60);

        assertThat(score.interrupted()).isEqualTo(1);
        assertThat(score.policyUsd()).isEqualTo(2 * 17 * 0.40 / 60, EXACTLY);
    }

    @Test
    void countsEachGpu() {
        ReplayScore one = score(needed(1, 1620, 0, 60, 120, 180), 70, 200);
        ReplayScore eight = score(needed(8, 1620, 0, 60, 120, 180), 70, 200);

        assertThat(eight.neverUsd()).isEqualTo(8 * one.neverUsd(), EXACTLY);
        assertThat(eight.policyUsd()).isEqualTo(8 * one.policyUsd(), EXACTLY);
        assertThat(eight.bestUsd()).isEqualTo(8 * one.bestUsd(), EXACTLY);
    }

    @Test
    void takesTheFirstParkingOfAGapForTheGap() {
        ReplayScore once = score(needed(1, 1620, 0, 60, 120, 180), 70);
        ReplayScore twice = score(needed(1, 1620, 0, 60, 120, 180), 80, 70);

        assertThat(twice).isEqualTo(once);
    }

    @Test
    void countsTheTimeBetweenRentingAndTheFirstUse() {
        ReplayScore score = score(new MachineUsage(ID, 1, List.of(new Interval(60, 120)), 0, 120));

        assertThat(score.neverUsd()).isEqualTo(0.40, EXACTLY);
    }

    @Test
    void refusesAParkingOfAMachineThatIsNotInTheTrace() {
        UsageTrace usage = new UsageTrace(List.of(needed(1, 60, 0, 60)));
        List<Parking> parkings = List.of(new Parking(MachineId.of("b"), 3));

        assertThatThrownBy(() -> ReplayScore.of(usage, parkings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("machine b");
    }

    @ParameterizedTest
    @CsvSource({"0.125, 0.12", "0.135, 0.14", "2.675, 2.67", "0, 0.00"}) // the double of 2.675 is a little less
    void roundsAmountsToTheNearestCent(double usd, String cents) {
        assertThat(ReplayScore.cents(usd)).hasToString(cents);
    }

    private static MachineUsage needed(int gpus, double returned, double... fromAndTo) {
        List<Interval> busy = new ArrayList<>();
        for (int i = 0; i < fromAndTo.length; i += 2) {
            busy.add(new Interval(fromAndTo[i], fromAndTo[i + 1]));
        }
        return new MachineUsage(ID, gpus, busy, fromAndTo[0], returned);
    }

    private static ReplayScore score(MachineUsage machine, double... parkedAt) {
        List<Parking> parkings = DoubleStream.of(parkedAt)
                .mapToObj(minute -> new Parking(ID, minute))
                .toList();
        return ReplayScore.of(new UsageTrace(List.of(machine)), parkings);
    }
}
