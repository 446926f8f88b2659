package com.dumontcloud.sdk.core.client;

import java.io.IOException;
import java.util.regex.Pattern;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event stream as the HTML standard, section "Server-sent events", writes it; lines end in {@code \n} or {@code \r\n}. Not
 * thread-safe.
 */
final class ServerSentEvents {

    /** More than any event of ours has; a stream without an end of line must not fill the memory. */
    static final int LONGEST = 256 * 1024;

    /** What can stand in a header again. */
    private static final Pattern SANE_ID = Pattern.compile("[\\x21-\\x7e]{1,256}");

    private final BufferedSource source;
    private @Nullable String id;
    private boolean hasSpoken;

    ServerSentEvents(BufferedSource source) {
        this.source = source;
    }

    /** Returns whether anything came, and be it only a sign of life. */
    boolean hasSpoken() {
        return hasSpoken;
    }

    /**
     * Returns the next event, and waits for it.
     *
     * @throws IOException if the stream broke off or ended; what came of an event until then does not count
     */
    Frame next() throws IOException {
        String type = "";
        StringBuilder data = new StringBuilder();
        boolean hasData = false;
        while (true) {
            String line = source.readUtf8LineStrict(LONGEST);
            hasSpoken = true;
            if (line.isEmpty() && hasData) {
                return new Frame(id, type.isEmpty() ? "message" : type, data.toString());
            } else if (line.isEmpty()) {
                type = "";
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : withoutBlank(line.substring(colon + 1));
            if (field.equals("event")) {
                type = value;
            } else if (field.equals("id") && isSane(value)) {
                id = value;
            } else if (field.equals("data")) {
                data.append(hasData ? "\n" : "").append(value);
                hasData = true;
                if (data.length() > LONGEST) {
                    throw new IOException("an event has more than " + LONGEST + " characters");
                }
            }
        }
    }

    /** Returns whether this can be the id of an event, to be sent back in a header. */
    static boolean isSane(String id) {
        return SANE_ID.matcher(id).matches();
    }

    private static String withoutBlank(String value) {
        return value.startsWith(" ") ? value.substring(1) : value;
    }

    /**
     * One event.
     *
     * @param id where to go on after it; absent while none was given
     * @param type of which kind
     * @param data what it says
     */
    record Frame(@Nullable String id, String type, String data) {}
}
