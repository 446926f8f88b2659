package com.dumontcloud.sdk.core.model;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of an {@link AgentCommand}. Immutable.
 *
 * @param id the command's id
 * @param outcome how far it came
 * @param detail for people
 * @param progress 0 to 1 while it runs
 * @param snapshotId the snapshot it made
 */
public record CommandResult(
        String id,
        Outcome outcome,
        @Nullable String detail,
        @Nullable Double progress,
        @Nullable String snapshotId) {

    /** Creates the result. */
    public CommandResult {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(outcome, "outcome");
    }

    /** Returns a result with nothing but its outcome and a line for people. */
    public static CommandResult of(String id, Outcome outcome, @Nullable String detail) {
        return new CommandResult(id, outcome, detail, null, null);
    }

    /** How far a command came. A word this version does not know reads {@link #UNKNOWN}. */
    public enum Outcome {
        /** Begun and not ended. */
        RUNNING,
        /** Ended well. */
        DONE,
        /** Ended badly. */
        FAILED,
        /** Not begun: unknown, not allowed or not possible here. */
        REFUSED,
        /** Begun at some time, but how it ended is not known. */
        UNKNOWN;

        /** Returns the outcome with this text in any case, or {@link #UNKNOWN}. */
        public static Outcome from(String text) {
            for (Outcome outcome : values()) {
                if (outcome.name().equalsIgnoreCase(text)) {
                    return outcome;
                }
            }
            return UNKNOWN;
        }

        /** Returns the word used on the wire. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns whether nothing more will be heard of the command. */
        public boolean isFinal() {
            return this != RUNNING;
        }
    }
}
