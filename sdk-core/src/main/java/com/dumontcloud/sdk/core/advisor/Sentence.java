package com.dumontcloud.sdk.core.advisor;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What somebody wrote, in small letters without accents, and which of it was read. Each piece is read once, so that what stands for
 * the size of the data does not stand for the size of the model too. Not thread-safe.
 */
final class Sentence {

    private static final Pattern ACCENTS = Pattern.compile("\\p{M}+");

    /** In capitals they are no pronouns: not "us" of English, nor "eu" of Portuguese. With a dollar it is a currency. */
    private static final Pattern UNITED_STATES = Pattern.compile("\\bUS\\b(?!\\$)");

    private static final Pattern EUROPEAN_UNION = Pattern.compile("\\b(?:EU|UE)\\b");

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");
    private static final Pattern NUMBERS = Pattern.compile("\\S*[0-9]\\S*(?: [a-z%]+)?");

    private final String text;
    private final BitSet read = new BitSet();

    private Sentence(String text) {
        this.text = text;
    }

    static Sentence of(String written) {
        String capitals = EUROPEAN_UNION
                .matcher(UNITED_STATES.matcher(written).replaceAll("USA"))
                .replaceAll("europe");
        String plain = ACCENTS.matcher(Normalizer.normalize(capitals, Normalizer.Form.NFKD))
                .replaceAll("");
        return new Sentence(
                BLANKS.matcher(plain.toLowerCase(Locale.ROOT)).replaceAll(" ").strip());
    }

    /** Reads the first piece that is like this and was not read before. */
    Optional<MatchResult> take(Pattern pattern) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            int unread = read.nextSetBit(matcher.start());
            if (unread < 0 || unread >= matcher.end()) {
                read.set(matcher.start(), matcher.end());
                return Optional.of(matcher.toMatchResult());
            }
        }
        return Optional.empty();
    }

    /** Reads every piece that is like this, and returns whether there was one. */
    boolean takeAll(Pattern pattern) {
        boolean found = false;
        while (take(pattern).isPresent()) {
            found = true;
        }
        return found;
    }

    /** Returns whether there is a piece like this, read or not. */
    boolean has(Pattern pattern) {
        return pattern.matcher(text).find();
    }

    /** Returns the numbers that nothing was made of, each with the word behind it: what a reader may have missed. */
    List<String> unread() {
        List<String> missed = new ArrayList<>();
        Matcher numbers = NUMBERS.matcher(text);
        while (numbers.find()) {
            int number = numbers.start();
            while (!Character.isDigit(text.charAt(number))) {
                number++;
            }
            if (!read.get(number)) {
                missed.add(numbers.group());
            }
        }
        return missed;
    }
}
