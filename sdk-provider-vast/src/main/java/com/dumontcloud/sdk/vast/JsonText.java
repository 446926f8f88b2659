package com.dumontcloud.sdk.vast;

import com.squareup.moshi.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** Writes what is sent to Vast: maps, lists, texts, numbers, booleans and nulls. */
final class JsonText {

    private JsonText() {}

    /** Returns an object of fields in this order, whose values may be null. */
    static Map<String, @Nullable Object> object(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }

    /** Returns the document. Nulls are written: Vast's own client sends them. */
    static String of(Map<String, ? extends @Nullable Object> object) {
        return write(object);
    }

    static String of(List<? extends @Nullable Object> list) {
        return write(list);
    }

    private static String write(Object root) {
        Buffer text = new Buffer();
        try (JsonWriter writer = JsonWriter.of(text)) {
            writer.setSerializeNulls(true);
            write(root, writer);
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
        return text.readUtf8();
    }

    private static void write(@Nullable Object value, JsonWriter writer) throws IOException {
        if (value == null) {
            writer.nullValue();
        } else if (value instanceof Map<?, ?> object) {
            writer.beginObject();
            for (Map.Entry<?, ?> field : object.entrySet()) {
                writer.name(String.valueOf(field.getKey()));
                write(field.getValue(), writer);
            }
            writer.endObject();
        } else if (value instanceof List<?> list) {
            writer.beginArray();
            for (Object element : list) {
                write(element, writer);
            }
            writer.endArray();
        } else if (value instanceof Boolean flag) {
            writer.value(flag);
        } else if (value instanceof Number number) {
            writer.value(number);
        } else if (value instanceof String text) {
            writer.value(text);
        } else {
            throw new IllegalArgumentException("JSON has no " + value.getClass().getName());
        }
    }
}
