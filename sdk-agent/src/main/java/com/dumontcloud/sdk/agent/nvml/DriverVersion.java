package com.dumontcloud.sdk.agent.nvml;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The version of the driver, such as {@code 535.261.03}.
 *
 * @param text as the driver says it; empty when it does not
 */
record DriverVersion(String text) {

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,6})\\.(\\d{1,6})(\\D.*)?");

    /** In 535.54.03 entries of process lists had 32 bytes in place of 24, under the same version of the function. */
    private static final int WIDENED_BRANCH = 535;

    private static final int NARROW_AGAIN = 98;

    /** Returns whether the entries of its process lists may be longer than its header says, so that only their number holds. */
    boolean mayWidenProcessEntries() {
        Matcher numbers = NUMBERS.matcher(text);
        return numbers.matches()
                && Integer.parseInt(numbers.group(1)) == WIDENED_BRANCH
                && Integer.parseInt(numbers.group(2)) < NARROW_AGAIN;
    }
}
