package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one label at Vast holds: the name that people gave, and behind it what this SDK keeps there, such as
 * {@code train dumont:R=8f3a2b1c,team=vision,H=1764444000}. It is the one text that a machine carries through every state, and
 * that every process of the account sees. Immutable.
 *
 * <p>Capital letters are ours: {@code R} the rental's token, {@code L} the owner's lease, {@code H} and {@code S} the second at
 * which we parked or stopped the machine, {@code O} that at which it was seen to be outbid. What is damaged counts as a name: people may write what they like.
 */
final class VastLabel {

    /** The longest label that Vast keeps, in characters; a create takes fewer, see {@link VastRental#LONGEST_LABEL}. */
    static final int LONGEST = 1024;

    private static final String HIBERNATED = "H";
    private static final String STOPPED = "S";
    private static final String OUTBID = "O";
    private static final Map<String, String> SHORT =
            Map.of(MachineProvider.RENTAL_LABEL, "R", MachineProvider.LEASE_LABEL, "L");
    private static final Map<String, String> LONG =
            Map.of("R", MachineProvider.RENTAL_LABEL, "L", MachineProvider.LEASE_LABEL);
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Cntrl}]+");
    private static final String FIELD = "[A-Za-z][a-z0-9-]{0,31}=[A-Za-z0-9._:@+-]{1,64}";
    private static final Pattern KEPT = Pattern.compile("(?s)(.*?)(?:^|\\s)dumont:(" + FIELD + "(?:," + FIELD + ")*)");

    private final String name;
    private final Map<String, String> fields;

    private VastLabel(String name, Map<String, String> fields) {
        this.name = name;
        this.fields = Collections.unmodifiableMap(fields);
    }

    static VastLabel parse(@Nullable String label) {
        String text = label == null ? "" : label.strip();
        Matcher kept = KEPT.matcher(text);
        Map<String, String> fields = new LinkedHashMap<>();
        if (!kept.matches()) {
            return new VastLabel(text, fields);
        }
        for (String field : kept.group(2).split(",", -1)) {
            int equals = field.indexOf('=');
            fields.put(field.substring(0, equals), field.substring(equals + 1));
        }
        return new VastLabel(kept.group(1).strip(), fields);
    }

    /** Returns the label of a machine that is to carry these; the lines and tabs of its name become spaces. */
    static VastLabel of(@Nullable String name, Map<String, String> labels) {
        Map<String, String> fields = new LinkedHashMap<>();
        labels.forEach((label, value) -> fields.put(SHORT.getOrDefault(label, label), value));
        return new VastLabel(
                name == null ? "" : BLANKS.matcher(name).replaceAll(" ").strip(), fields);
    }

    /** Returns the name that people gave; empty where they gave none. */
    String name() {
        return name;
    }

    /** Returns the labels under the names that the contract of a provider gives them. */
    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        fields.forEach((field, value) -> labels.put(LONG.getOrDefault(field, field), value));
        labels.remove(HIBERNATED);
        labels.remove(STOPPED);
        labels.remove(OUTBID);
        return labels;
    }

    boolean isHibernated() {
        return fields.containsKey(HIBERNATED);
    }

    /** Returns whether it was us who stopped or parked the machine. */
    boolean isStoppedByUs() {
        return isHibernated() || fields.containsKey(STOPPED);
    }

    /** Returns whether it was us who stopped or parked the machine, and before this moment; a mark that tells no time is old. */
    boolean isStoppedByUsBefore(Instant moment) {
        return isStoppedByUs()
                && Stream.of(HIBERNATED, STOPPED)
                        .map(fields::get)
                        .filter(Objects::nonNull)
                        .allMatch(second -> !second.matches("\\d{1,12}")
                                || Instant.ofEpochSecond(Long.parseLong(second)).isBefore(moment));
    }

    /** Returns whether the machine was seen to be outbid, and not started by us since. */
    boolean isOutbid() {
        return fields.containsKey(OUTBID);
    }

    Optional<String> token() {
        return Optional.ofNullable(fields.get("R"));
    }

    VastLabel with(Label label) {
        return with(SHORT.getOrDefault(label.name(), label.name()), label.value());
    }

    VastLabel hibernatedAt(Instant moment) {
        return running().with(HIBERNATED, Long.toString(moment.getEpochSecond()));
    }

    VastLabel stoppedAt(Instant moment) {
        return running().with(STOPPED, Long.toString(moment.getEpochSecond()));
    }

    VastLabel outbidAt(Instant moment) {
        return running().with(OUTBID, Long.toString(moment.getEpochSecond()));
    }

    /** Returns this label without the marks of a stop. */
    VastLabel running() {
        Map<String, String> left = new LinkedHashMap<>(fields);
        left.remove(HIBERNATED);
        left.remove(STOPPED);
        left.remove(OUTBID);
        return new VastLabel(name, left);
    }

    /** Returns the text to put at Vast. Where it would be too long, the end of the name gives way: money hangs on the rest. */
    String text() {
        return text(LONGEST);
    }

    /** Returns the text of at most so many characters, as far as the name can give way. */
    String text(int longest) {
        if (fields.isEmpty()) {
            return name;
        }
        StringJoiner kept = new StringJoiner(",", "dumont:", "");
        fields.forEach((field, value) -> kept.add(field + "=" + value));
        String shown = shortened(longest - kept.length() - 1);
        return shown.isEmpty() ? kept.toString() : shown + " " + kept;
    }

    @Override
    public String toString() {
        return text();
    }

    private String shortened(int room) {
        if (name.length() <= room) {
            return name;
        }
        int end = Math.max(0, room);
        boolean splits = end > 0 && Character.isHighSurrogate(name.charAt(end - 1));
        return name.substring(0, splits ? end - 1 : end).strip();
    }

    private VastLabel with(String field, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new VastLabel(name, more);
    }
}
