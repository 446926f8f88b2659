package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
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

    private @Nullable HeartbeatField section;
    private int element = -1;
    private @Nullable HeartbeatField field;
    private @Nullable MachineId instanceId;
    private @Nullable String faultPath;
    private @Nullable String fault;

    HeartbeatInput(byte[] bytes) {
        super(bytes);
    }

    /**
     * Looks the machine's id up, wherever it stands, and goes back to the beginning: every complaint from here on names it.
     *
     * @throws InvalidHeartbeatException if what stands there cannot be an id
     */
    MachineId findInstanceId() {
        beginObject();
        while (instanceId == null && hasNextField()) {
            if (field(0) == HeartbeatField.INSTANCE_ID) {
                readInstanceId();
            } else {
                skipValue();
            }
        }
        if (instanceId == null) {
            end();
            throwOutOfRange();
            field = HeartbeatField.INSTANCE_ID;
            throw new MalformedJsonException("missing; give the id of the machine that this speaks of");
        }
        rewind();
        return instanceId;
    }

    /** Reads the name of the next field; refuses one that was seen in this object. */
    HeartbeatField field(long seen) {
        field = null;
        HeartbeatField found = name(HeartbeatField.NAMES, HeartbeatField.after(seen));
        if ((seen & found.bit()) != 0) {
            throw new MalformedJsonException(found.wireName() + " is there twice");
        }
        field = found;
        return found;
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

    /** Says that what follows belongs to the object at this top-level field. */
    void enter(HeartbeatField section) {
        enter(section, -1);
    }

    /** Says that what follows belongs to the element at this position of the array at this top-level field. */
    void enter(HeartbeatField section, int element) {
        this.section = section;
        this.element = element;
    }

    /** Says that what follows is at the top level again. */
    void leave() {
        section = null;
        field = null;
    }

    @Nullable
    Double decimal(Range range) {
        long small = trySmallNumber();
        if (small >= 0) {
            return accept(small, range) ? (Double) (double) small : null;
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
        long small = trySmallNumber();
        if (small >= 0) {
            return accept(small, range) ? (Long) small : null;
        }
        JsonNumber number = tryNumber();
        if (number == null) {
            return null;
        }
        double value = number.doubleValue();
        if (value != Math.rint(value)) {
            throw new MalformedJsonException("expected a whole number, found " + number.text());
        }
        return accept(number, range) ? (Long) (number.isExactLong() ? number.mantissa() : (long) value) : null;
    }

    @Nullable
    Integer count(Range range) {
        Long value = whole(range);
        return value == null ? null : (Integer) value.intValue();
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
        Instant instant = readAscii(IsoInstant::parse);
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

    private void readInstanceId() {
        if (tryNull()) {
            return;
        }
        String text;
        if (peek() == Kind.NUMBER) {
            JsonNumber number = readNumber();
            if (!number.isPlainInteger()) {
                throw new MalformedJsonException("expected a text or a whole number, found " + shown(number));
            }
            if (number.isNegative()) {
                outOfRange("is " + shown(number) + "; as a number it must be 0 or more");
                return;
            }
            text = number.text();
        } else {
            text = readText();
        }
        try {
            instanceId = MachineId.of(text);
        } catch (IllegalArgumentException e) {
            outOfRange("cannot be: " + e.getMessage());
        }
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
            throw new MalformedJsonException(shown(number) + " is more than any number can be");
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
        outOfRange("is " + shown(number) + "; it must be " + range);
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
        String name = field == null || field == HeartbeatField.UNKNOWN ? null : field.wireName();
        if (section == null) {
            return name;
        }
        String place = element < 0 ? section.wireName() : section.wireName() + "[" + element + "]";
        return name == null ? place : place + "." + name;
    }

    private static String shown(JsonNumber number) {
        String text = number.text();
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "...";
    }
}
