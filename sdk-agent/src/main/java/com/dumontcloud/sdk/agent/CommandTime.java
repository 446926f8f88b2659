package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.AgentCommand;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How long a command leaves for carrying it out. */
final class CommandTime {

    private static final double LONGEST_SECONDS = 86_400;

    private CommandTime() {}

    /** Returns the time the command names; absent where it names none that makes sense. */
    static @Nullable Duration given(AgentCommand command) {
        String text = command.args().get(AgentCommand.SAVE_FOR_SECONDS);
        if (text == null) {
            return null;
        }
        double seconds;
        try {
            seconds = Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            return null;
        }
        if (!(seconds >= 0)) {
            return null;
        }
        return Duration.ofMillis((long) (Math.min(seconds, LONGEST_SECONDS) * 1000));
    }

    /** Returns what is left of the time the command names, never below zero; absent where it names none that makes sense. */
    static @Nullable Duration left(AgentCommand command, Duration spent) {
        Duration given = given(command);
        if (given == null) {
            return null;
        }
        Duration left = given.minus(spent);
        return left.isNegative() ? Duration.ZERO : left;
    }
}
