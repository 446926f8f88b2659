package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a reply of either dialect, from control planes older and newer than this version: whatever is not of the type expected
 * reads as absent.
 */
final class ReplyReader {

    private final JsonInput in;
    private final List<AgentCommand> commands = new ArrayList<>();
    private @Nullable Duration nextHeartbeatIn;
    private @Nullable Duration hibernateIn;
    private @Nullable Duration countdown;
    private @Nullable String message;
    private @Nullable String warning;
    private @Nullable String error;
    private boolean success = true;

    private ReplyReader(byte[] json) {
        this.in = new JsonInput(json);
    }

    static HeartbeatReply read(byte[] json) {
        try {
            return new ReplyReader(json).reply();
        } catch (MalformedJsonException e) {
            throw new DumontException(
                    Kind.INVALID_ANSWER, "The answer to a heartbeat is no reply in JSON: " + e.problem(), e);
        }
    }

    private HeartbeatReply reply() {
        in.beginObject();
        while (in.hasNextField()) {
            readField(in.name(ReplyField.NAMES, 0));
        }
        in.end();
        if (!success) {
            String why = error != null ? error : message;
            throw new DumontException(
                    Kind.SERVER,
                    "The control plane did not count the heartbeat: " + (why == null ? "it does not say why" : why));
        }
        return HeartbeatReply.builder()
                .nextHeartbeatIn(nextHeartbeatIn)
                .hibernateIn(hibernateIn != null ? hibernateIn : countdown)
                .message(message)
                .warning(warning)
                .commands(commands)
                .build();
    }

    private void readField(ReplyField field) {
        switch (field) {
            case SUCCESS -> success = booleanOr(true);
            case MESSAGE -> message = text();
            case ERROR -> error = text();
            case NEXT_HEARTBEAT_IN, NEXT_HEARTBEAT_IN_SECONDS -> {
                Duration told = seconds();
                nextHeartbeatIn = told != null ? told : nextHeartbeatIn;
            }
            case HIBERNATE_IN_SECONDS -> hibernateIn = seconds();
            case COMMANDS, ACTIONS -> readActions();
            default -> in.skipValue();
        }
    }

    private void readActions() {
        if (in.peek() != JsonInput.Kind.ARRAY) {
            in.skipValue();
            return;
        }
        in.beginArray();
        while (in.hasNextElement()) {
            switch (in.peek()) {
                case TEXT -> commands.add(new AgentCommand(null, in.readText(), Map.of()));
                case OBJECT -> readAction();
                default -> in.skipValue();
            }
        }
    }

    private void readAction() {
        String id = null;
        String type = null;
        String text = null;
        Duration seconds = null;
        Map<String, String> args = Map.of();
        in.beginObject();
        while (in.hasNextField()) {
            switch (in.name(ReplyField.NAMES, 0)) {
                case ID -> id = scalar();
                case TYPE -> type = text();
                case MESSAGE -> text = text();
                case COUNTDOWN_SECONDS -> seconds = seconds();
                case ARGS -> args = args();
                default -> in.skipValue();
            }
        }
        if (ReplyField.HIBERNATE_WARNING.equals(type)) {
            warning = text;
            countdown = seconds;
        } else if (type != null) {
            commands.add(new AgentCommand(id, type, args));
        }
    }

    private Map<String, String> args() {
        if (in.peek() != JsonInput.Kind.OBJECT) {
            in.skipValue();
            return Map.of();
        }
        Map<String, String> args = new LinkedHashMap<>();
        in.beginObject();
        while (in.hasNextField()) {
            String name = in.anyName();
            String value = argument();
            if (value != null) {
                args.put(name, value);
            }
        }
        return args;
    }

    /** Reads any value as text: a text as it is, nothing for null, all else as it stands in the document. */
    private @Nullable String argument() {
        if (in.tryNull()) {
            return null;
        }
        return in.peek() == JsonInput.Kind.TEXT ? in.readText() : in.readRaw();
    }

    /** Reads a text, or a number as its text. */
    private @Nullable String scalar() {
        JsonInput.Kind kind = in.peek();
        if (kind == JsonInput.Kind.TEXT || kind == JsonInput.Kind.NUMBER) {
            return argument();
        }
        in.skipValue();
        return null;
    }

    private @Nullable String text() {
        if (in.peek() == JsonInput.Kind.TEXT) {
            return in.readText();
        }
        in.skipValue();
        return null;
    }

    private boolean booleanOr(boolean otherwise) {
        if (in.peek() == JsonInput.Kind.BOOLEAN) {
            return in.readBoolean();
        }
        in.skipValue();
        return otherwise;
    }

    private @Nullable Duration seconds() {
        if (in.peek() != JsonInput.Kind.NUMBER) {
            in.skipValue();
            return null;
        }
        JsonNumber number = in.readNumber();
        if (number.isExactLong()) {
            return Duration.ofSeconds(number.mantissa());
        }
        double seconds = number.doubleValue();
        if (Math.abs(seconds) >= Long.MAX_VALUE) {
            return null;
        }
        long whole = (long) Math.floor(seconds);
        return Duration.ofSeconds(whole, (long) ((seconds - whole) * 1_000_000_000));
    }
}
