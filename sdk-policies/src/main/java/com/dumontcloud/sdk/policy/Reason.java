package com.dumontcloud.sdk.policy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Why something happened, or did not: a stable code and the numbers behind it. Every text is rendered from it. Immutable.
 *
 * @param code stable across versions; programs branch on it
 * @param details the values that the code's text names, in its order
 */
public record Reason(Code code, List<String> details) {

    /** Checks that every value the text names is there. */
    public Reason {
        Objects.requireNonNull(code, "code");
        details = List.copyOf(details);
        if (details.size() != code.details) {
            throw new IllegalArgumentException(
                    code + " takes " + code.details + " details, not " + details.size() + ": " + details);
        }
    }

    /** Returns a reason; durations and instants are rendered as people read them, to the second. */
    public static Reason of(Code code, Object... details) {
        return new Reason(code, Arrays.stream(details).map(Reason::render).toList());
    }

    /** Returns the reason as a sentence in English. */
    public String text() {
        return String.format(code.template, details.toArray());
    }

    @Override
    public String toString() {
        return code + ": " + text();
    }

    private static String render(Object detail) {
        if (detail instanceof Duration duration) {
            return render(duration);
        }
        return String.valueOf(detail instanceof Instant instant ? instant.truncatedTo(ChronoUnit.SECONDS) : detail);
    }

    private static String render(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        if (seconds < 60) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 120) {
            return minutes + "min" + (seconds % 60 == 0 ? "" : " " + seconds % 60 + "s");
        }
        return minutes / 60 + "h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + "min");
    }

    /** Everything the engine can give as a reason. */
    public enum Code {
        /** Every signal idle for the whole run. */
        UNUSED("every signal idle for %s of the %s allowed", 2),
        /** Silent beyond the time allowed. */
        NO_HEARTBEAT("no heartbeat for %s", 1),
        /** Silent for so long that it counts as orphaned. */
        ORPHANED("no heartbeat for %s; nothing on the machine reports", 1),
        /** The program said goodbye. */
        WORK_FINISHED("the program said %s ago that its work is done", 1),
        /** Somebody asked for it. */
        ASKED_FOR("asked for by its owner", 0),
        /** A keep-alive is in force. */
        KEPT_ALIVE("kept alive until %s", 1),
        /** The machine came up too recently. */
        JUST_STARTED("up for %s; the first %s count as setup", 2),
        /** The idle run is not covered by enough samples. */
        THIN_EVIDENCE("samples cover %s of an idle run of %s; too little", 2),
        /** The newest sample is too old to act on. */
        STALE_EVIDENCE("the newest sample is %s old; %s is the limit", 2),
        /** The machine is not known to be running. */
        NOT_RUNNING("the provider shows it %s", 1),
        /** Nobody claimed the machine. */
        UNCLAIMED("listed by the provider, claimed by nobody", 0),
        /** The provider's own view contradicts, or is missing where it is needed. */
        WITNESS("the provider's own view says %s", 1),
        /** The warning has not been out long enough. */
        WARNING_PENDING("its warning has not been delivered for %s yet", 1),
        /** The signals turned. */
        IN_USE_AGAIN("in use again", 0),
        /** What spoke for it does so no longer. */
        NO_LONGER_DUE("nothing speaks for it any more", 0),
        /** A program says that it is busy, but nothing moves. */
        STALLED("the program says it is busy, but neither its progress nor a GPU moved for %s", 1),
        /** A policy or a signal that was added threw; it counts for nothing until it is mended. */
        EXTENSION_FAILED("%s failed and is left out: %s", 2),
        /** A reporter was heard again. */
        HEARD_AGAIN("a reporter was heard again", 0),
        /** The machine was rebooted. */
        REBOOTED("the machine was rebooted", 0),
        /** The machine's power changed on its own. */
        POWER_CHANGED("the provider shows it %s", 1),
        /** The provider would not do it. */
        REFUSED("the provider refused: %s", 1),
        /** The provider could not be read. */
        UNREADABLE("the provider could not be read: %s", 1),
        /** The provider does not show the target. */
        NOT_CONFIRMED("not confirmed after %s; the provider shows it %s, billed at %s", 3),
        /** The agent did not answer its command. */
        AGENT_SILENT("the agent did not answer its command within %s", 1),
        /** The agent answered its command badly. */
        AGENT_FAILED("the agent answered: %s", 1),
        /** Done, and seen to be done. */
        CONFIRMED("the provider shows it %s", 1),
        /** Done by the word of the agent, where no provider can be read. */
        AGENT_DONE("the agent says it is done", 0),
        /** A newer command of the owner took its place. */
        SUPERSEDED("a newer command took its place", 0);

        private final String template;
        private final int details;

        Code(String template, int details) {
            this.template = template;
            this.details = details;
        }
    }
}
