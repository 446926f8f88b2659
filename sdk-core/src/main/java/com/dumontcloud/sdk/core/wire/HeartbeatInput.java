package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A heartbeat's JSON, with the ranges of its values and a sense of place.
 *
 * <p>A value out of range reads as absent and is remembered, so that reading goes on to the end: the machine's id may stand
 * after it, and a document that is not even JSON is refused for that instead. A null reads as absent. Not thread-safe.
 */
final class HeartbeatInput extends JsonInput {

    /** The longest name, id, version or single word, in UTF-16 units. */
    static final int MAX_NAME_LENGTH = 256;
    /** The longest text for people, in UTF-16 units. */
    static final int MAX_TEXT_LENGTH = 4096;
    /** The longest number that is read: an honest one has some twenty characters. */
    private static final int MAX_NUMBER_LENGTH = 64;
    /** Finer than this nobody counts dollars, and a scale without bound would let a short number take up a lot of memory. */
    private static final int MAX_USD_SCALE = 20;

    private static final double SMALLEST_USD = 1e-20;

    /** Where clocks that were never set begin. */
    private static final Instant EARLIEST = Instant.EPOCH;
    /** The first year in which nanoseconds since 1970 no longer fit 64 bits. */
    private static final Instant TOO_LATE = Instant.parse("2262-01-01T00:00:00Z");

    private static final int MAX_SHOWN = 40;

    /** Percentages and degrees are mostly small whole numbers: one object for each serves every heartbeat. */
    private static final Double[] SMALL_WHOLE =
            IntStream.range(0, 256).mapToObj(Double::valueOf).toArray(Double[]::new);
    /** No range holds it. */
    private static final long ABSENT = -1;

    private static final int NOWHERE = -1;

    /** Where the field stands whose object or array is being read, and where in it; {@link #NOWHERE} at the top level. */
    private int sectionAt = NOWHERE;

    private int element = NOWHERE;
    /** The same of the array around it, if there is one. */
    private int outerAt = NOWHERE;

    private int outerElement = NOWHERE;
    private int fieldAt = NOWHERE;
    private @Nullable MachineId instanceId;
    private @Nullable String faultPath;
    private @Nullable String fault;

    HeartbeatInput(byte[] bytes) {
        super(bytes);
    }

    /** Says which machine the heartbeat speaks of, for every complaint from here on. */
    void speaksOf(MachineId machine) {
        instanceId = machine;
    }

    /** Reads the name of the next field; refuses one that was seen in this object. */
    HeartbeatField field(long seen) {
        fieldAt = position();
        HeartbeatField field = name(HeartbeatField.NAMES, FieldNames.after(seen));
        refuseTwice(seen & field.bit());
        return field;
    }

    /** Does the same in what is said of one GPU. */
    GpuField gpuField(long seen) {
        fieldAt = position();
        GpuField field = name(GpuField.NAMES, FieldNames.after(seen));
        refuseTwice(seen & field.bit());
        return field;
    }

    /** Opens the object that comes next, unless it is null. */
    boolean open() {
        if (tryNull()) {
            return false;
        }
        beginObject();
        return true;
    }

    /** Opens the array that comes next, unless it is null. */
    boolean openArray() {
        if (tryNull()) {
            return false;
        }
        beginArray();
        return true;
    }

    /** Says that what follows belongs to the object or array at the field just read, which may itself be in an array. */
    void enter() {
        outerAt = sectionAt;
        outerElement = element;
        sectionAt = fieldAt;
        element = NOWHERE;
    }

    /** Says that what follows belongs to the element at this position of the array. */
    void element(int position) {
        element = position;
        fieldAt = NOWHERE;
    }

    /** Reads past an element for which there is no room; the first one of them is out of range. */
    void skipElement(int most) {
        if (element == most) {
            outOfRange("is one too many; at most " + most + " are allowed");
        }
        skipValue();
    }

    /** Says that what follows is outside again. */
    void leave() {
        sectionAt = outerAt;
        element = outerElement;
        outerAt = NOWHERE;
        outerElement = NOWHERE;
        fieldAt = NOWHERE;
    }

    @Nullable
    Double decimal(Range range) {
        long small = trySmallNumber();
        if (small >= 0) {
            return accept(small, range) ? boxed(small) : null;
        }
        JsonNumber number = tryNumber();
        return number != null && accept(number, range) ? (Double) number.doubleValue() : null;
    }

    /** Reads a decimal and drops what follows the point. */
    @Nullable
    Long truncated(Range range) {
        Double value = decimal(range);
        return value == null ? null : (Long) value.longValue();
    }

    @Nullable
    Long whole(Range range) {
        long value = wholeOrAbsent(range);
        return value == ABSENT ? null : (Long) value;
    }

    @Nullable
    Integer count(Range range) {
        long value = wholeOrAbsent(range);
        return value == ABSENT ? null : (Integer) (int) value;
    }

    @Nullable
    BigDecimal usd() {
        JsonNumber number = tryNumber();
        if (number == null || !accept(number, Range.USD)) {
            return null;
        }
        if (number.doubleValue() < SMALLEST_USD) {
            return BigDecimal.ZERO;
        }
        BigDecimal exact = new BigDecimal(number.text());
        return exact.scale() > MAX_USD_SCALE ? exact.setScale(MAX_USD_SCALE, RoundingMode.HALF_EVEN) : exact;
    }

    @Nullable
    Boolean flag() {
        return tryNull() ? null : (Boolean) readBoolean();
    }

