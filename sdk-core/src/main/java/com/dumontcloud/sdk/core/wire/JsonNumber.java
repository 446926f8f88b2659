package com.dumontcloud.sdk.core.wire;

import java.nio.charset.StandardCharsets;

/** A number as it stands in a JSON document. Immutable. */
final class JsonNumber {

    /** With at most this many digits the mantissa fits a long. */
    private static final int MAX_EXACT_DIGITS = 18;

    private static final long MAX_EXACT_DOUBLE = 1L << 53;
    private static final int HUGE_EXPONENT = 100_000;

    /** The powers of ten that a double holds exactly: one operation on two exact doubles is rounded once, so correctly. */
    private static final double[] POWERS_OF_TEN = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    private final byte[] bytes;
    private final int start;
    private int end;
    private long mantissa;
    private int digits;
    private int exponent;
    private boolean plainInteger = true;

    /** Reads the number that begins here. */
    JsonNumber(byte[] document, int from) {
        bytes = document;
        start = from;
        end = from;
        boolean negative = accept('-');
        if (accept('0')) {
            digits = 1;
            if (isDigit()) {
                throw malformed("a leading zero");
            }
        } else {
            scanDigits();
        }
        if (accept('.')) {
            plainInteger = false;
            int before = digits;
            scanDigits();
            exponent = before - digits;
        }
        if (accept('e') || accept('E')) {
            plainInteger = false;
            scanExponent();
        }
        if (negative) {
            mantissa = -mantissa;
        }
    }

    /** Returns whether {@link #mantissa()} is the number, whole and exact. */
    boolean isExactLong() {
        return plainInteger && digits <= MAX_EXACT_DIGITS;
    }

    long mantissa() {
        return mantissa;
    }

    /** Returns how many characters it is written with. */
    int length() {
        return end - start;
    }

    /** Returns the nearest double; infinite where the number is beyond them. */
    double doubleValue() {
        boolean exact = digits <= MAX_EXACT_DIGITS && mantissa <= MAX_EXACT_DOUBLE && mantissa >= -MAX_EXACT_DOUBLE;
        if (exact && exponent == 0) {
            return mantissa;
        }
        if (exact && exponent < 0 && -exponent < POWERS_OF_TEN.length) {
            return mantissa / POWERS_OF_TEN[-exponent];
        }
        return Double.parseDouble(text());
    }

    /** Returns it as it stands in the document. */
    String text() {
        return new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private void scanDigits() {
        int first = end;
        long value = mantissa;
        int i = end;
        for (; i < bytes.length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            // Beyond the exact digits this wraps around, and nobody asks for it.
            value = value * 10 + digit;
        }
        if (i == first) {
            throw malformed("no digit");
        }
        mantissa = value;
        digits += i - first;
        end = i;
    }

    private void scanExponent() {
        boolean negative = accept('-');
        if (!negative) {
            accept('+');
        }
        if (!isDigit()) {
            throw malformed("no digit in the exponent");
        }
        int value = 0;
        for (; isDigit(); end++) {
            value = Math.min(HUGE_EXPONENT, value * 10 + bytes[end] - '0');
        }
        exponent += negative ? -value : value;
    }

    private boolean accept(char wanted) {
        if (end < bytes.length && bytes[end] == wanted) {
            end++;
            return true;
        }
        return false;
    }

    private boolean isDigit() {
        return end < bytes.length && bytes[end] >= '0' && bytes[end] <= '9';
    }

    private MalformedJsonException malformed(String problem) {
        return new MalformedJsonException("a number with " + problem + " at byte " + start);
    }
}
