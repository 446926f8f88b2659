package com.dumontcloud.sdk.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GapOutlookTest {

    private static final Offset<Double> ROUNDING = within(1e-9);

    @ParameterizedTest(name = "of all gaps of 5 min, {1} last {0} min")
    @CsvSource({"5, 1", "20, 0.5", "80, 0.25", "125, 0.2", "500, 0.1", "12500, 0.02"})
    void generalExperienceIsASquareRoot(double minutes, double survival) {
        assertThat(new GapOutlook(GapMemory.NONE).survival(minutes)).isCloseTo(survival, ROUNDING);
    }

    @Test
    void theTimeWithinADoublingIsTheAreaUnderTheSurvival() {
        GapOutlook outlook = new GapOutlook(GapMemory.NONE);

        // The integral of (t/5)^-1/2 from a to b is 2 sqrt(5) (sqrt(b) - sqrt(a)).
        assertThat(outlook.between(20, 36)).isCloseTo(2 * Math.sqrt(5) * (6 - Math.sqrt(20)), ROUNDING);
    }

    @Test
    void theTimeWithinADoublingIsRightForAnExponentOfOneToo() {
        GapMemory manyShort = GapMemory.NONE;
        for (int i = 0; i < 200; i++) {
            manyShort = manyShort.plus(Duration.ofSeconds(300 + i));
        }
        GapOutlook outlook = new GapOutlook(manyShort);

        double sum = 0;
        for (int i = 0; i < 5000; i++) {
            sum += outlook.survival(5 + (i + 0.5) / 1000) / 1000;
        }
        assertThat(outlook.between(5, 10)).isCloseTo(sum, within(1e-6));
    }

    @Test
    void aMachinesOwnGapsWeighInWithTheGeneralOnes() {
        // Worked by hand: one gap of exactly 10 min ends in the second doubling and passes through the first.
        GapOutlook outlook = new GapOutlook(GapMemory.NONE.plus(Duration.ofMinutes(10)));
        double ln2 = Math.log(2);
        double own = (10 * 0.5 + 1) / (10 + ln2);
        double first = 8 * ln2 * own / (8 * ln2 + ln2);
        double second = (8 * ln2 * (first + own) / 2 + 1) / (8 * ln2);

        assertThat(outlook.survival(10)).isCloseTo(Math.pow(2, -first), within(1e-6));
        assertThat(outlook.survival(20)).isCloseTo(Math.pow(2, -first - second), within(1e-6));
    }

    @Test
    void manyGapsOfItsOwnOutweighTheGeneralOnes() {
        GapMemory alwaysBackSoon = GapMemory.NONE;
        GapMemory neverBackSoon = GapMemory.NONE;
        for (int i = 0; i < 100; i++) {
            alwaysBackSoon = alwaysBackSoon.plus(Duration.ofMinutes(7));
            neverBackSoon = neverBackSoon.plus(Duration.ofHours(14));
        }

        assertThat(new GapOutlook(alwaysBackSoon).survival(60)).isLessThan(0.05);
        assertThat(new GapOutlook(neverBackSoon).survival(60)).isGreaterThan(0.8);
    }
}
