package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import com.dumontcloud.sdk.core.wire.JsonTree.Digits;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One object of a JSON document, asked by name for typed values.
 *
 * <p>A field that is missing or null is absent; one of another type is a fault that names it, an
 * {@link InvalidDocumentException}. Numbers keep their digits. Fields that nobody asks for are kept, as the bytes they came in: an
 * object holds on to its whole document, and copies a value out of it whenever it is asked for it. Immutable; its {@code toString}
 * shows names only, because values may be secrets.
 */
public final class JsonObject {

    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);
    /** More digits than any amount or count has; also keeps 1e999999999 from being spelt out. */
    private static final int MOST_DIGITS = 40;

    private final String path;
    private final JsonFields fields;
    private final Kind kindOfFault;

    JsonObject(String path, JsonFields fields, Kind kindOfFault) {
        this.path = path;
        this.fields = fields;
        this.kindOfFault = kindOfFault;
    }

    /**
     * Returns the object that a document holds.
     *
     * @throws InvalidDocumentException of kind {@code INVALID_ANSWER} if it holds none, or is no JSON
     */
    public static JsonObject parse(byte[] document) {
        return JsonTree.parse(document, Kind.INVALID_ANSWER);
    }

    /**
     * Returns the objects of a document that is a list.
     *
     * @throws InvalidDocumentException of kind {@code INVALID_ANSWER} if it is none, or holds anything else
     */
    public static List<JsonObject> parseList(byte[] document) {
        return JsonTree.parseList(document, Kind.INVALID_ANSWER);
    }

    /** Returns the names of its fields, in the order of the document. */
    public Set<String> names() {
        return fields.names();
    }

    Map<String, @Nullable Object> members() {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            members.put(fields.name(i), fields.value(i));
        }
        return members;
    }

    /** Returns whether a field is there, be it null. */
    public boolean contains(String name) {
        return fields.contains(name);
    }

    /** Returns whether a field is there and not null. */
    public boolean has(String name) {
        return fields.has(name);
    }

    /** Returns a text; a number is given as its digits, because some speak of ids and versions that way. */
    public @Nullable String text(String name) {
        Object value = fields.get(name);
        if (value instanceof Digits number) {
            return number.text();
        }
        return as(String.class, name, "a text");
    }

    /**
     * Returns a text as it is and anything else as JSON, such as {@code 0.50}, {@code true} or {@code ["a",null]}: without white
     * space, with the digits that numbers came with, and with members in their order.
     */
    public @Nullable String textOrJson(String name) {
        Object value = fields.get(name);
        return value == null || value instanceof String ? (String) value : TreeText.of(value);
    }

    /** Does what {@link #text(String)} does where that fails, and else nothing: a check that copies nothing. */
    public void checkText(String name) {
        if (!fields.isText(name)) {
            text(name);
        }
    }

    /** Does what {@link #decimal(String)} does where that fails, and else nothing: a check that copies almost nothing. */
    public void checkDecimal(String name) {
        if (!fields.isPlainNumber(name, MOST_DIGITS)) {
            decimal(name);
        }
    }

    /** Returns a name or a single word, under the rule for those in heartbeats; a number is none. */
    @Nullable
    String word(String name) {
        String word = as(String.class, name, "a text");
        if (word == null) {
            return null;
        }
        if (word.length() > HeartbeatInput.MAX_NAME_LENGTH) {
            String expected = "at most " + HeartbeatInput.MAX_NAME_LENGTH + " characters, not " + word.length();
            throw outOfRange(name, expected, null);
        }
        if (word.chars().anyMatch(Character::isISOControl)) {
            throw outOfRange(name, "free of control characters", null);
        }
        return word;
    }

    /** Returns true or false. */
    public @Nullable Boolean flag(String name) {
        return as(Boolean.class, name, "true or false");
    }

    /** Returns a number of at most 40 digits, exactly. */
    public @Nullable BigDecimal decimal(String name) {
        Digits number = as(Digits.class, name, "a number");
        if (number == null) {
            return null;
        }
        try {
            BigDecimal decimal = new BigDecimal(number.text());
            if (decimal.precision() <= MOST_DIGITS && Math.abs((long) decimal.scale()) <= MOST_DIGITS) {
                return decimal;
            }
        } catch (NumberFormatException tooLong) {
            throw outOfRange(name, "a number of at most " + MOST_DIGITS + " digits", tooLong);
        }
        throw outOfRange(name, "a number of at most " + MOST_DIGITS + " digits", null);
    }

    /** Returns a number. */
    public @Nullable Double number(String name) {
        BigDecimal decimal = decimal(name);
        return decimal == null ? null : decimal.doubleValue();
    }

    /** Returns a whole number. */
    public @Nullable Long whole(String name) {
        BigDecimal decimal = decimal(name);
        try {
            return decimal == null ? null : decimal.longValueExact();
        } catch (ArithmeticException notWhole) {
            throw outOfRange(name, "a whole number", notWhole);
        }
    }

    @Nullable
    Integer count(String name) {
        Long whole = whole(name);
        if (whole != null && (whole < 0 || whole > Integer.MAX_VALUE)) {
            throw outOfRange(name, "a whole number from 0 to " + Integer.MAX_VALUE, null);
        }
        return whole == null ? null : whole.intValue();
    }

    /** Returns a duration that the document gives as a number of these units. */
    @Nullable
    Duration duration(String name, Duration unit) {
        BigDecimal units = decimal(name);
        if (units == null) {
            return null;
        }
        BigDecimal seconds = units.multiply(BigDecimal.valueOf(unit.toSeconds()));
        try {
            BigDecimal wholeSeconds = new BigDecimal(seconds.toBigInteger());
            long nanos =
                    seconds.subtract(wholeSeconds).multiply(NANOS_PER_SECOND).longValue();
            return Duration.ofSeconds(wholeSeconds.longValueExact(), nanos);
        } catch (ArithmeticException tooLong) {
            throw outOfRange(name, "a length of time", tooLong);
        }
    }

    @Nullable
    Instant instant(String name) {
        String text = as(String.class, name, "a time such as 2026-01-31T12:00:00Z");
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException unreadable) {
            throw fault(name, "a time such as 2026-01-31T12:00:00Z", unreadable);
        }
    }

    /** Returns an id: a text, or a whole number of any size in plain digits, as in heartbeats. */
    MachineId machineId(String name) {
        String text = fields.get(name) instanceof Digits number
                ? wholeDigits(name, number.text())
                : as(String.class, name, "a text or a whole number");
        if (text == null) {
            throw fault(name, "there", null);
        }
        try {
            return MachineId.of(text);
        } catch (IllegalArgumentException unusable) {
            throw new InvalidDocumentException(
                    kindOfFault,
                    Problem.OUT_OF_RANGE,
                    pathOf(name),
                    "field " + pathOf(name) + ": " + unusable.getMessage(),
                    unusable);
        }
    }

    /** Returns an object. */
    public @Nullable JsonObject object(String name) {
        return as(JsonObject.class, name, "an object");
    }

    /** Returns the objects of a list; empty where the field is absent. */
    public List<JsonObject> objects(String name) {
        List<?> elements = as(List.class, name, "a list");
        List<JsonObject> objects = new ArrayList<>();
        for (Object element : elements == null ? List.of() : elements) {
            if (!(element instanceof JsonObject object)) {
                throw fault(name, "a list of objects", null);
            }
            objects.add(object);
        }
        return objects;
    }

    /** Returns the texts of a list, numbers as their digits; empty where the field is absent. */
    public List<String> texts(String name) {
        List<?> elements = as(List.class, name, "a list");
        List<String> texts = new ArrayList<>();
        for (Object element : elements == null ? List.of() : elements) {
            if (element instanceof Digits number) {
                texts.add(number.text());
            } else if (element instanceof String text) {
                texts.add(text);
            } else {
                throw fault(name, "a list of texts", null);
            }
        }
        return texts;
    }

    @Override
    public String toString() {
        return "object with " + fields.names();
    }

    InvalidDocumentException fault(String name, String expected, @Nullable Throwable cause) {
        return JsonTree.fault(kindOfFault, pathOf(name), "field " + pathOf(name) + " must be " + expected, cause);
    }

    InvalidDocumentException outOfRange(String name, String expected, @Nullable Throwable cause) {
        return new InvalidDocumentException(
                kindOfFault,
                Problem.OUT_OF_RANGE,
                pathOf(name),
                "field " + pathOf(name) + " must be " + expected,
                cause);
    }

    private String wholeDigits(String name, String number) {
        boolean negative = number.startsWith("-");
        if (!number.chars().skip(negative ? 1 : 0).allMatch(c -> c >= '0' && c <= '9')) {
            throw fault(name, "a text or a whole number in plain digits", null);
        }
        if (negative) {
            throw outOfRange(name, "0 or more as a number", null);
        }
        return number;
    }

    private <T> @Nullable T as(Class<T> type, String name, String expected) {
        Object value = fields.get(name);
        if (value != null && !type.isInstance(value)) {
            throw fault(name, expected, null);
        }
        return type.cast(value);
    }

    /** Moshi writes the root as {@code $}; people read {@code instances[3].name}. */
    private String pathOf(String name) {
        String below = path.startsWith("$.") ? path.substring(2) : path.substring(1);
        return below.isEmpty() ? name : below + "." + name;
    }
}
