package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Takes paths and queries apart. Strict: an escape that is none, or bytes that are not UTF-8, are malformed. */
final class RawPath {

    private RawPath() {}

    /** Returns the segments, each decoded on its own, so that an escaped slash belongs to its segment. */
    static List<String> segments(String rawPath) {
        List<String> segments = new ArrayList<>();
        for (String segment : (rawPath.startsWith("/") ? rawPath.substring(1) : rawPath).split("/", -1)) {
            segments.add(decode(segment, false));
        }
        return segments;
    }

    static String decode(String raw, boolean plusIsBlank) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int high = i + 2 < raw.length() ? Character.digit(raw.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(raw.charAt(i + 2), 16);
                if (low < 0) {
                    throw malformed("has a % that begins no escape at position " + i);
                }
                bytes.write(high << 4 | low);
                i += 2;
            } else if (c == '+' && plusIsBlank) {
                bytes.write(' ');
            } else {
                bytes.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException broken) {
            throw malformed("is not UTF-8 once its escapes are decoded");
        }
    }

    private static ApiFailure malformed(String problem) {
        return ApiFailure.of(Problem.MALFORMED, null, "the URL " + problem);
    }
}
