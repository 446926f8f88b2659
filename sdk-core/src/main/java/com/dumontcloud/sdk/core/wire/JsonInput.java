package com.dumontcloud.sdk.core.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
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

    /** The bytes that stand for themselves in a text: printable ASCII without quotation mark and backslash. */
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
    private boolean plainText;
    private String decodedText = "";

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
        int matched = names.match(likely, bytes, position);
        if (matched == 0) {
            next();
            matched = names.match(likely, bytes, position);
        }
        if (matched > 0) {
            position += matched;
            return names.at(likely);
        }
        scanText("the name of a field");
        F name = plainText ? names.find(bytes, textStart, textEnd) : names.find(decodedText);
        require(':', "a colon");
        return name;
    }

    /** Reads the name of a field that may be called anything, and the colon. */
    final String anyName() {
        readName();
        return lastText();
    }

    /** Reads the name of a field that may be called anything, and the colon; {@link #lastText()} is the name. */
    final void readName() {
        scanText("the name of a field");
        require(':', "a colon");
    }

    /** Returns where the text or name that was read last begins, behind its quotation mark; only if it {@link #wasPlain()}. */
    final int textStart() {
        return textStart;
    }

    /** Returns where the text or name that was read last ends, before its quotation mark; only if it {@link #wasPlain()}. */
    final int textEnd() {
        return textEnd;
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
        return lastText();
    }

    /** Reads a text that is an instant; returns null where it is none. */
    final @Nullable Instant readInstant() {
        scanText("a text");
        if (plainText) {
            return IsoInstant.parse(bytes, textStart, textEnd);
        }
        byte[] utf8 = decodedText.getBytes(StandardCharsets.UTF_8);
        return IsoInstant.parse(utf8, 0, utf8.length);
    }

    /** Returns whether the text that was read last is nothing but printable ASCII. */
    final boolean wasPlain() {
        return plainText;
    }

    /**
     * Reads a whole number of at most seven digits without a sign, if that is what comes next; returns -1 and reads nothing if
     * it is not. Almost all numbers in a heartbeat look like that.
     */
    final long trySmallNumber() {
        int first = next();
        if (first < '0' || first > '9' || bytes.length - position < Long.BYTES) {
            return -1;
        }
        long eight = EightBytes.at(bytes, position);
        int digits = EightBytes.countDigits(eight);
        if (digits == Long.BYTES || (first == '0' && digits > 1) || !endsNumber(bytes[position + digits])) {
            return -1;
        }
        position += digits;
        return EightBytes.number(eight, digits);
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
        skipValue(peek());
    }

    /** Reads past a value that is known to be of this kind. */
    final void skipValue(Kind kind) {
        switch (kind) {
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
            case NUMBER -> skipNumber();
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

    /** Returns where in the document reading has come to. */
    final int position() {
        return position;
    }

    /** Goes back to the beginning of the document. */
    final void rewind() {
        position = 0;
        depth = 0;
    }

    /** Returns the name of the field that begins at a position where reading was before. */
    final <F extends Enum<F>> F fieldAt(int fieldPosition, FieldNames<F> names) {
        JsonInput there = new JsonInput(bytes);
        there.position = fieldPosition;
        return there.name(names, 0);
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
        String shown = found > ' ' && found < 0x7f ? "'" + (char) found + "'" : "byte " + (found & 0xff);
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

    private static boolean endsNumber(byte b) {
        return b == ',' || b == '}' || b == ']' || b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private void scanText(String what) {
        require('"', what);
        textStart = position;
        int i = endOfPlain(bytes, position);
        if (i < bytes.length && bytes[i] == '"') {
            textEnd = i;
            plainText = true;
            position = i + 1;
            return;
        }
        JsonText decoder = new JsonText(bytes, textStart);
        plainText = false;
        decodedText = decoder.decode();
        position = decoder.position();
    }

    /** Reads past a number without working it out. */
    private void skipNumber() {
        int sign = bytes[position] == '-' ? 1 : 0;
        int whole = endOfDigits(position + sign);
        int end = whole;
        if (end < bytes.length && bytes[end] == '.') {
            end = endOfDigits(end + 1);
        }
        boolean plain = end < bytes.length && (bytes[end] | 0x20) != 'e' && bytes[end - 1] != '.';
        int digits = whole - position - sign;
        if (plain && digits > 0 && (digits == 1 || bytes[position + sign] != '0')) {
            position = end;
        } else {
            readNumber(); // Which says what is wrong with it, or that it has an exponent, or ends the document.
        }
    }

    private int endOfDigits(int from) {
        int i = from;
        while (bytes.length - i >= Long.BYTES) {
            int digits = EightBytes.countDigits(EightBytes.at(bytes, i));
            i += digits;
            if (digits < Long.BYTES) {
                return i;
            }
        }
        while (i < bytes.length && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i;
    }

    /** Returns where the bytes end that stand for themselves in a text. */
    static int endOfPlain(byte[] bytes, int from) {
        int i = from;
        while (bytes.length - i >= Long.BYTES) {
            int plain = EightBytes.countPlain(EightBytes.at(bytes, i));
            i += plain;
            if (plain < Long.BYTES) {
                return i;
            }
        }
        while (i < bytes.length && PLAIN[bytes[i] & 0xff]) {
            i++;
        }
        return i;
    }

    /** Returns the text or name that was read last. */
    final String lastText() {
        return plainText ? new String(bytes, textStart, textEnd - textStart, StandardCharsets.ISO_8859_1) : decodedText;
    }
}
