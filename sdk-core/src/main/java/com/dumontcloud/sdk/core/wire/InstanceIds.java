package com.dumontcloud.sdk.core.wire;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.InvalidHeartbeatException.Problem;
import org.jspecify.annotations.Nullable;

/** Reads the id of the machine that a heartbeat speaks of: a text, or a whole number of any size. */
final class InstanceIds {

    private InstanceIds() {}

    /**
     * Looks the id up, wherever in the heartbeat it stands, and goes back to the first field: it is needed for every complaint.
     *
     * @throws InvalidHeartbeatException if there is none, or what stands there cannot be one
     */
    static MachineId find(HeartbeatInput in) {
        in.rewind();
        in.beginObject();
        while (in.hasNextField()) {
            if (in.field(0) != HeartbeatField.INSTANCE_ID) {
                in.skipValue();
                continue;
            }
            MachineId found = read(in);
            if (found != null) {
                in.rewind();
                in.beginObject();
                return found;
            }
        }
        in.end();
        in.throwOutOfRange();
        String name = HeartbeatField.INSTANCE_ID.wireName();
        String problem = name + " is missing; it says which machine the heartbeat speaks of";
        throw new InvalidHeartbeatException(Problem.MALFORMED, name, problem, null);
    }

    /** Reads the id; returns null where that is null or out of range. */
    static @Nullable MachineId read(HeartbeatInput in) {
        if (in.tryNull()) {
            return null;
        }
        String text = in.peek() == JsonInput.Kind.NUMBER ? readDigits(in) : in.readText();
        if (text == null) {
            return null;
        }
        try {
            return MachineId.of(text);
        } catch (IllegalArgumentException e) {
            in.outOfRange("cannot be: " + e.getMessage());
            return null;
        }
    }

    private static @Nullable String readDigits(HeartbeatInput in) {
        String number = in.readRaw();
        for (int i = 0; i < number.length(); i++) {
            char c = number.charAt(i);
            if ((c < '0' || c > '9') && (c != '-' || i > 0)) {
                String shown = HeartbeatInput.shown(number);
                throw new MalformedJsonException("expected a text or a whole number, found " + shown);
            }
        }
        if (number.charAt(0) == '-') {
            in.outOfRange("is " + HeartbeatInput.shown(number) + "; as a number it must be 0 or more");
            return null;
        }
        return number;
    }
}
