package com.dumontcloud.sdk.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import com.dumontcloud.sdk.policy.IdleChoice.Stake;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DerivedThresholdTest {

    private static final HourlyRate RUNNING = HourlyRate.ofUsd("0.40");
    private static final HourlyRate PARKED = HourlyRate.ofUsd("0.01");
    private static final Duration NEVER = Duration.ofDays(10_000);
    private static final List<String> PRICES_OF_INTERRUPTIONS =
            List.of("0", "0.10", "0.5", "1", "2", "5", "10", "20", "50", "100", "1000", "100000", "1000000");

    /**
     * Where interruptions are free, survival is the square root of 5/t and a cycle costs 17 minutes, of which .975 is saved per
     * minute parked, the best moment is 17 / (2 * .975) = 8.72 min; the nearest choices are 8.41 and 10, of which the first is
     * the better.
     */
    @Test
    void choosesWhatIsBestByHand() {
        IdleChoice choice = choose("0", GapMemory.NONE);

        assertThat(choice.idleAfter()).isEqualTo(Duration.ofSeconds(505));
        Stake stake = stakeOf(choice);
        assertThat(stake.returnProbability()).isCloseTo(1 - Math.sqrt(8.409 / 38.409), within(1e-4));
        assertThat(stake.costUsd()).isEqualByComparingTo("0.113"); // 17 min at 0.40 USD/h
        assertThat(stake.ownGaps()).isZero();
        // 0.39/60 * 2 * sqrt(8.409) * (sqrt(10240) - sqrt(8.409))
        assertThat(stake.savingUsd()).isEqualByComparingTo("3.71");
    }

    @Test
    void addsAnInterruptionAtItsProbability() {
        Stake stake = stakeOf(choose("5", GapMemory.NONE));

        assertThat(stake.costUsd().doubleValue())
                .isCloseTo(17 * 0.40 / 60 + 5 * stake.returnProbability(), within(0.001));
    }

    @ParameterizedTest(name = "at {0} USD per interruption and {1} USD/h: {2}")
    @CsvSource({"0, 0.40, PT8M25S", "0, 3.20, PT8M25S", "2, 3.20, PT23M47S", "2, 0.40, PT1H7M16S", "20, 0.40, PT4H29M5S"
    })
    void waitsForLongerTheDearerAnInterruptionIsBesideTheMachine(String usd, String rate, Duration expected) {
        HourlyRate running = HourlyRate.ofUsd(rate);
        HourlyRate parked = new HourlyRate(running.usdPerHour().movePointLeft(3).multiply(BigDecimal.valueOf(25)));

        assertThat(threshold(usd).choose(GapMemory.NONE, running, parked, null).idleAfter())
                .isEqualTo(expected);
    }

    @Test
    void dearerInterruptionsNeverParkEarlier() {
        for (GapMemory gaps : histories(2000)) {
            Duration before = Duration.ZERO;
            for (String usd : PRICES_OF_INTERRUPTIONS) {
                Duration chosen = length(choose(usd, gaps));
                assertThat(chosen).isGreaterThanOrEqualTo(before);
                before = chosen;
            }
        }
    }

    @Test
    void moreLongGapsOfItsOwnNeverParkLater() {
        for (GapMemory gaps : histories(500)) {
            for (String usd : List.of("0", "2", "5", "20", "100")) {
                Duration before = NEVER;
                GapMemory more = gaps;
                for (int i = 0; i < 5; i++) {
                    Duration chosen = length(choose(usd, more));
                    assertThat(chosen).isLessThanOrEqualTo(before);
                    before = chosen;
                    more = more.plus(Duration.ofDays(8));
                }
            }
        }
    }

    @Test
    void anUnfinishedLongGapNeverParksLaterEither() {
        for (GapMemory gaps : histories(500)) {
            assertThat(length(choose("5", gaps.plusUnfinished(Duration.ofDays(8)))))
                    .isLessThanOrEqualTo(length(choose("5", gaps)));
        }
    }

    @Test
    void dearerCyclesNeverParkEarlier() {
        for (GapMemory gaps : histories(500)) {
            Duration before = Duration.ZERO;
            for (int minutes : new int[] {0, 5, 12, 30, 120, 1440}) {
                IdleThreshold threshold = IdleThreshold.derived()
                        .resumeCost(Duration.ofMinutes(minutes))
                        .build();
                Duration chosen = length(threshold.choose(gaps, RUNNING, PARKED, null));
                assertThat(chosen).isGreaterThanOrEqualTo(before);
                before = chosen;
            }
        }
    }

    @Test
    void aWakeThatMayBeRefusedNeverParksEarlier() {
        for (GapMemory gaps : histories(500)) {
            Duration before = Duration.ZERO;
            for (double refused : new double[] {0, 0.05, 0.25, 0.5, 1}) {
                WakeRisk risk = new WakeRisk(refused, Duration.ofMinutes(5));
                Duration chosen = length(threshold("5").choose(gaps, RUNNING, PARKED, risk));
                assertThat(chosen).isGreaterThanOrEqualTo(before);
                before = chosen;
            }
        }
    }

    @Test
    void believesTheProviderBeforeTheSettings() {
        WakeRisk slow = new WakeRisk(0, Duration.ofMinutes(90));
        IdleThreshold configured = IdleThreshold.derived().wakeRisk(slow).build();
        IdleThreshold plain = IdleThreshold.derived().build();

        assertThat(plain.choose(GapMemory.NONE, RUNNING, PARKED, slow))
                .isEqualTo(configured.choose(GapMemory.NONE, RUNNING, PARKED, null))
                .isNotEqualTo(plain.choose(GapMemory.NONE, RUNNING, PARKED, null));
    }

    @Test
    void nobodyWorksSoonerThanTheSettingsSayWhateverTheProviderSays() {
        WakeRisk atOnce = new WakeRisk(0, Duration.ZERO);

        assertThat(threshold("5").choose(GapMemory.NONE, RUNNING, PARKED, atOnce))
                .isEqualTo(choose("5", GapMemory.NONE));
    }

    @Test
    void onlyRatiosOfPricesCount() {
        for (GapMemory gaps : histories(300)) {
            IdleChoice one = threshold("5").choose(gaps, RUNNING, PARKED, null);
            IdleChoice thousand = threshold("5000").choose(gaps, HourlyRate.ofUsd("400"), HourlyRate.ofUsd("10"), null);

            assertThat(one.idleAfter()).isEqualTo(thousand.idleAfter());
        }
    }

    @Test
    void neverParksBeforeFiveMinutes() {
        IdleThreshold eager = IdleThreshold.derived()
                .interruptionUsd(BigDecimal.ZERO)
                .resumeCost(Duration.ZERO)
                .wakeRisk(new WakeRisk(0, Duration.ZERO))
                .build();

        assertThat(eager.choose(GapMemory.NONE, RUNNING, PARKED, null).idleAfter())
                .isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void neverParksWhatSavesNothing() {
        assertThat(threshold("0")
                        .choose(GapMemory.NONE, HourlyRate.FREE, null, null)
                        .isNever())
                .isTrue();
        assertThat(threshold("0").choose(GapMemory.NONE, PARKED, PARKED, null).isNever())
                .isTrue();
    }

    @Test
    void neverParksWhereMistakesAreDearAndEveryGapSoFarWasShort() {
        GapMemory backWithinAQuarterOfAnHour = GapMemory.NONE;
        for (int i = 0; i < 60; i++) {
            backWithinAQuarterOfAnHour = backWithinAQuarterOfAnHour.plus(Duration.ofMinutes(6 + i % 9));
        }
        IdleChoice dear = choose("20000", backWithinAQuarterOfAnHour);

        assertThat(dear.isNever()).isTrue();
        assertThat(stakeOf(dear).costUsd()).isGreaterThan(stakeOf(dear).savingUsd());
        assertThat(choose("0", backWithinAQuarterOfAnHour).isNever()).isFalse();
    }

    @Test
    void doesNotParkAheadOfALengthAtWhichUsersComeBack() {
        GapMemory everyHour = GapMemory.NONE;
        for (int i = 0; i < 60; i++) {
            everyHour = everyHour.plus(Duration.ofMinutes(58 + i % 5));
        }

        assertThat(length(choose("20", everyHour))).isGreaterThan(Duration.ofMinutes(80));
    }

    @Test
    void choosesForAnyPriceThatAProviderMaySay() {
        for (String rate : List.of("1e400", "1e-400", "0.0000001")) {
            HourlyRate absurd = HourlyRate.ofUsd(rate);

            assertThat(stakeOf(threshold("5").choose(GapMemory.NONE, absurd, PARKED, null)))
                    .isNotNull();
            assertThat(stakeOf(threshold("5").choose(GapMemory.NONE, RUNNING, absurd, null)))
                    .isNotNull();
        }
    }

    @Test
    void takesHalfAnHourWhereThePriceIsNotKnown() {
        assertThat(threshold("5").choose(GapMemory.NONE, null, PARKED, null))
                .isEqualTo(new IdleChoice(Duration.ofMinutes(30), null));
    }

    @Test
    void aParkedPriceThatIsNotKnownCountsAsNothing() {
        assertThat(threshold("5").choose(GapMemory.NONE, RUNNING, null, null))
                .isEqualTo(threshold("5").choose(GapMemory.NONE, RUNNING, HourlyRate.FREE, null));
    }

    /** Histories of 0 to 40 gaps, whose spread differs from one to the next. */
    private static List<GapMemory> histories(int count) {
        Random random = new Random(4);
        List<GapMemory> histories = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double spread = 0.5 + 3 * random.nextDouble();
            GapMemory gaps = GapMemory.NONE;
            int length = random.nextInt(40);
            for (int k = 0; k < length; k++) {
                double minutes = 5 * Math.exp(Math.abs(random.nextGaussian()) * spread);
                gaps = gaps.plus(Duration.ofSeconds((long) Math.min(60 * minutes, 3e6)));
            }
            histories.add(gaps);
        }
        return histories;
    }

    private static IdleChoice choose(String interruptionUsd, GapMemory gaps) {
        return threshold(interruptionUsd).choose(gaps, RUNNING, PARKED, null);
    }

    private static IdleThreshold threshold(String interruptionUsd) {
        return IdleThreshold.derived()
                .interruptionUsd(new BigDecimal(interruptionUsd))
                .build();
    }

    private static Duration length(IdleChoice choice) {
        Duration idleAfter = choice.idleAfter();
        return idleAfter == null ? NEVER : idleAfter;
    }

    private static Stake stakeOf(IdleChoice choice) {
        Stake stake = choice.stake();
        assertThat(stake).isNotNull();
        return stake;
    }
}
