package com.dumontcloud.sdk.core.wire;

import java.nio.charset.StandardCharsets;

/**
 * Decodes one JSON text that has escapes or characters outside ASCII. Strict: overlong and truncated UTF-8, surrogates encoded
 * as UTF-8, surrogates without their other half and control characters are all refused.
 */
final class JsonText {

    private final byte[] bytes;
    private final StringBuilder text = new StringBuilder();
    private int position;

    /** @param start the first byte after the opening quotation mark */
    JsonText(byte[] bytes, int start) {
        this.bytes = bytes;
        this.position = start;
    }

    /** Returns the text up to the closing quotation mark. */
    String decode() {
        while (true) {
            int end = JsonInput.endOfPlain(bytes, position);
            text.append(new String(bytes, position, end - position, StandardCharsets.ISO_8859_1));
            position = end;
            int b = take();
            if (b == '"') {
                return text.toString();
            }
            if (b == '\\') {
                escape();
            } else if (b >= 0x80) {
                text.appendCodePoint(beyondAscii(b));
            } else if (b == 0x7f) {
                text.append((char) b);
            } else {
                throw malformed("control character in a text");
            }
        }
    }

    /** Returns where the document goes on after the closing quotation mark. */
    int position() {
        return position;
    }

    private void escape() {
        int b = take();
        switch (b) {
            case '"', '\\', '/' -> text.append((char) b);
            case 'b' -> text.append('\b');
            case 'f' -> text.append('\f');
            case 'n' -> text.append('\n');
            case 'r' -> text.append('\r');
            case 't' -> text.append('\t');
            case 'u' -> unicodeEscape();
            default -> throw malformed("unknown escape in a text");
        }
    }

    private void unicodeEscape() {
        char unit = hexUnit();
        text.append(unit);
        if (!Character.isSurrogate(unit)) {
            return;
        }
        if (Character.isLowSurrogate(unit) || take() != '\\' || take() != 'u') {
            throw malformed("surrogate without its other half in a text");
        }
        char low = hexUnit();
        if (!Character.isLowSurrogate(low)) {
            throw malformed("surrogate without its other half in a text");
        }
        text.append(low);
    }

    private char hexUnit() {
        int unit = 0;
        for (int i = 0; i < 4; i++) {
            int digit = hexDigit(take());
            if (digit < 0) {
                throw malformed("\\u without four hexadecimal digits");
            }
            unit = (unit << 4) | digit;
        }
        return (char) unit;
    }

    private static int hexDigit(int b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int lower = b | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }

    private int beyondAscii(int lead) {
        if (lead >= 0xc2 && lead <= 0xdf) {
            return codePoint(lead & 0x1f, 1, 0x80);
        }
        if (lead >= 0xe0 && lead <= 0xef) {
            return codePoint(lead & 0x0f, 2, 0x800);
        }
        if (lead >= 0xf0 && lead <= 0xf4) {
            return codePoint(lead & 0x07, 3, 0x10000);
        }
        throw malformed("invalid UTF-8 in a text");
    }

    private int codePoint(int high, int more, int smallest) {
        int codePoint = high;
        for (int i = 0; i < more; i++) {
            int b = take();
            if ((b & 0xc0) != 0x80) {
                throw malformed("invalid UTF-8 in a text");
            }
            codePoint = (codePoint << 6) | (b & 0x3f);
        }
        boolean surrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        if (codePoint < smallest || codePoint > Character.MAX_CODE_POINT || surrogate) {
            throw malformed("invalid UTF-8 in a text");
        }
        return codePoint;
    }

    private int take() {
        if (position >= bytes.length) {
            throw new MalformedJsonException("a text does not end");
        }
        return bytes[position++] & 0xff;
    }

    private MalformedJsonException malformed(String problem) {
        return new MalformedJsonException(problem + " at byte " + (position - 1));
    }
}
