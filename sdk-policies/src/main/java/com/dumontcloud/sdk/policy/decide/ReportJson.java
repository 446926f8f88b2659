package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Reason;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is told to people as JSON in the manner of the HTTP contract: names and words in snake case, instants as text, money as
 * numbers, lengths of time in seconds under a name that says so, a reason with its text, and nothing for what is absent.
 */
final class ReportJson {

    private static final String SECONDS = "_seconds";

    private final JsonOut out = new JsonOut();

    private ReportJson() {}

    static String of(Record report) {
        ReportJson json = new ReportJson();
        json.write(report);
        return json.out.toString();
    }

    private void write(Object value) {
        if (value instanceof Reason reason) {
            write(reason);
        } else if (value instanceof MachineId id) {
            out.value(id.value());
        } else if (value instanceof Record members) {
            write(members);
        } else if (value instanceof Collection<?> all) {
            out.beginArray();
            all.stream().sorted(ReportJson::inOrder).forEach(this::write);
            out.endArray();
        } else if (value instanceof BigDecimal exact) {
            out.value(exact);
        } else if (value instanceof Double number) {
            out.value(BigDecimal.valueOf(number));
        } else if (value instanceof Duration length) {
            out.value(BigDecimal.valueOf(length.toMillis(), 3).stripTrailingZeros());
        } else if (value instanceof Boolean flag) {
            out.value(flag);
        } else if (value instanceof Integer number) {
            out.value(number);
        } else if (value instanceof Enum<?> word) {
            out.value(word.name().toLowerCase(Locale.ROOT));
        } else {
            out.value(value.toString());
        }
    }

    private void write(Reason reason) {
        out.beginObject();
        out.name("code");
        out.value(reason.code().name().toLowerCase(Locale.ROOT));
        out.name("details");
        write(reason.details());
        out.name("text");
        out.value(reason.text());
        out.endObject();
    }

    private void write(Record members) {
        out.beginObject();
        for (RecordComponent component : members.getClass().getRecordComponents()) {
            Object value = valueOf(component, members);
            if (value != null) {
                out.name(snakeCase(component.getName()) + (value instanceof Duration ? SECONDS : ""));
                write(value);
            }
        }
        out.endObject();
    }

    /** Constants by their names, since a set has no order; all else stays as it is. */
    private static int inOrder(Object one, Object other) {
        return one instanceof Enum<?> first && other instanceof Enum<?> second
                ? first.name().compareTo(second.name())
                : 0;
    }

    private static @Nullable Object valueOf(RecordComponent component, Record members) {
        try {
            return component.getAccessor().invoke(members);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("a public record does not tell its " + component.getName(), impossible);
        }
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