    /** Reads a name, an id or a single word: without control characters, at most {@value #MAX_NAME_LENGTH} long. */
    @Nullable
    String word() {
        String word = text(MAX_NAME_LENGTH);
        if (word != null && !wasPlain() && word.chars().anyMatch(Character::isISOControl)) {
            outOfRange("has a control character; none are allowed");
            return null;
        }
        return word;
    }

    /** Reads a word that names something, so that it cannot be empty. */
    @Nullable
    String nonEmptyWord() {
        String word = word();
        if (word != null && word.isEmpty()) {
            outOfRange("is empty");
            return null;
        }
        return word;
    }

    /** Reads a text for people, at most {@value #MAX_TEXT_LENGTH} long. */
    @Nullable
    String text() {
        return text(MAX_TEXT_LENGTH);
    }

    @Nullable
    Instant instant() {
        if (tryNull()) {
            return null;
        }
        Instant instant = readInstant();
        if (instant == null) {
            throw new MalformedJsonException("expected an ISO-8601 instant such as 2024-12-20T15:30:00Z");
        }
        if (instant.isBefore(EARLIEST) || !instant.isBefore(TOO_LATE)) {
            outOfRange("is " + instant + "; it must be from the years 1970 to 2261");
            return null;
        }
        return instant;
    }

    /** Remembers that the field just read has a value that cannot be; the first one is told. */
    void outOfRange(String problem) {
        if (fault == null) {
            faultPath = path();
            fault = problem;
        }
    }

    /** Throws what {@link #outOfRange} remembered, if anything. */
    void throwOutOfRange() {
        if (fault != null) {
            throw new InvalidHeartbeatException(Problem.OUT_OF_RANGE, faultPath, faultPath + " " + fault, instanceId);
        }
    }

    /** Returns what to throw for a document that cannot be read any further. */
    InvalidHeartbeatException malformed(String problem) {
        String path = path();
        String message = path == null ? "heartbeat: " + problem : path + ": " + problem;
        return new InvalidHeartbeatException(Problem.MALFORMED, path, message, instanceId);
    }

    private long wholeOrAbsent(Range range) {
        long small = trySmallNumber();
        if (small >= 0) {
            return accept(small, range) ? small : ABSENT;
        }
        JsonNumber number = tryNumber();
        if (number == null) {
            return ABSENT;
        }
        double value = number.doubleValue();
        if (value != Math.rint(value)) {
            throw new MalformedJsonException("expected a whole number, found " + shown(number.text()));
        }
        if (!accept(number, range)) {
            return ABSENT;
        }
        return number.isExactLong() ? number.mantissa() : (long) value;
    }

    private @Nullable JsonNumber tryNumber() {
        if (tryNull()) {
            return null;
        }
        JsonNumber number = readNumber();
        if (number.length() > MAX_NUMBER_LENGTH) {
            throw new MalformedJsonException(
                    "a number of " + number.length() + " characters; at most " + MAX_NUMBER_LENGTH + " are allowed");
        }
        if (Double.isInfinite(number.doubleValue())) {
            throw new MalformedJsonException(shown(number.text()) + " is more than any number can be");
        }
        return number;
    }

    private boolean accept(long value, Range range) {
        if (range.holds((double) value)) {
            return true;
        }
        outOfRange("is " + value + "; it must be " + range);
        return false;
    }

    private boolean accept(JsonNumber number, Range range) {
        if (range.holds(number.doubleValue())) {
            return true;
        }
        outOfRange("is " + shown(number.text()) + "; it must be " + range);
        return false;
    }

    private @Nullable String text(int maxLength) {
        if (tryNull()) {
            return null;
        }
        String text = readText();
        if (text.length() > maxLength) {
            outOfRange("has " + text.length() + " characters; at most " + maxLength + " are allowed");
            return null;
        }
        return text;
    }

    private @Nullable String path() {
        boolean nested = outerAt != NOWHERE;
        String section = nameAt(nested ? outerAt : sectionAt, HeartbeatField.NAMES);
        if (section == null) {
            return nameAt(fieldAt, HeartbeatField.NAMES);
        }
        FieldNames<?> names = section.equals(HeartbeatField.GPUS.wireName()) ? GpuField.NAMES : HeartbeatField.NAMES;
        String place = section;
        if (nested) {
            place += "[" + outerElement + "]." + nameAt(sectionAt, names);
        }
        if (element != NOWHERE) {
            place += "[" + element + "]";
        }
        String field = fieldAt == sectionAt ? null : nameAt(fieldAt, names);
        return field == null ? place : place + "." + field;
    }

    private <F extends Enum<F>> @Nullable String nameAt(int position, FieldNames<F> names) {
        if (position == NOWHERE) {
            return null;
        }
        try {
            F field = fieldAt(position, names);
            return names.isUnknown(field) ? null : FieldNames.wireName(field);
        } catch (MalformedJsonException unreadable) {
            return null; // It is the name itself that is malformed.
        }
    }

    private static void refuseTwice(long seenBefore) {
        if (seenBefore != 0) {
            throw new MalformedJsonException("there twice");
        }
    }

    /** Returns a value from the document, or enough of it to be recognised. */
    static String shown(String number) {
        return number.length() <= MAX_SHOWN ? number : number.substring(0, MAX_SHOWN) + "...";
    }

    private static Double boxed(long small) {
        return small < SMALL_WHOLE.length ? SMALL_WHOLE[(int) small] : Double.valueOf((double) small);
    }
}
