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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One object of a document, asked by name for typed values.
 *
 * <p>A field that is missing or null is absent; one of another type is a fault that names it. Not kept by anybody: the
 * accessors exist to build a model value.
 */
final class JsonObject {

    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000);
    /** More digits than any amount or count has; also keeps 1e999999999 from being spelt out. */
    private static final int MOST_DIGITS = 40;

    private final String path;
    private final Map<String, @Nullable Object> members;
    private final Kind kindOfFault;

    JsonObject(String path, Map<String, @Nullable Object> members, Kind kindOfFault) {
        this.path = path;
        this.members = members;
        this.kindOfFault = kindOfFault;
    }

    Map<String, @Nullable Object> members() {
        return members;
    }

    boolean has(String name) {
        return members.get(name) != null;
    }

    /** Returns a text; a number is given as its digits, because some speak of ids and versions that way. */
    @Nullable
    String text(String name) {
        Object value = members.get(name);
        if (value instanceof Digits number) {
            return number.text();
        }
        return as(String.class, name, "a text");
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

    @Nullable
    Boolean flag(String name) {
        return as(Boolean.class, name, "true or false");
    }

    @Nullable
    BigDecimal decimal(String name) {
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

    @Nullable
    Double number(String name) {
        BigDecimal decimal = decimal(name);
        return decimal == null ? null : decimal.doubleValue();
    }

    @Nullable
    Long whole(String name) {
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
        String text = members.get(name) instanceof Digits number
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

    @Nullable
    JsonObject object(String name) {
        return as(JsonObject.class, name, "an object");
    }

    /** Returns the objects of a list; empty where the field is absent. */
    List<JsonObject> objects(String name) {
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
        Object value = members.get(name);
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
