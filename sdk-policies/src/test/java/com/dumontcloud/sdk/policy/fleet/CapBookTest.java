package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.SpendCap;
import com.dumontcloud.sdk.policy.SpendCap.Period;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Periods and clocks that are wrong. */
class CapBookTest {

    private static final Instant NOON = Instant.parse("2026-03-10T12:00:00Z");

    private final CapBook book = new CapBook(SpendCap.ofFleet("10", Period.DAY), Long.MIN_VALUE);

    @ParameterizedTest
    @EnumSource(
            value = Period.class,
            names = {"DAY", "MONTH"})
    void aClockThatWasYearsAheadHoldsNoPeriodOpenForYears(Period period) {
        CapBook of = new CapBook(SpendCap.ofFleet("10", period), Long.MIN_VALUE);
        of.look(at(NOON));
        of.look(at(NOON.plus(Duration.ofDays(730))));

        of.look(at(NOON));

        assertThat(of.since()).isEqualTo(period.startOf(NOON, of.cap().zone()));
    }

    /** Else what was spent before midnight would be allowed a second time. */
    @Test
    void aClockThatIsSetBackOverMidnightBeginsNoDayTwice() {
        Instant midnight = Instant.parse("2026-03-11T00:00:00Z");
        book.look(at(midnight.plusSeconds(5)));

        book.look(at(midnight.minusSeconds(5)));

        assertThat(book.since()).isEqualTo(midnight);
    }

    private static Moment at(Instant wall) {
        return new Moment(1, 1, wall);
    }
}
