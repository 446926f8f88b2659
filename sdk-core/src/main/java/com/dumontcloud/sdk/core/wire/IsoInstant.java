package com.dumontcloud.sdk.core.wire;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes instants as ISO-8601, such as {@code 2024-12-20T15:30:00Z}, a heartbeat's two in a few nanoseconds where
 * {@link Instant#parse} takes hundreds and builds dozens of objects.
 */
final class IsoInstant {

    private static final int SECONDS_PER_DAY = 86_400;
    private static final int MAX_OFFSET_MINUTES = 18 * 60;
    private static final long DAYS_TO_1970 = daysBefore(1970);
    private static final int[] DAYS_BEFORE_MONTH = {0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
    private static final int[] POWERS_OF_TEN = {
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000
    };

    private IsoInstant() {}

    /**
     * Returns the instant that these bytes spell: date, {@code T}, time to the second, at most nine decimals, and {@code Z} or
     * an offset such as {@code +05:45}; null where they do not. A time without zone is no instant.
     */
    static @Nullable Instant parse(byte[] bytes, int from, int to) {
        if (to - from < 20
                || bytes[from + 4] != '-'
                || bytes[from + 7] != '-'
                || bytes[from + 10] != 'T'
                || bytes[from + 13] != ':'
                || bytes[from + 16] != ':') {
            return null;
        }
        int year = two(bytes, from) * 100 + two(bytes, from + 2);
        int month = two(bytes, from + 5);
        int day = two(bytes, from + 8);
        int hour = two(bytes, from + 11);
        int minute = two(bytes, from + 14);
        int second = two(bytes, from + 17);
        if (year < 1 || month < 1 || month > 12 || day < 1 || hour < 0 || minute < 0 || second < 0) {
            return null;
        }
        if (day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59) {
            return null;
        }
        int next = from + 19;
        int nanos = 0;
        if (bytes[next] == '.') {
            int digits = 0;
            for (next++; next < to && digits < 9 && bytes[next] >= '0' && bytes[next] <= '9'; next++, digits++) {
                nanos = nanos * 10 + bytes[next] - '0';
            }
            if (digits == 0) {
                return null;
            }
            nanos *= POWERS_OF_TEN[9 - digits];
        }
        int offsetMinutes = offset(bytes, next, to);
        if (Math.abs(offsetMinutes) > MAX_OFFSET_MINUTES) {
            return null;
        }
        long days = daysBefore(year) + DAYS_BEFORE_MONTH[month] + (month > 2 && isLeap(year) ? 1 : 0) + day - 1;
        int secondOfDay = hour * 3600 + minute * 60 + second;
        long seconds = (days - DAYS_TO_1970) * SECONDS_PER_DAY + secondOfDay - offsetMinutes * 60L;
        return Instant.ofEpochSecond(seconds, nanos);
    }

    /** The most bytes that {@link #write} writes. */
    static final int MAX_LENGTH = 30;

    /** Returns whether the instant has a year of four digits, so that {@link #write} can write it. */
    static boolean isWritable(Instant instant) {
        long seconds = instant.getEpochSecond();
        return seconds >= -DAYS_TO_1970 * SECONDS_PER_DAY
                && seconds < (daysBefore(10_000) - DAYS_TO_1970) * SECONDS_PER_DAY;
    }

    /**
     * Writes the instant with {@code Z} and no, three, six or nine decimals.
     *
     * @return the position after its last byte
     */
    static int write(Instant instant, byte[] target, int at) {
        long seconds = instant.getEpochSecond();
        LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(seconds, SECONDS_PER_DAY));
        int second = Math.floorMod(seconds, SECONDS_PER_DAY);
        putTwo(target, at, date.getYear() / 100);
        putTwo(target, at + 2, date.getYear() % 100);
        target[at + 4] = '-';
        putTwo(target, at + 5, date.getMonthValue());
        target[at + 7] = '-';
        putTwo(target, at + 8, date.getDayOfMonth());
        target[at + 10] = 'T';
        putTwo(target, at + 11, second / 3600);
        target[at + 13] = ':';
        putTwo(target, at + 14, second / 60 % 60);
        target[at + 16] = ':';
        putTwo(target, at + 17, second % 60);
        int next = at + 19;
        int nanos = instant.getNano();
        if (nanos != 0) {
            int digits = nanos % 1_000_000 == 0 ? 3 : nanos % 1_000 == 0 ? 6 : 9;
            target[next++] = '.';
            for (int digit = 1; digit <= digits; digit++) {
                target[next++] = (byte) ('0' + nanos / POWERS_OF_TEN[9 - digit] % 10);
            }
        }
        target[next++] = 'Z';
        return next;
    }

    /** Returns the offset in minutes, or an impossible one where there is none. */
    private static int offset(byte[] bytes, int from, int to) {
        if (to - from == 1 && bytes[from] == 'Z') {
            return 0;
        }
        if (to - from != 6 || (bytes[from] != '+' && bytes[from] != '-') || bytes[from + 3] != ':') {
            return Integer.MAX_VALUE;
        }
        int hours = two(bytes, from + 1);
        int minutes = two(bytes, from + 4);
        if (hours < 0 || minutes < 0 || minutes > 59) {
            return Integer.MAX_VALUE;
        }
        return bytes[from] == '-' ? -(hours * 60 + minutes) : hours * 60 + minutes;
    }

    /** Returns the number of two digits, or one so negative that sums with it stay negative. */
    private static int two(byte[] bytes, int at) {
        int high = bytes[at] - '0';
        int low = bytes[at + 1] - '0';
        return high < 0 || high > 9 || low < 0 || low > 9 ? -100_000 : high * 10 + low;
    }

    private static void putTwo(byte[] target, int at, int value) {
        target[at] = (byte) ('0' + value / 10);
        target[at + 1] = (byte) ('0' + value % 10);
    }

    private static long daysBefore(int year) {
        int past = year - 1;
        return past * 365L + past / 4 - past / 100 + past / 400;
    }

    private static int daysIn(int year, int month) {
        int days = DAYS_BEFORE_MONTH[month + 1] - DAYS_BEFORE_MONTH[month];
        return month == 2 && isLeap(year) ? days + 1 : days;
    }

    private static boolean isLeap(int year) {
        return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    }
}
