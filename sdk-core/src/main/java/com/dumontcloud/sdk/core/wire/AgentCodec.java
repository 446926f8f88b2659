package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import java.util.Objects;

/**
 * The agent protocol: heartbeats and the replies to them, between JSON in either {@link Dialect} and one model.
 *
 * <p>Server, client and reporter all speak through it. It needs nothing but the JDK. Thread-safe; no method blocks.
 */
public final class AgentCodec {

    /** The longest document that is read, in bytes; the contract answers longer heartbeats with 413. */
    public static final int MAX_BODY_BYTES = 64 * 1024;

    private AgentCodec() {}

    /**
     * Returns the heartbeat in this document, whose dialect is told by its content; fields of both may be mixed. Where both say
     * the same thing, what stands in an object of its own ({@code gpu_metrics}, {@code host}) is believed.
     *
     * <p>A field that is absent or null is absent in the result. Fields that this version does not know are checked to be JSON and
     * otherwise ignored, even where one is there twice; a known one that is there twice is malformed. A text of one of the closed
     * lists that this version does not know reads as its {@code UNKNOWN}.
     *
     * <p>Malformed is what is not JSON in UTF-8 or not of the type the contract gives the field, is nested deeper than 32 levels,
     * or lacks {@code instance_id}. Out of range is a value of the right type that cannot be: a percentage above 100, a negative
     * number, an {@code instance_id} of 300 characters or with a control character, an instant before 1970, more than 256 GPUs.
     * A document that is both is malformed.
     *
     * @param json the document, of at most {@link #MAX_BODY_BYTES} bytes; not changed and not kept
     * @throws InvalidHeartbeatException if the document is malformed or a value is out of range. It names the first field at
     *     fault. Out of range, it carries the machine's id wherever in the document that stands; malformed, where it stands before
     *     the fault
     */
    public static Heartbeat decodeHeartbeat(byte[] json) {
        if (json.length > MAX_BODY_BYTES) {
            throw new InvalidHeartbeatException(
                    Problem.MALFORMED,
                    null,
                    "heartbeat: " + json.length + " bytes; at most " + MAX_BODY_BYTES + " are allowed",
                    null);
        }
        return HeartbeatReader.read(json);
    }

    /**
     * Returns the heartbeat as JSON.
     *
     * <p>What only the other dialect has a name for is written under that name, so that either document decodes to the same
     * heartbeat. Absent values are not written, nor are NaN and infinities. Values are not checked against the ranges of
     * {@link #decodeHeartbeat}. The machine's id is a text in the flat dialect; in the nested one it is a number where it is one
     * that JSON carries exactly.
     */
    public static byte[] encodeHeartbeat(Heartbeat heartbeat, Dialect dialect) {
        return HeartbeatWriter.write(heartbeat, Objects.requireNonNull(dialect, "dialect"));
    }

    /**
     * Returns the reply in this document, in either dialect.
     *
     * <p>Control planes of other versions are read as far as they can be understood: what is unknown or of an unexpected type is
     * absent. Commands may be objects or plain words; arguments that are not texts are given as their JSON. Intervals are decoded
     * as they are told, zero, negative and absurd ones too: the caller decides which it follows.
     *
     * @param json the document, of at most {@link #MAX_BODY_BYTES} bytes; not changed and not kept
     * @throws DumontException {@code INVALID_ANSWER} if it is not a JSON object or too long; {@code SERVER} if it says
     *     {@code "success": false}
     */
    public static HeartbeatReply decodeReply(byte[] json) {
        if (json.length > MAX_BODY_BYTES) {
            throw new DumontException(
                    DumontException.Kind.INVALID_ANSWER,
                    "The answer to a heartbeat has " + json.length + " bytes; at most " + MAX_BODY_BYTES + " are read");
        }
        return ReplyReader.read(json);
    }

    /**
     * Returns the reply as JSON.
     *
     * <p>The flat dialect carries the warning and the commands as {@code actions}; without a message it has the one of the
     * contract. The nested dialect has no place for the message and the text of the warning, and always has
     * {@code hibernate_in_seconds}. Both tell whole seconds: the interval rounded up, the countdown rounded down.
     */
    public static byte[] encodeReply(HeartbeatReply reply, Dialect dialect) {
        return ReplyWriter.write(reply, Objects.requireNonNull(dialect, "dialect"));
    }
}
