package com.dumontcloud.sdk.core.advisor;

import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers as people of either language write them: {@code 1.5}, {@code 1,5}, {@code 10.000}, {@code 50k}, {@code 2 milhões}, {@code dois}. */
final class Numbers {

    private static final String IN_WORDS =
            "um|uma|a|an|one|dois|duas|two|tres|three|quatro|four|cinco|five|seis|six|oito|eight|dez|ten";

    /** A number in digits or in a word, and one group. */
    static final String NUMBER = "([0-9]+(?:[.,][0-9]+)*|" + IN_WORDS + ")";

    /** The same of what there are few of. */
    static final String FEW = "([0-9]{1,2}|" + IN_WORDS + ")";

    /** How many of them, and one group. */
    static final String SCALE =
            "(?: ?(k|mil|thousand|m|mi|milhao|milhoes|million|millions|b|bi|bilhao|bilhoes|billion|billions|t|tri"
                    + "|trilhao|trilhoes|trillion|trillions)\\b)?";

    /** Nobody writes a thousand with a nought before it: 0.350 is less than one. */
    private static final Pattern THOUSANDS = Pattern.compile("[1-9][0-9]{0,2}(?:[.,][0-9]{3})+");

    private static final Map<String, Integer> WORDS = Map.ofEntries(
            Map.entry("um", 1),
            Map.entry("uma", 1),
            Map.entry("a", 1),
            Map.entry("an", 1),
            Map.entry("one", 1),
            Map.entry("dois", 2),
            Map.entry("duas", 2),
            Map.entry("two", 2),
            Map.entry("tres", 3),
            Map.entry("three", 3),
            Map.entry("quatro", 4),
            Map.entry("four", 4),
            Map.entry("cinco", 5),
            Map.entry("five", 5),
            Map.entry("seis", 6),
            Map.entry("six", 6),
            Map.entry("oito", 8),
            Map.entry("eight", 8),
            Map.entry("dez", 10),
            Map.entry("ten", 10));

    private Numbers() {}

    /** Returns what {@link #NUMBER} found; groups of three digits are thousands, whichever sign parts them. */
    static double value(String written) {
        Integer word = WORDS.get(written);
        if (word != null) {
            return word;
        }
        if (THOUSANDS.matcher(written).matches()) {
            return Double.parseDouble(written.replaceAll("[.,]", ""));
        }
        int point = Math.max(written.lastIndexOf('.'), written.lastIndexOf(','));
        return point < 0
                ? Double.parseDouble(written)
                : Double.parseDouble(
                        written.substring(0, point).replaceAll("[.,]", "") + "." + written.substring(point + 1));
    }

    /** Returns what {@link #NUMBER} and {@link #SCALE} found. */
    static double value(String written, @Nullable String scale) {
        double value = value(written);
        if (scale == null) {
            return value;
        }
        return value
                * switch (scale.charAt(0)) {
                    case 'k' -> 1e3;
                    case 'b' -> 1e9;
                    case 't' -> scale.equals("thousand") ? 1e3 : 1e12;
                    default -> scale.equals("mil") ? 1e3 : 1e6;
                };
    }
}
