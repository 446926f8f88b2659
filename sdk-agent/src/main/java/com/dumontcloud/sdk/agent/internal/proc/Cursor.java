package com.dumontcloud.sdk.agent.internal.proc;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A place in the bytes of a small text, which reads words and numbers without making texts of them: these files are read every
 * few seconds for as long as a program runs. A word ends at a blank or at the end of its line. For one thread at a time.
 */
final class Cursor {

    /** Far beyond what any file here has; {@code /proc/stat} of 512 cores has some 60 kB. */
    private static final int MOST_BYTES = 1 << 20;

    /** More is above 2^63; what so many digits hold above it looks negative. */
    private static final int MOST_DIGITS = 19;

    private byte[] bytes;
    private int end;
    private int at;

    /** Creates a place in an empty text. */
    Cursor() {
        this.bytes = new byte[4096];
    }

    /** Creates a place at the beginning of a text. */
    Cursor(String text) {
        this.bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        this.end = bytes.length;
    }

    /** Reads what is left of a file and goes to its beginning; false where that is more than a small file has. */
    boolean load(RandomAccessFile file) throws IOException {
        at = 0;
        end = 0;
        int count;
        while ((count = file.read(bytes, end, bytes.length - end)) > 0) {
            end += count;
            if (end == bytes.length) {
                if (end >= MOST_BYTES) {
                    return false;
                }
                bytes = Arrays.copyOf(bytes, end * 2);
            }
        }
        return true;
    }

    /** Returns the text from here on. */
    String rest() {
        return new String(bytes, at, end - at, StandardCharsets.ISO_8859_1);
    }

    boolean isAtEnd() {
        return at >= end;
    }

    /** Goes to the beginning of the next line. */
    void nextLine() {
        byte[] text = bytes;
        int i = at;
        while (i < end && text[i] != '\n') {
            i++;
        }
        at = i + 1;
    }

    /** Goes to the next word of this line; false where there is none. */
    boolean toWord() {
        int i = at;
        while (i < end && (bytes[i] == ' ' || bytes[i] == '\t')) {
            i++;
        }
        at = i;
        return i < end && bytes[i] != '\n';
    }

    /** Goes behind the next words; false where there are not so many. */
    boolean skipWords(int count) {
        for (int i = 0; i < count; i++) {
            if (!toWord()) {
                return false;
            }
            at = wordEnd();
        }
        return true;
    }

    /** Goes behind these characters if they are what is here. */
    boolean take(byte[] text) {
        if (!isHere(text)) {
            return false;
        }
        at += text.length;
        return true;
    }

    /** Goes behind this word if it is what is here. */
    boolean takeWord(byte[] word) {
        int after = at + word.length;
        return (after >= end || isBlank(bytes[after])) && take(word);
    }

    /** Goes behind this character if it is what is here. */
    boolean take(char character) {
        if (at < end && bytes[at] == character) {
            at++;
            return true;
        }
        return false;
    }

    /** Returns whether any of these is what comes next. */
    boolean isAnyHere(byte[][] texts) {
        for (byte[] text : texts) {
            if (isHere(text)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Goes behind the next word and returns the whole number that it is; absent where it is none, or there is no word in this
     * line.
     */
    @Nullable
    Long number() {
        if (!toWord()) {
            return null;
        }
        boolean negative = take('-');
        byte[] text = bytes;
        int i = at;
        long number = 0;
        while (i < end && text[i] >= '0' && text[i] <= '9') {
            number = number * 10 + (text[i] - '0');
            i++;
        }
        boolean whole = i > at && i - at <= MOST_DIGITS && number >= 0 && (i == end || isBlank(text[i]));
        at = i;
        at = wordEnd();
        return whole ? (Long) (negative ? -number : number) : null;
    }

    /** Returns the whole number that is all there is; absent where it is not. */
    @Nullable
    Long onlyNumber() {
        Long number = number();
        return isBlankFromHere() ? number : null;
    }

    /** Returns whether there is nothing more but blanks and ends of lines. */
    boolean isBlankFromHere() {
        for (int i = at; i < end; i++) {
            if (!isBlank(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    /** Goes behind the digits that are here, and returns their number; -1 where there are none, or more than this many. */
    int digits(int most) {
        int start = at;
        int number = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9' && at - start <= most) {
            number = number * 10 + bytes[at] - '0';
            at++;
        }
        return at == start || at - start > most ? -1 : number;
    }

    /** Returns where this is, for {@link #goTo}, in a text of which nothing else is read meanwhile. */
    int position() {
        return at;
    }

    void goTo(int position) {
        at = position;
    }

    /** Returns where the word that begins here ends. */
    int wordEnd() {
        byte[] text = bytes;
        int i = at;
        while (i < end && (text[i] > ' ' || text[i] < 0)) {
            i++;
        }
        return i;
    }

    /** Returns where a character is next in this line; -1 where it is not. */
    int find(char character) {
        for (int i = at; i < end && bytes[i] != '\n'; i++) {
            if (bytes[i] == character) {
                return i;
            }
        }
        return -1;
    }

    byte byteAt(int position) {
        return bytes[position];
    }

    /** Returns whether these characters are what is here. */
    boolean isHere(byte[] text) {
        if (end - at < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (bytes[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlank(byte b) {
        return b >= 0 && b <= ' ';
    }
}
