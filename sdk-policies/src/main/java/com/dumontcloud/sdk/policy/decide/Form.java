package com.dumontcloud.sdk.policy.decide;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** How values of one type are written as JSON, and read again. Immutable and thread-safe. */
interface Form<T> {

    void write(JsonOut out, T value);

    T read(JsonIn in);

    /** Numbers and flags. */
    Form<Long> LONG = of(JsonOut::value, JsonIn::number);

    Form<Integer> INTEGER = of(JsonOut::value, in -> Math.toIntExact(in.number()));
    Form<Boolean> BOOLEAN = of(JsonOut::value, JsonIn::bool);

    /** As texts: JSON has no NaN, and a decimal keeps its last zeros. */
    Form<Double> DOUBLE = text(Double::valueOf);

    Form<BigDecimal> DECIMAL = text(BigDecimal::new);
    Form<String> STRING = text(Function.identity());

    /** Returns the form of values that are what their text says. */
    static <T> Form<T> text(Function<String, T> parse) {
        return of((out, value) -> out.value(String.valueOf(value)), in -> parse.apply(in.string()));
    }

    /** Returns the form of an enum: the name of its constant. */
    static <E extends Enum<E>> Form<E> constant(Class<E> type) {
        Map<String, E> byName = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            byName.put(constant.name(), constant);
        }
        return of((out, value) -> out.value(value.name()), in -> {
            String name = in.string();
            E constant = byName.get(name);
            if (constant == null) {
                throw new IllegalArgumentException(
                        name + " is no " + type.getSimpleName() + " that this version knows");
            }
            return constant;
        });
    }

    /** Returns the form of a list. */
    static <T> Form<List<T>> list(Form<T> element) {
        return of(
                (out, values) -> {
                    out.beginArray();
                    values.forEach(value -> element.write(out, value));
                    out.endArray();
                },
                in -> {
                    List<T> values = new ArrayList<>();
                    in.beginArray();
                    while (in.hasNext()) {
                        values.add(element.read(in));
                    }
                    return List.copyOf(values);
                });
    }

    /** Returns the form of a map by what a text says, sorted by that. */
    static <K, T> Form<Map<K, T>> map(Function<String, K> key, Form<T> element) {
        return of(
                (out, values) -> {
                    Map<String, T> sorted = new TreeMap<>();
                    values.forEach((name, value) -> sorted.put(String.valueOf(name), value));
                    out.beginObject();
                    sorted.forEach((name, value) -> {
                        out.name(name);
                        element.write(out, value);
                    });
                    out.endObject();
                },
                in -> {
                    Map<K, T> values = new LinkedHashMap<>();
                    in.beginObject();
                    for (String name = in.nextName(); name != null; name = in.nextName()) {
                        values.put(key.apply(name), element.read(in));
                    }
                    return Map.copyOf(values);
                });
    }

    /** Returns the form of values of which many say the same. */
    static <T> Form<T> shared(Form<T> form) {
        return of(form::write, in -> in.shared(form));
    }

    /** Returns a form made of its two directions. */
    static <T> Form<T> of(Writer<T> writer, Function<JsonIn, T> reader) {
        return new Form<>() {
            @Override
            public void write(JsonOut out, T value) {
                writer.write(out, value);
            }

            @Override
            public T read(JsonIn in) {
                return reader.apply(in);
            }
        };
    }

    /** Writes a value. */
    @FunctionalInterface
    interface Writer<T> {
        void write(JsonOut out, T value);
    }
}
