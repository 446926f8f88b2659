package com.dumontcloud.samples.controlplane.terminal;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.wire.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a page says beside what is typed: a text frame that holds an object of JSON. Immutable. */
sealed interface ClientMessage {

    /** The form in which {@code ssh-keygen -l} prints a key of any kind. */
    Pattern FINGERPRINT = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");

    /**
     * The first message: begins the shell.
     *
     * @param size how large its terminal is
     * @param acceptedKey the fingerprint of a host key that the person wants to trust from now on; absent for the one that is known
     */
    record Open(WindowSize size, @Nullable String acceptedKey) implements ClientMessage {}

    /** The terminal has another size now. */
    record Resize(WindowSize size) implements ClientMessage {}

    /**
     * The page has drawn this much of the output, so that it can take as much more.
     *
     * @param bytes 0 or more
     */
    record Shown(long bytes) implements ClientMessage {}

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none
     */
    static ClientMessage parse(String text) {
        try {
            JsonObject message = JsonObject.parse(text.getBytes(StandardCharsets.UTF_8));
            String type = String.valueOf(message.text("type"));
            return switch (type) {
                case "open" -> new Open(size(message), fingerprint(message.text("accept_host_key")));
                case "resize" -> new Resize(size(message));
                case "shown" -> new Shown(number(message, "bytes"));
                default -> throw new IllegalArgumentException("a message of an unknown type");
            };
        } catch (DumontException unreadable) {
            throw new IllegalArgumentException("a message that cannot be read", unreadable);
        }
    }

    private static WindowSize size(JsonObject message) {
        return new WindowSize((int) number(message, "columns"), (int) number(message, "rows"));
    }

    private static long number(JsonObject message, String name) {
        Long number = message.whole(name);
        if (number == null || number < 0 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a message whose " + name + " is no number of this size");
        }
        return number;
    }

    private static @Nullable String fingerprint(@Nullable String text) {
        if (text != null && !FINGERPRINT.matcher(text).matches()) {
            throw new IllegalArgumentException("a message whose accept_host_key is no fingerprint");
        }
        return text;
    }
}
