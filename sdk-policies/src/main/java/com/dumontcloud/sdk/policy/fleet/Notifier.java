package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Effect.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages to people. Returning normally is the word that the message was accepted, on which the engine later acts;
 * whatever it throws means that it was not, and the engine tries again and waits. May block, on a thread made for that.
 */
@FunctionalInterface
public interface Notifier {

    /** Delivers a message. */
    void send(Notification notification);

    /**
     * A message to people. Immutable.
     *
     * @param machine about which machine; absent where it is about the fleet as a whole
     * @param severity how urgent
     * @param reason what happened
     * @param at when
     */
    record Notification(@Nullable MachineId machine, Severity severity, Reason reason, Instant at) {

        /** Returns the message as one line of English. */
        public String text() {
            return (machine == null ? "Fleet: " : "Machine " + machine + ": ") + reason.text();
        }
    }
}
