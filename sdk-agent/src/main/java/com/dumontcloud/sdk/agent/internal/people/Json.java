package com.dumontcloud.sdk.agent.internal.people;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a small JSON document (RFC 8259) into maps, lists, texts, numbers as doubles, booleans and nulls.
 *
 * <p>For the few small documents that Jupyter writes; the SDK's own reader serves the heartbeat's codec alone.
 */
final class Json {

    private static final int MAX_DEPTH = 32;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{4}");

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /**
     * Returns what the document holds.
     *
     * @throws IllegalArgumentException if it is not JSON
     */
    static @Nullable Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value(0);
        json.skipBlanks();
        if (json.at < text.length()) {
            throw json.unexpected();
        }
        return value;
    }

    private @Nullable Object value(int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("nested deeper than " + MAX_DEPTH + " levels");
        }
        skipBlanks();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> list(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        at++;
        skipBlanks();
        while (!take('}')) {
            if (!members.isEmpty()) {
                require(',');
                skipBlanks();
            }
            if (peek() != '"') {
                throw unexpected();
            }
            String name = string();
            skipBlanks();
            require(':');
            members.put(name, value(depth + 1));
            skipBlanks();
        }
        return members;
    }

    private List<@Nullable Object> list(int depth) {
        List<@Nullable Object> elements = new ArrayList<>();
        at++;
        skipBlanks();
        while (!take(']')) {
            if (!elements.isEmpty()) {
                require(',');
            }
            elements.add(value(depth + 1));
            skipBlanks();
        }
        return elements;
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        at++;
        while (!take('"')) {
            char c = peek();
            if (c < ' ') {
                throw unexpected();
            }
            at++;
            string.append(c == '\\' ? escaped() : c);
        }
        return string.toString();
    }

    private char escaped() {
        char c = peek();
        at++;
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '"', '\\', '/' -> c;
            case 'u' -> unit();
            default -> throw unexpected();
        };
    }

    /** Reads the four digits of a UTF-16 unit. */
    private char unit() {
        String digits = text.substring(at, Math.min(text.length(), at + 4));
        if (!HEX.matcher(digits).matches()) {
            throw unexpected();
        }
        at += 4;
        return (char) Integer.parseInt(digits, 16);
    }

    private Double number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String digits = text.substring(start, at);
        if (!NUMBER.matcher(digits).matches()) {
            at = start;
            throw unexpected();
        }
        return Double.valueOf(digits);
    }

    private @Nullable Object word(String word, @Nullable Object meaning) {
        if (!text.startsWith(word, at)) {
            throw unexpected();
        }
        at += word.length();
        return meaning;
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private char peek() {
        if (at >= text.length()) {
            throw new IllegalArgumentException("the document ends too early");
        }
        return text.charAt(at);
    }

    private boolean take(char wanted) {
        if (peek() != wanted) {
            return false;
        }
        at++;
        return true;
    }

    private void require(char wanted) {
        if (!take(wanted)) {
            throw unexpected();
        }
    }

    private IllegalArgumentException unexpected() {
        return new IllegalArgumentException("unexpected text at character " + at);
    }
}
