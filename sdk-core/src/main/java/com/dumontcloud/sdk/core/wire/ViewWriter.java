package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.MachineId;
import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one JSON object field by field, as the printed documents spell values.
 *
 * <p>A field that is written is always there: an absent value is {@code null}, so that readers find the same keys in every
 * document. Whole numbers have no decimal point and no number has an exponent.
 */
final class ViewWriter {

    private static final double LARGEST_EXACT_WHOLE = 1L << 53;

    private final JsonWriter writer;

    private ViewWriter(JsonWriter writer) {
        this.writer = writer;
    }

    /** Returns a document that is an object with these fields. */
    static byte[] document(Consumer<ViewWriter> fields) {
        Buffer buffer = new Buffer();
        JsonWriter writer = JsonWriter.of(buffer);
        writer.setSerializeNulls(true);
        ViewWriter output = new ViewWriter(writer);
        try {
            writer.beginObject();
            fields.accept(output);
            writer.endObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
        return buffer.readByteArray();
    }

    ViewWriter text(String name, @Nullable String value) {
        return write(name, () -> writer.value(value));
    }

    ViewWriter flag(String name, boolean value) {
        return write(name, () -> writer.value(value));
    }

    ViewWriter whole(String name, @Nullable Number value) {
        return write(name, () -> writer.value(value));
    }

    /** Writes a measured number. What is not a finite number was not measured, and JSON has no word for it. */
    ViewWriter number(String name, @Nullable Double value) {
        if (value == null || !Double.isFinite(value)) {
            return text(name, null);
        }
        if (value == Math.rint(value) && Math.abs(value) <= LARGEST_EXACT_WHOLE) {
            return whole(name, value.longValue());
        }
        return decimal(name, BigDecimal.valueOf(value));
    }

    ViewWriter decimal(String name, @Nullable BigDecimal value) {
        if (value == null) {
            return text(name, null);
        }
        return write(name, () -> {
            try (var sink = writer.valueSink()) {
                sink.writeUtf8(value.toPlainString());
            }
        });
    }

    ViewWriter instant(String name, @Nullable Instant value) {
        return text(name, value == null ? null : value.toString());
    }

    /** Writes how many whole units a duration has. */
    ViewWriter wholeUnits(String name, @Nullable Duration value, Duration unit) {
        return whole(name, value == null ? null : value.dividedBy(unit));
    }

    /** Writes how many units a duration has, to a hundredth, rounded down: nothing is claimed that has not passed. */
    ViewWriter units(String name, @Nullable Duration value, Duration unit) {
        if (value == null) {
            return text(name, null);
        }
        BigDecimal seconds = BigDecimal.valueOf(value.toNanosPart(), 9).add(BigDecimal.valueOf(value.toSeconds()));
        BigDecimal units = seconds.divide(BigDecimal.valueOf(unit.toSeconds()), 2, RoundingMode.DOWN);
        return decimal(name, units.signum() == 0 ? BigDecimal.ZERO : units.stripTrailingZeros());
    }

    /** Writes an id: text in the flat dialect; in the nested one a number, where a JSON number carries it exactly. */
    ViewWriter id(String name, MachineId id, Dialect dialect) {
        if (dialect == Dialect.NESTED && id.isExactJsonNumber()) {
            return whole(name, Long.valueOf(id.value()));
        }
        return text(name, id.value());
    }

    ViewWriter object(String name, Consumer<ViewWriter> fields) {
        return write(name, () -> {
            writer.beginObject();
            fields.accept(this);
            writer.endObject();
        });
    }

    <T> ViewWriter list(String name, List<T> elements, BiConsumer<ViewWriter, T> fields) {
        return write(name, () -> {
            writer.beginArray();
            for (T element : elements) {
                writer.beginObject();
                fields.accept(this, element);
                writer.endObject();
            }
            writer.endArray();
        });
    }

    ViewWriter texts(String name, Collection<String> texts) {
        return write(name, () -> {
            writer.beginArray();
            for (String text : texts) {
                writer.value(text);
            }
            writer.endArray();
        });
    }

    private ViewWriter write(String name, Write value) {
        try {
            writer.name(name);
            value.run();
            return this;
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
    }

    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }
}
