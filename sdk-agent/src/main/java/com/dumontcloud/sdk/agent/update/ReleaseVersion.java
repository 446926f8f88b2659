package com.dumontcloud.sdk.agent.update;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version such as {@code 1.12.0} or {@code 2.0.0-rc.1}, ordered as semantic versioning has it, save that numbers left out at
 * the end count as zero. Immutable.
 */
final class ReleaseVersion implements Comparable<ReleaseVersion> {

    private static final int MOST_NUMBERS = 4;
    private static final Pattern FORM =
            Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9}){0,3})(?:-([0-9A-Za-z]{1,20}(?:[.-][0-9A-Za-z]{1,20}){0,5}))?");

    private final String text;
    private final int[] numbers;
    private final String[] qualifiers;

    private ReleaseVersion(String text, int[] numbers, String[] qualifiers) {
        this.text = text;
        this.numbers = numbers;
        this.qualifiers = qualifiers;
    }

    /** Returns the version that the text names; null where it names none. */
    static @Nullable ReleaseVersion parse(@Nullable String text) {
        Matcher form = FORM.matcher(text == null ? "" : text);
        if (!form.matches()) {
            return null;
        }
        int[] numbers = Arrays.stream(form.group(1).split("\\.", -1))
                .mapToInt(Integer::parseInt)
                .toArray();
        String qualifiers = form.group(2);
        return new ReleaseVersion(
                form.group(),
                Arrays.copyOf(numbers, MOST_NUMBERS),
                qualifiers == null ? new String[0] : qualifiers.split("\\.", -1));
    }

    @Override
    public int compareTo(ReleaseVersion other) {
        int byNumbers = Arrays.compare(numbers, other.numbers);
        if (byNumbers != 0) {
            return byNumbers;
        }
        if (qualifiers.length == 0 || other.qualifiers.length == 0) {
            return Boolean.compare(
                    qualifiers.length == 0, other.qualifiers.length == 0); // a release is above its candidates
        }
        return Arrays.compare(qualifiers, other.qualifiers, ReleaseVersion::compareQualifiers);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReleaseVersion version && compareTo(version) == 0;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(numbers);
    }

    @Override
    public String toString() {
        return text;
    }

    /** Numbers by their value, below words; words by their characters. */
    private static int compareQualifiers(String one, String other) {
        boolean oneIsNumber = isNumber(one);
        boolean otherIsNumber = isNumber(other);
        if (oneIsNumber && otherIsNumber) {
            return new java.math.BigInteger(one).compareTo(new java.math.BigInteger(other));
        }
        return oneIsNumber == otherIsNumber ? one.compareTo(other) : Boolean.compare(otherIsNumber, oneIsNumber);
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
