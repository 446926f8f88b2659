package com.dumontcloud.sdk.core.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Reads how long a server asks to be left alone. */
final class RetryAfter {

    /** Far beyond every cap; also keeps a silly number from overflowing. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private static final int MOST_DIGITS = 9;

    private RetryAfter() {}

    /**
     * Returns the wait, zero or more; absent where the header is missing or unreadable.
     *
     * @param header {@code Retry-After}: seconds, or a date
     * @param date {@code Date} of the same answer, against which a date is measured, so that the two clocks need not agree
     * @param now our own clock, for answers without a date
     */
    static @Nullable Duration read(@Nullable String header, @Nullable String date, Instant now) {
        if (header == null || header.isBlank()) {
            return null;
        }
        String text = header.strip();
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return text.length() > MOST_DIGITS ? LONGEST : shorter(Duration.ofSeconds(Long.parseLong(text)));
        }
        Instant until = instant(text);
        if (until == null) {
            return null;
        }
        Instant from = date == null ? null : instant(date.strip());
        Duration wait = Duration.between(from == null ? now : from, until);
        return wait.isNegative() ? Duration.ZERO : shorter(wait);
    }

    private static Duration shorter(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static @Nullable Instant instant(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException unreadable) {
            return null; // A header we cannot read asks for nothing; the ordinary back-off applies.
        }
    }
}
