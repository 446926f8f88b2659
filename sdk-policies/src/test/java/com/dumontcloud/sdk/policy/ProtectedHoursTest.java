package com.dumontcloud.sdk.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.dumontcloud.sdk.policy.ProtectedHours.Window;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedHoursTest {

    private static final Set<DayOfWeek> WORKDAYS = EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY);
    private static final Set<DayOfWeek> EVERY_DAY = EnumSet.allOf(DayOfWeek.class);

    /** In Berlin it is an hour later than in UTC in winter; 2026-01-05 is a Monday. */
    @ParameterizedTest
    @CsvSource({
        "2026-01-05T07:59:59.999999999Z, false",
        "2026-01-05T08:00:00Z, true",
        "2026-01-05T16:59:59.999999999Z, true",
        "2026-01-05T17:00:00Z, false",
        "2026-01-09T12:00:00Z, true",
        "2026-01-10T12:00:00Z, false",
        "2026-01-11T12:00:00Z, false",
    })
    void coverFromTheirFirstInstantUpToTheirLast(Instant instant, boolean covered) {
        ProtectedHours office = hours(WORKDAYS, "09:00", "18:00", "Europe/Berlin");

        assertThat(office.coverAt(instant)).isEqualTo(covered);
    }

    /** Friday evening's window belongs to Friday, though it ends on a Saturday. */
    @ParameterizedTest
    @CsvSource({
        "2026-01-09T21:59:59Z, false",
        "2026-01-09T22:00:00Z, true",
        "2026-01-10T05:59:59Z, true",
        "2026-01-10T06:00:00Z, false",
        "2026-01-10T22:30:00Z, false",
        "2026-01-05T05:00:00Z, false",
    })
    void aWindowThatEndsBeforeItBeginsEndsOnTheNextDay(Instant instant, boolean covered) {
        ProtectedHours nights = hours(WORKDAYS, "22:00", "06:00", "UTC");

        assertThat(nights.coverAt(instant)).isEqualTo(covered);
    }

    @Test
    void aWindowThatEndsWhereItBeginsIsAWholeDay() {
        ProtectedHours saturdays = hours(Set.of(DayOfWeek.SATURDAY), "00:00", "00:00", "UTC");

        assertThat(saturdays.coverAt(Instant.parse("2026-01-09T23:59:59Z"))).isFalse();
        assertThat(saturdays.coverAt(Instant.parse("2026-01-10T00:00:00Z"))).isTrue();
        assertThat(saturdays.coverAt(Instant.parse("2026-01-10T23:59:59Z"))).isTrue();
        assertThat(saturdays.coverAt(Instant.parse("2026-01-11T00:00:00Z"))).isFalse();
    }

    /** On 2026-03-29 Berlin goes from 02:00 to 03:00, at 01:00 UTC. */
    @ParameterizedTest
    @CsvSource({
        "02:30, 05:00, 2026-03-29T00:59:59Z, false",
        "02:30, 05:00, 2026-03-29T01:00:00Z, true",
        "02:30, 05:00, 2026-03-29T02:59:59Z, true",
        "02:30, 05:00, 2026-03-29T03:00:00Z, false",
        "01:00, 02:30, 2026-03-29T00:00:00Z, true",
        "01:00, 02:30, 2026-03-29T00:59:59Z, true",
        "01:00, 02:30, 2026-03-29T01:00:00Z, false",
        "02:10, 02:50, 2026-03-29T01:00:00Z, false",
    })
    void anEdgeThatTheClockJumpsOverIsTheFirstInstantThatExists(
            String from, String to, Instant instant, boolean covered) {
        ProtectedHours hours = hours(EVERY_DAY, from, to, "Europe/Berlin");

        assertThat(hours.coverAt(instant)).isEqualTo(covered);
    }

    /** Until 2018 midnight itself did not exist on the day Brazil put its clocks forward. */
    @Test
    void aDayWithoutMidnightBeginsWhenItBegins() {
        ProtectedHours day = hours(EVERY_DAY, "00:00", "06:00", "America/Sao_Paulo");

        assertThat(day.coverAt(Instant.parse("2018-11-04T02:59:59Z"))).isFalse();
        assertThat(day.coverAt(Instant.parse("2018-11-04T03:00:00Z"))).isTrue();
    }

    /** On 2026-10-25 Berlin has 02:00 to 03:00 twice, from 00:00 and from 01:00 UTC. */
    @ParameterizedTest
    @CsvSource({
        "02:15, 02:45, 2026-10-25T00:14:59Z, false",
        "02:15, 02:45, 2026-10-25T00:15:00Z, true",
        "02:15, 02:45, 2026-10-25T00:50:00Z, true",
        "02:15, 02:45, 2026-10-25T01:44:59Z, true",
        "02:15, 02:45, 2026-10-25T01:45:00Z, false",
        "02:30, 06:00, 2026-10-25T00:30:00Z, true",
        "00:00, 02:30, 2026-10-25T01:29:59Z, true",
    })
    void anHourThatComesTwiceIsProtectedBothTimes(String from, String to, Instant instant, boolean covered) {
        ProtectedHours hours = hours(EVERY_DAY, from, to, "Europe/Berlin");

        assertThat(hours.coverAt(instant)).isEqualTo(covered);
    }

    @Test
    void theNextChangeIsTheEdgeOfAnyWindow() {
        ProtectedHours hours = ProtectedHours.of(
                new Window(WORKDAYS, LocalTime.of(9, 0), LocalTime.of(18, 0), ZoneId.of("UTC")),
                new Window(Set.of(DayOfWeek.SUNDAY), LocalTime.of(20, 0), LocalTime.of(22, 0), ZoneId.of("UTC")));

        assertThat(hours.nextChange(Instant.parse("2026-01-09T08:00:00Z"))).isEqualTo("2026-01-09T09:00:00Z");
        assertThat(hours.nextChange(Instant.parse("2026-01-09T09:00:00Z"))).isEqualTo("2026-01-09T18:00:00Z");
        assertThat(hours.nextChange(Instant.parse("2026-01-09T18:00:00Z"))).isEqualTo("2026-01-11T20:00:00Z");
        assertThat(ProtectedHours.NONE.nextChange(Instant.EPOCH)).isNull();
        assertThat(ProtectedHours.NONE.coverAt(Instant.EPOCH)).isFalse();
    }

    /** The engine looks only when a change is due. */
    @ParameterizedTest
    @ValueSource(
            strings = {"Europe/Berlin", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"})
    void nothingChangesBeforeTheNextChange(String zone) {
        Random random = new Random(zone.hashCode());
        for (int round = 0; round < 60; round++) {
            ProtectedHours hours = ProtectedHours.of(
                    new Window(
                            EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)), DayOfWeek.of(1 + random.nextInt(7))),
                            LocalTime.of(random.nextInt(24), random.nextInt(60)),
                            LocalTime.of(random.nextInt(24), random.nextInt(60)),
                            ZoneId.of(zone)),
                    new Window(EVERY_DAY, LocalTime.of(1, 30), LocalTime.of(2, 30), ZoneId.of(zone)));
            Instant from = Instant.parse("2011-12-01T00:00:00Z").plusSeconds(random.nextInt(86_400 * 365));
            Instant change = hours.nextChange(from);

            assertThat(change).isAfter(from);
            for (Instant at = from; at.isBefore(change); at = at.plus(Duration.ofMinutes(7))) {
                assertThat(hours.coverAt(at)).as("%s at %s", hours, at).isEqualTo(hours.coverAt(from));
            }
        }
    }

    @Test
    void aWindowWithoutDaysOrTooManyWindowsAreRefused() {
        Window window = new Window(EVERY_DAY, LocalTime.MIN, LocalTime.NOON, ZoneId.of("UTC"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Window(Set.of(), LocalTime.MIN, LocalTime.NOON, ZoneId.of("UTC")))
                .withMessageContaining("at least one day");
        assertThat(new ProtectedHours(Collections.nCopies(50, window)).windows())
                .hasSize(50);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProtectedHours(Collections.nCopies(51, window)))
                .withMessageContaining("51")
                .withMessageContaining("50");
    }

    private static ProtectedHours hours(Set<DayOfWeek> days, String from, String to, String zone) {
        return ProtectedHours.of(new Window(days, LocalTime.parse(from), LocalTime.parse(to), ZoneId.of(zone)));
    }
}
