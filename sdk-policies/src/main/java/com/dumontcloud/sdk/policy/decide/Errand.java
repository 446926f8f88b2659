package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.policy.decide.Operation.Told;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a person wants the agent on a machine to do, such as to start anew, until the agent says what came of it. It changes nothing
 * about the machine's power, so that it stands beside whatever {@link Operation} is open, and in the way of none. A machine has at
 * most one. Immutable.
 *
 * @param command what the agent is told; its id is unique within the machine, and the agent runs each at most once
 * @param sinceNanos observed time at which it was asked for
 * @param told which reporter was told, and what it answered; absent before the first heartbeat of one that can be told
 */
public record Errand(
        AgentCommand command, long sinceNanos, @Nullable Told told) {

    /** Checks that there is a command. */
    public Errand {
        Objects.requireNonNull(command, "command");
    }

    /** Returns the id of its command. */
    public String id() {
        return String.valueOf(command.id());
    }

    Errand telling(Told next) {
        return new Errand(command, sinceNanos, next);
    }

    Errand answered(Told by, CommandResult.Outcome newest) {
        return telling(by.answering(newest));
    }
}
