package com.dumontcloud.sdk.policy.decide;

import java.math.BigDecimal;

/** Writes JSON in ASCII and without white space, so that a text reads the same in whatever encoding it is kept. Not thread-safe. */
final class JsonOut {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder text = new StringBuilder(1024);
    private boolean first = true;

    void beginObject() {
        separate();
        text.append('{');
        first = true;
    }

    void endObject() {
        text.append('}');
        first = false;
    }

    void beginArray() {
        separate();
        text.append('[');
        first = true;
    }

    void endArray() {
        text.append(']');
        first = false;
    }

    void name(String name) {
        separate();
        quote(name);
        text.append(':');
        first = true;
    }

    void value(String value) {
        separate();
        quote(value);
    }

    void value(long value) {
        separate();
        text.append(value);
    }

    void value(BigDecimal value) {
        separate();
        text.append(value.toPlainString());
    }

    void value(boolean value) {
        separate();
        text.append(value);
    }

    void nothing() {
        separate();
        text.append("null");
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private void separate() {
        if (!first) {
            text.append(',');
        }
        first = false;
    }

    private static boolean isPlain(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c >= 0x7f || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private void quote(String value) {
        text.append('"');
        if (isPlain(value)) {
            text.append(value).append('"');
            return;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c >= ' ' && c < 0x7f) {
                text.append(c);
            } else {
                text.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4) {
                    text.append(HEX[(c >> shift) & 0xf]);
                }
            }
        }
        text.append('"');
    }
}
