package com.dumontcloud.sdk.policy.fleet;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/**
 * What is written down of a cap. Immutable.
 *
 * @param since when its period began
 * @param beforeUsd what its machines had cost before that
 * @param capUsd the amount it had
 * @param warnedPercent the highest percentage that people were told of in this period
 */
record CapMark(Instant since, BigDecimal beforeUsd, BigDecimal capUsd, int warnedPercent) {

    private static final String PREFIX = "spend cap, ";
    private static final String SEPARATOR = " ";

    /** Returns under which name the mark of a cap is kept. */
    static String nameOf(String capKey) {
        return PREFIX + capKey;
    }

    String text() {
        return String.join(
                SEPARATOR, since.toString(), beforeUsd.toString(), capUsd.toString(), Integer.toString(warnedPercent));
    }

    static CapMark parse(String text) {
        List<String> parts = List.of(text.split(SEPARATOR, -1));
        if (parts.size() != 4) {
            throw new IllegalStateException("cannot read what is kept of a spend cap: \"" + text + "\"");
        }
        return new CapMark(
                Instant.parse(parts.get(0)),
                new BigDecimal(parts.get(1)),
                new BigDecimal(parts.get(2)),
                Integer.parseInt(parts.get(3)));
    }
}
