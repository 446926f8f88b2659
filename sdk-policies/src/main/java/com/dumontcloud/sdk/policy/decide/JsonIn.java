package com.dumontcloud.sdk.policy.decide;

import org.jspecify.annotations.Nullable;

/** Reads what {@link JsonOut} wrote, and any other JSON, value by value in the order of the text. Not thread-safe. */
final class JsonIn {

    private final String text;
    private final SharedValues shared;
    private int at;

    JsonIn(String text) {
        this(text, new SharedValues());
    }

    /**
     * Creates a reader.
     *
     * @param shared what other texts said that this one may say as well
     */
    JsonIn(String text, SharedValues shared) {
        this.text = text;
        this.shared = shared;
    }

    void beginObject() {
        expect('{');
    }

    void beginArray() {
        expect('[');
    }

    /** Returns the name of the next member, whose value must be read or skipped; null once the object has ended. */
    @Nullable
    String nextName() {
        if (ended('}')) {
            return null;
        }
        String name = string();
        expect(':');
        return name;
    }

    /** Returns whether this is the name of the next member, and reads it if so. Of a text with blanks it may say no. */
    boolean nextNameIs(String name) {
        int start = at < text.length() && text.charAt(at) == ',' ? at + 1 : at;
        int end = start + name.length() + 1;
        boolean is = end + 1 < text.length()
                && text.charAt(start) == '"'
                && text.charAt(end) == '"'
                && text.charAt(end + 1) == ':'
                && text.startsWith(name, start + 1);
        if (is) {
            at = end + 2;
        }
        return is;
    }

    /** Reads a value of which another text, or another part of this one, may have said the same: then it is that one. */
    <T> T shared(Form<T> form) {
        peek();
        int start = at;
        skip();
        String said = text.substring(start, at);
        return shared.of(form, said, () -> form.read(new JsonIn(said, shared)));
    }

    /** Returns whether the array goes on; it has ended otherwise. */
    boolean hasNext() {
        return !ended(']');
    }

    /** Returns whether a null comes next, and reads it if so. */
    boolean nothing() {
        if (peek() == 'n') {
            literal("null");
            return true;
        }
        return false;
    }

    boolean bool() {
        boolean value = peek() == 't';
        literal(value ? "true" : "false");
        return value;
    }

    long number() {
        String digits = numberText();
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException broken) {
            throw new IllegalArgumentException("not a whole number before position " + at + ": " + digits, broken);
        }
    }

    String string() {
        expect('"');
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '"') {
                return text.substring(start, at++);
            } else if (c == '\\') {
                return escaped(start);
            }
            at++;
        }
        throw broken("a text that does not end");
    }

    /** Reads a value of whatever kind and forgets it. */
    void skip() {
        switch (peek()) {
            case '{' -> {
                beginObject();
                while (nextName() != null) {
                    skip();
                }
            }
            case '[' -> {
                beginArray();
                while (hasNext()) {
                    skip();
                }
            }
            case '"' -> string();
            case 't', 'f' -> bool();
            case 'n' -> literal("null");
            default -> numberText();
        }
    }

    void end() {
        blanks();
        if (at < text.length()) {
            throw broken("something after the end");
        }
    }

    private String numberText() {
        peek();
        int start = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (start == at) {
            throw broken("no value");
        }
        return text.substring(start, at);
    }

    private String escaped(int start) {
        StringBuilder value = new StringBuilder().append(text, start, at);
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            value.append(c == '\\' ? escape() : c);
        }
        throw broken("a text that does not end");
    }

    private char escape() {
        char c = at < text.length() ? text.charAt(at++) : 0;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                if (at + 4 > text.length()) {
                    throw broken("a text that does not end");
                }
                at += 4;
                yield (char) Integer.parseInt(text, at - 4, at, 16);
            }
            default -> throw broken("an escape that is none");
        };
    }

    /** Reads the comma between two members, or the end of them. */
    private boolean ended(char bracket) {
        char next = peek();
        if (next == bracket) {
            at++;
            return true;
        }
        if (next == ',') {
            at++;
        }
        return false;
    }

    private void literal(String word) {
        if (!text.startsWith(word, at)) {
            throw broken("not " + word);
        }
        at += word.length();
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw broken("no " + wanted);
        }
        at++;
    }

    private char peek() {
        blanks();
        if (at == text.length()) {
            throw broken("the end");
        }
        return text.charAt(at);
    }

    private void blanks() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private IllegalArgumentException broken(String what) {
        return new IllegalArgumentException(what + " at position " + at + " of " + text.length());
    }
}
