package com.dumontcloud.sdk.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document from bytes, value by value, in the order of the text.
 *
 * <p>Strict (RFC 8259, UTF-8, at most {@value #MAX_DEPTH} levels) and sparing: it allocates what it returns and nothing else.
 * Whatever it does not like is a {@link MalformedJsonException}. Not thread-safe.
 */
class JsonInput {

    /** How deep objects and arrays may nest; the contract's own documents need 4. */
    static final int MAX_DEPTH = 32;

    private static final int MAX_SMALL_DIGITS = 15;
    private static final boolean[] PLAIN = new boolean[256];

    static {
        Arrays.fill(PLAIN, ' ', 0x7f, true);
        PLAIN['"'] = false;
        PLAIN['\\'] = false;
    }

    private final byte[] bytes;
    private int position;
    private int depth;
    private boolean first;
    private int textStart;
    private int textEnd;
    private @Nullable String decodedText;

    JsonInput(byte[] bytes) {
        this.bytes = bytes;
    }

    /** What a value is, told by its first byte. */
    enum Kind {
        OBJECT,
        ARRAY,
        TEXT,
        NUMBER,
        BOOLEAN,
        NULL
    }

    /** Returns what comes next, and reads nothing of it. */
    final Kind peek() {
        int next = next();
        return switch (next) {
            case '{' -> Kind.OBJECT;
            case '[' -> Kind.ARRAY;
            case '"' -> Kind.TEXT;
            case 't', 'f' -> Kind.BOOLEAN;
            case 'n' -> Kind.NULL;
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> Kind.NUMBER;
            default -> throw expected("a value");
        };
    }

    final void beginObject() {
        begin('{', "an object");
    }

    final void beginArray() {
        begin('[', "an array");
    }

    /** Returns whether the innermost object has another field; if it has none, the object has been left. */
    final boolean hasNextField() {
        return hasNext('}');
    }

    /** Returns whether the innermost array has another value; if it has none, the array has been left. */
    final boolean hasNextElement() {
        return hasNext(']');
    }

    /**
     * Reads the name of a field, and the colon.
     *
     * @param likely the place of the name that is tried first
     */
    final <F extends Enum<F>> F name(FieldNames<F> names, int likely) {
        if (next() == '"') {
            int matched = names.match(likely, bytes, position);
            if (matched > 0) {
                position += matched;
                return names.at(likely);
            }
        }
        scanText("the name of a field");
        F name = decodedText == null ? names.find(bytes, textStart, textEnd) : names.find(decodedText);
        require(':', "a colon");
        return name;
    }

    /** Reads the name of a field that may be called anything, and the colon. */
    final String anyName() {
        scanText("the name of a field");
        String name = text();
        require(':', "a colon");
        return name;
    }

    /** Reads a null if one comes next. */
    final boolean tryNull() {
        if (next() != 'n') {
            return false;
        }
        literal("null");
        return true;
    }

    final boolean readBoolean() {
        int next = next();
        if (next == 't') {
            literal("true");
            return true;
        }
        if (next == 'f') {
            literal("false");
            return false;
        }
        throw expected("true or false");
    }

    final String readText() {
        scanText("a text");
        return text();
    }

    /** Reads a text of which every character has the meaning it has in ASCII, and calls {@link AsciiReader} with its bytes. */
    final <T> @Nullable T readAscii(AsciiReader<T> reader) {
        scanText("a text");
        if (decodedText != null) {
            byte[] utf8 = decodedText.getBytes(StandardCharsets.UTF_8);
            return reader.read(utf8, 0, utf8.length);
        }
        return reader.read(bytes, textStart, textEnd);
    }

    /** Makes a value of the bytes of a text, or nothing where they are not one. */
    @FunctionalInterface
    interface AsciiReader<T> {
        @Nullable
        T read(byte[] bytes, int from, int to);
    }

    /**
     * Reads a whole number of at most {@value #MAX_SMALL_DIGITS} digits without a sign, if that is what comes next; returns -1
     * and reads nothing if it is not. This is what almost all numbers look like.
     */
    final long trySmallNumber() {
        next();
        int end = Math.min(bytes.length, position + MAX_SMALL_DIGITS + 1);
        long value = 0;
        for (int i = position; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                boolean small = i > position && endsNumber(bytes[i]) && (bytes[position] != '0' || i == position + 1);
                if (!small) {
                    return -1;
                }
                position = i;
                return value;
            }
            value = value * 10 + digit;
        }
        return -1;
    }

    private static boolean endsNumber(byte b) {
        return b == ',' || b == '}' || b == ']' || b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    final JsonNumber readNumber() {
        int next = next();
        if (next != '-' && (next < '0' || next > '9')) {
            throw expected("a number");
        }
        JsonNumber number = new JsonNumber(bytes, position);
        position += number.length();
        return number;
    }

    /** Reads past a value of any kind, no less strictly than if it were wanted. */
    final void skipValue() {
        switch (peek()) {
            case OBJECT -> {
                beginObject();
                while (hasNextField()) {
                    scanText("the name of a field");
                    require(':', "a colon");
                    skipValue();
                }
            }
            case ARRAY -> {
                beginArray();
                while (hasNextElement()) {
                    skipValue();
                }
            }
            case TEXT -> scanText("a text");
            case NUMBER -> readNumber();
            case BOOLEAN -> readBoolean();
            case NULL -> literal("null");
        }
    }

    /** Reads past a value and returns it as it stands in the document. */
    final String readRaw() {
        next();
        int start = position;
        skipValue();
        return new String(bytes, start, position - start, StandardCharsets.UTF_8);
    }

    /** Checks that nothing but white space is left. */
    final void end() {
        if (next() >= 0) {
            throw expected("the end");
        }
    }

    /** Returns what to throw where something else was expected than what comes next. */
    final MalformedJsonException expected(String what) {
        if (position >= bytes.length) {
            return new MalformedJsonException("expected " + what + ", found the end of the text");
        }
        int found = bytes[position];
        String shown = found > ' ' && found < 0x7f ? "'" + (char) found + "'" : String.format("0x%02x", found & 0xff);
        return new MalformedJsonException("expected " + what + ", found " + shown + " at byte " + position);
    }

    private void begin(char bracket, String what) {
        require(bracket, what);
        if (++depth > MAX_DEPTH) {
            throw new MalformedJsonException("nested deeper than " + MAX_DEPTH + " levels at byte " + position);
        }
        first = true;
    }

    private boolean hasNext(char closing) {
        int next = next();
        if (next == closing) {
            position++;
            depth--;
            first = false;
            return false;
        }
        if (first) {
            first = false;
            return true;
        }
        if (next != ',') {
            throw expected("a comma or '" + closing + "'");
        }
        position++;
        return true;
    }

    private void require(char wanted, String what) {
        if (next() != wanted) {
            throw expected(what);
        }
        position++;
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (position >= bytes.length || bytes[position] != word.charAt(i)) {
                throw expected(word);
            }
            position++;
        }
    }

    /** Skips white space and returns the byte that follows, or -1 at the end. Bytes outside ASCII are below -1. */
    private int next() {
        while (position < bytes.length) {
            byte b = bytes[position];
            if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                return b == -1 ? -2 : b;
            }
            position++;
        }
        return -1;
    }

    private void scanText(String what) {
        require('"', what);
        textStart = position;
        int i = position;
        while (i < bytes.length && PLAIN[bytes[i] & 0xff]) {
            i++;
        }
        if (i < bytes.length && bytes[i] == '"') {
            textEnd = i;
            decodedText = null;
            position = i + 1;
            return;
        }
        JsonText decoder = new JsonText(bytes, textStart);
        decodedText = decoder.decode();
        position = decoder.position();
    }

    /** Returns whether the text that was read last is nothing but printable ASCII. */
    final boolean wasPlain() {
        return decodedText == null;
    }

    /** Goes back to the beginning of the document. */
    final void rewind() {
        position = 0;
        depth = 0;
    }

    private String text() {
        return decodedText != null
                ? decodedText
                : new String(bytes, textStart, textEnd - textStart, StandardCharsets.ISO_8859_1);
    }
}
