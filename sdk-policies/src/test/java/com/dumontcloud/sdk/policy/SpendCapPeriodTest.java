package com.dumontcloud.sdk.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.SpendCap.Period;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpendCapPeriodTest {

    @ParameterizedTest(name = "{1} of {0} in {2}: {3} to {4}")
    @CsvSource({
        "2026-01-31T23:59:59Z, DAY, UTC, 2026-01-31T00:00:00Z, 2026-02-01T00:00:00Z",
        "2026-02-01T00:00:00Z, DAY, UTC, 2026-02-01T00:00:00Z, 2026-02-02T00:00:00Z",
        "2026-01-31T23:59:59Z, MONTH, UTC, 2026-01-01T00:00:00Z, 2026-02-01T00:00:00Z",
        "2026-02-01T00:00:00Z, MONTH, UTC, 2026-02-01T00:00:00Z, 2026-03-01T00:00:00Z",
        "2026-02-01T02:59:59Z, MONTH, America/Sao_Paulo, 2026-01-01T03:00:00Z, 2026-02-01T03:00:00Z",
        // The night in which clocks are put forward has 23 hours, the one in which they are put back 25.
        "2026-03-29T12:00:00Z, DAY, Europe/Berlin, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "2026-10-25T12:00:00Z, DAY, Europe/Berlin, 2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        // Where the clocks are put forward at midnight, the day begins at one.
        "2026-04-24T12:00:00Z, DAY, Africa/Cairo, 2026-04-23T22:00:00Z, 2026-04-24T21:00:00Z",
    })
    void beginsAndEndsAtMidnightOfTheZone(Instant at, Period period, String zone, Instant start, Instant end) {
        Instant began = period.startOf(at, ZoneId.of(zone));

        assertThat(began).isEqualTo(start);
        assertThat(period.endOf(began, ZoneId.of(zone))).isEqualTo(end);
    }

    @Test
    void hasNoEndWhereAllCounts() {
        assertThat(Period.TOTAL.endOf(
                        Period.TOTAL.startOf(Instant.parse("2026-01-05T00:00:00Z"), ZoneId.of("UTC")),
                        ZoneId.of("UTC")))
                .isNull();
    }

    @Test
    void isTheSameCapWithAnotherAmount() {
        PolicyAssignment assignment = PolicyAssignment.fleet(Preset.BALANCED.settings())
                .cap(SpendCap.ofFleet("1", Period.DAY))
                .cap(SpendCap.ofFleet("1", Period.MONTH))
                .cap(SpendCap.ofFleet("2", Period.DAY))
                .build();

        assertThat(assignment.caps())
                .containsExactly(SpendCap.ofFleet("2", Period.DAY), SpendCap.ofFleet("1", Period.MONTH));
        assertThat(assignment.toBuilder().build().caps()).isEqualTo(assignment.caps());
    }
}
