package com.dumontcloud.sdk.core.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Instants as text; the JDK's slow reader and writer say what is right. */
class IsoInstantTest {

    @ParameterizedTest
    @CsvSource({
        "2024-12-20T15:30:00Z, 2024-12-20T15:30:00Z",
        "2024-12-20T15:30:00.5Z, 2024-12-20T15:30:00.500Z",
        "2024-12-20T15:30:00.123456789Z, 2024-12-20T15:30:00.123456789Z",
        "2024-12-20T15:30:00.000000001Z, 2024-12-20T15:30:00.000000001Z",
        "2024-12-20T15:30:00+00:00, 2024-12-20T15:30:00Z",
        "2024-12-20T15:30:00-00:00, 2024-12-20T15:30:00Z",
        "2024-12-20T15:30:00.25+05:45, 2024-12-20T09:45:00.250Z",
        "2024-12-31T23:30:00-01:00, 2025-01-01T00:30:00Z",
        "2024-03-01T00:30:00+18:00, 2024-02-29T06:30:00Z",
        "2000-02-29T00:00:00Z, 2000-02-29T00:00:00Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z, 9999-12-31T23:59:59.999999999Z"
    })
    void readsUtcAndOffsets(String text, Instant instant) {
        assertThat(parse(text)).isEqualTo(instant);
    }

    @Test
    void agreesWithTheJdkOnEveryDayOfEightCenturies() {
        for (LocalDate day = LocalDate.of(1599, 12, 31); day.getYear() < 2402; day = day.plusDays(1)) {
            Instant noon = day.atTime(12, 34, 56).toInstant(ZoneOffset.UTC);

            assertThat(write(noon)).isEqualTo(noon.toString());
            assertThat(parse(noon.toString())).isEqualTo(noon);
        }
    }

    @Test
    void agreesWithTheJdkOnRandomInstantsAndOffsets() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            long second = (long) (random.nextDouble() * 300_000_000_000L) - 60_000_000_000L;
            int nanos = random.nextBoolean() ? 0 : random.nextInt(1_000) * (random.nextBoolean() ? 1_000 : 1_000_000);
            Instant instant = Instant.ofEpochSecond(second, nanos);
            ZoneOffset offset = ZoneOffset.ofTotalSeconds((random.nextInt(2 * 18 * 60 + 1) - 18 * 60) * 60);
            OffsetDateTime local = instant.atOffset(offset);
            String text = local.withNano(0).toLocalDateTime().toString();
            String withSeconds = text.length() == 16 ? text + ":00" : text;

            assertThat(write(instant)).isEqualTo(instant.toString());
            assertThat(parse(instant.toString())).isEqualTo(instant);
            assertThat(parse(withSeconds + offset)).isEqualTo(instant.minusNanos(nanos));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2023-02-29T00:00:00Z", "0000-01-01T00:00:00Z"})
    void knowsNoDayThatIsNotInTheCalendar(String text) {
        assertThat(parse(text)).isNull();
    }

    @Test
    void writesYearsOfFourDigitsOnly() {
        assertThat(IsoInstant.isWritable(Instant.parse("0001-01-01T00:00:00Z"))).isTrue();
        assertThat(IsoInstant.isWritable(Instant.parse("0000-12-31T23:59:59Z"))).isFalse();
        assertThat(IsoInstant.isWritable(Instant.parse("9999-12-31T23:59:59.999999999Z")))
                .isTrue();
        assertThat(IsoInstant.isWritable(Instant.parse("+10000-01-01T00:00:00Z")))
                .isFalse();
    }

    private static Instant parse(String text) {
        byte[] bytes = ("<" + text + ">").getBytes(US_ASCII);
        return IsoInstant.parse(bytes, 1, bytes.length - 1);
    }

    private static String write(Instant instant) {
        byte[] target = new byte[IsoInstant.MAX_LENGTH + 1];
        int end = IsoInstant.write(instant, target, 1);
        return new String(target, 1, end - 1, US_ASCII);
    }
}
