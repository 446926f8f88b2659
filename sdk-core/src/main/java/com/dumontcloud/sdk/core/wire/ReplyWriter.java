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
        writer.out.beginObject().name(ReplyField.SUCCESS.quoted()).bool(true);
        if (dialect == Dialect.FLAT) {
            writer.flat(reply);
        } else {
            writer.nested(reply);
        }
        return writer.out.endObject().toBytes();
    }

    private void flat(HeartbeatReply reply) {
        String message = reply.message();
        out.name(ReplyField.MESSAGE.quoted()).text(message == null ? RECEIVED : message);
        if (reply.nextHeartbeatIn() != null) {
            out.name(ReplyField.NEXT_HEARTBEAT_IN_SECONDS.quoted()).number(interval(reply.nextHeartbeatIn()));
        }
        out.name(ReplyField.ACTIONS.quoted()).beginArray();
        if (reply.warning() != null || reply.hibernateIn() != null) {
            warning(reply);
        }
        commands(reply.commands());
        out.endArray();
    }

    private void warning(HeartbeatReply reply) {
        out.beginObject().name(ReplyField.TYPE.quoted()).text(ReplyField.HIBERNATE_WARNING);
        if (reply.warning() != null) {
            out.name(ReplyField.MESSAGE.quoted()).text(reply.warning());
        }
        if (reply.hibernateIn() != null) {
            out.name(ReplyField.COUNTDOWN_SECONDS.quoted()).number(countdown(reply.hibernateIn()));
        }
        out.endObject();
    }

    private void nested(HeartbeatReply reply) {
        out.name(ReplyField.COMMANDS.quoted()).beginArray();
        commands(reply.commands());
        out.endArray();
        out.name(ReplyField.HIBERNATE_IN_SECONDS.quoted());
        if (reply.hibernateIn() == null) {
            out.nothing();
        } else {
            out.number(countdown(reply.hibernateIn()));
        }
        if (reply.nextHeartbeatIn() != null) {
            out.name(ReplyField.NEXT_HEARTBEAT_IN.quoted()).number(interval(reply.nextHeartbeatIn()));
        }
    }

    private void commands(List<AgentCommand> commands) {
        for (AgentCommand command : commands) {
            out.beginObject();
            if (command.id() != null) {
                out.name(ReplyField.ID.quoted()).text(command.id());
            }
            out.name(ReplyField.TYPE.quoted()).text(command.type());
            out.name(ReplyField.ARGS.quoted()).beginObject();
            for (Map.Entry<String, String> arg : command.args().entrySet()) {
                out.name(arg.getKey()).text(arg.getValue());
            }
            out.endObject().endObject();
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
