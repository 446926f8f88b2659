package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Writes a reply in one of the two dialects, in the shape of its document. */
final class ReplyWriter {

    /** What agent-system.md prints where nothing else is to be said. */
    private static final String RECEIVED = "Heartbeat received";

    private final JsonOutput out = new JsonOutput();

    private ReplyWriter() {}

    static byte[] write(HeartbeatReply reply, Dialect dialect) {
        ReplyWriter writer = new ReplyWriter();
        writer.out.beginObject();
        writer.out.field(ReplyField.SUCCESS, true);
        if (dialect == Dialect.FLAT) {
            writer.flat(reply);
        } else {
            writer.nested(reply);
        }
        writer.out.endObject();
        return writer.out.toBytes();
    }

    private void flat(HeartbeatReply reply) {
        String message = reply.message();
        out.field(ReplyField.MESSAGE, message == null ? RECEIVED : message);
        if (reply.nextHeartbeatIn() != null) {
            out.field(ReplyField.NEXT_HEARTBEAT_IN_SECONDS, interval(reply.nextHeartbeatIn()));
        }
        out.beginArray(ReplyField.ACTIONS);
        if (reply.warning() != null || reply.hibernateIn() != null) {
            warning(reply);
        }
        commands(reply.commands());
        out.endArray();
    }

    private void warning(HeartbeatReply reply) {
        out.beginObject();
        out.field(ReplyField.TYPE, ReplyField.HIBERNATE_WARNING);
        out.field(ReplyField.MESSAGE, reply.warning());
        if (reply.hibernateIn() != null) {
            out.field(ReplyField.COUNTDOWN_SECONDS, countdown(reply.hibernateIn()));
        }
        out.endObject();
    }

    private void nested(HeartbeatReply reply) {
        out.beginArray(ReplyField.COMMANDS);
        commands(reply.commands());
        out.endArray();
        if (reply.hibernateIn() == null) {
            out.fieldNull(ReplyField.HIBERNATE_IN_SECONDS);
        } else {
            out.field(ReplyField.HIBERNATE_IN_SECONDS, countdown(reply.hibernateIn()));
        }
        if (reply.nextHeartbeatIn() != null) {
            out.field(ReplyField.NEXT_HEARTBEAT_IN, interval(reply.nextHeartbeatIn()));
        }
    }

    private void commands(List<AgentCommand> commands) {
        for (AgentCommand command : commands) {
            out.beginObject();
            out.field(ReplyField.ID, command.id());
            out.field(ReplyField.TYPE, command.type());
            out.beginObject(ReplyField.ARGS);
            for (Map.Entry<String, String> arg : command.args().entrySet()) {
                out.field(arg.getKey(), arg.getValue());
            }
            out.endObject();
            out.endObject();
        }
    }

    /** Rounds up: nobody is told to come sooner than meant, and never after no time at all. */
    private static long interval(Duration duration) {
        long whole = duration.toSeconds();
        return duration.equals(Duration.ofSeconds(whole)) ? whole : whole + 1;
    }

    /** Rounds down: nobody is promised more time than there is. */
    private static long countdown(Duration duration) {
        return Math.max(0, duration.toSeconds());
    }
}
