package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.wire.JsonTree.Digits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes again what a {@link JsonTree} has read: without white space, and with the digits that numbers came with. */
final class TreeText {

    private final StringBuilder text = new StringBuilder();

    private TreeText() {}

    static String of(@Nullable Object value) {
        TreeText written = new TreeText();
        written.write(value);
        return written.text.toString();
    }

    private void write(@Nullable Object value) {
        if (value instanceof Digits number) {
            text.append(number.text());
        } else if (value instanceof String string) {
            writeText(string);
        } else if (value instanceof JsonObject object) {
            writeObject(object);
        } else if (value instanceof List<?> list) {
            writeList(list);
        } else {
            text.append(value); // A boolean or null.
        }
    }

    private void writeObject(JsonObject object) {
        text.append('{');
        String separator = "";
        for (var member : object.members().entrySet()) {
            text.append(separator);
            writeText(member.getKey());
            text.append(':');
            write(member.getValue());
            separator = ",";
        }
        text.append('}');
    }

    private void writeList(List<?> list) {
        text.append('[');
        String separator = "";
        for (Object element : list) {
            text.append(separator);
            write(element);
            separator = ",";
        }
        text.append(']');
    }

    private void writeText(String string) {
        byte[] buffer = new byte[JsonBytes.maxText(string)];
        int end = JsonBytes.putText(string, buffer, 0);
        text.append(new String(buffer, 0, end, StandardCharsets.UTF_8));
    }
}
