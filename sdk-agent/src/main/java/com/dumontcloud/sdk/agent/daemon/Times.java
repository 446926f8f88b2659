package com.dumontcloud.sdk.agent.daemon;

import java.time.DateTimeException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lengths of time as people write them: {@code 90s}, {@code 45m}, {@code 2h}, {@code 1d}, or as ISO-8601 has them. */
final class Times {

    private static final int MOST_DIGITS = 9;

    private Times() {}

    /**
     * Returns the time.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Duration parse(String text) {
        int digits = text.length() - 1;
        String number = digits < 1 ? "" : text.substring(0, digits);
        if (number.length() <= MOST_DIGITS
                && !number.isEmpty()
                && number.chars().allMatch(c -> c >= '0' && c <= '9')) {
            Duration unit = unit(text.charAt(digits));
            if (unit != null) {
                return unit.multipliedBy(Long.parseLong(number));
            }
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException("\"" + text + "\" is no time; write 45m or 2h", noTime);
        }
    }

    private static @Nullable Duration unit(char letter) {
        return switch (letter) {
            case 's' -> Duration.ofSeconds(1);
            case 'm' -> Duration.ofMinutes(1);
            case 'h' -> Duration.ofHours(1);
            case 'd' -> Duration.ofDays(1);
            default -> null;
        };
    }
}
