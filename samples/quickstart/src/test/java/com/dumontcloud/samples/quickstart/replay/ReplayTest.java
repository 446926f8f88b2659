package com.dumontcloud.samples.quickstart.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.samples.quickstart.cast.Cast;
import com.dumontcloud.samples.quickstart.score.Parking;
import com.dumontcloud.samples.quickstart.score.ReplayScore;
import com.dumontcloud.samples.quickstart.usage.Interval;
import com.dumontcloud.samples.quickstart.usage.MachineUsage;
import com.dumontcloud.samples.quickstart.usage.UsageTrace;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.fleet.Account;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {

    private static final MachineId ID = MachineId.of("a");
    private static final Offset<Double> MICRODOLLAR = Offset.offset(1e-6);

    @Test
    void parksWhatIsNotNeededAndLeavesItParkedUntilSomebodyComesBack() {
        UsageTrace usage = trace(new MachineUsage(ID, 1, List.of(new Interval(0, 60), new Interval(600, 660)), 0, 700));

        try (Replay replay = new Replay(usage, Preset.BALANCED.settings())) {
            replay.advance(Duration.ofMinutes(599));
            assertThat(replay.machinesOn()).isZero();
            assertThat(replay.parkings())
                    .singleElement()
                    .satisfies(parking -> assertThat(parking.minute())
                            .isBetween(
                                    90.0,
                                    93.0)); // half an hour idle, and at most three intervals to be sure and to ask

            replay.advance(Duration.ofMinutes(1));
            assertThat(replay.machinesOn()).isEqualTo(1);
        }
    }

    @Test
    void wakesAMachineAtTheMomentItIsNeeded() {
        UsageTrace usage = trace(new MachineUsage(ID, 2, List.of(new Interval(0, 60), new Interval(600, 660)), 0, 660));

        try (Replay replay = new Replay(usage, Preset.BALANCED.settings())) {
            replay.advance(replay.length());

            double on = replay.parkings().get(0).minute() + 60;
            assertThat(replay.account().billedUsd().doubleValue())
                    .isEqualTo((on * 0.80 + (660 - on) * 0.02) / 60, MICRODOLLAR);
            assertThat(replay.account().savedUsd().doubleValue()).isEqualTo((660 - on) * 0.78 / 60, MICRODOLLAR);
        }
    }

    /** Idle heartbeats and the return fall on the same moments, whole minutes: the worst that can happen. */
    @ParameterizedTest
    @EnumSource(Preset.class)
    void neverParksAMachineInTheMomentItIsNeededAgain(Preset preset) {
        List<MachineUsage> machines = new ArrayList<>();
        for (int gap = 2; gap <= 60; gap++) {
            for (int half = 0; half < 2; half++) {
                double back = 40 + gap + half / 2.0;
                machines.add(new MachineUsage(
                        MachineId.of("back-after-" + gap + "-" + half),
                        1,
                        List.of(new Interval(0, 40), new Interval(back, back + 10)),
                        0,
                        back + 100));
            }
        }

        assertThat(score(new UsageTrace(machines), preset).killed()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void destroysNoWorkOnMadeUpDays(long seed) {
        for (Preset preset : Preset.values()) {
            ReplayScore score = score(Cast.ofDay(seed).usage(), preset);

            assertThat(score.killed()).isZero();
            assertThat(score.savedUsd()).isPositive();
            assertThat(score.policyUsd()).isBetween(score.bestUsd(), score.neverUsd());
        }
    }

    @Test
    void replaysToTheSameParkings() {
        UsageTrace usage = Cast.ofDay(3).usage();

        assertThat(parkings(usage)).isEqualTo(parkings(usage));
    }

    @Test
    void keepsBooksThatAddUp() {
        UsageTrace usage = trace(new MachineUsage(ID, 1, List.of(new Interval(0, 60)), 0, 1500));

        try (Replay replay = new Replay(usage, Preset.BALANCED.settings())) {
            replay.advance(replay.length());

            Account account = replay.account();
            assertThat(account.neverParkedUsd().doubleValue()).isEqualTo(10.00, MICRODOLLAR); // 25 hours
        }
    }

    private static UsageTrace trace(MachineUsage machine) {
        return new UsageTrace(List.of(machine));
    }

    private static ReplayScore score(UsageTrace usage, Preset preset) {
        try (Replay replay = new Replay(usage, preset.settings())) {
            replay.advance(replay.length());
            return ReplayScore.of(usage, replay.parkings());
        }
    }

    private static List<Parking> parkings(UsageTrace usage) {
        try (Replay replay = new Replay(usage, Preset.BALANCED.settings())) {
            replay.advance(replay.length());
            return replay.parkings();
        }
    }
}
