package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;

/** What a reporter answers to a command that it has no handler for. */
final class Unhandled {

    private Unhandled() {}

    /**
     * A machine about to be parked waits for its agent to save: with nothing to save the answer is at once that it is done, or
     * the machine would be paid for until the time is up. Without a time to save in, the command asks the agent to park the
     * machine itself, and what nobody does must not be called done.
     */
    static CommandResult answer(CommandJob job) {
        String type = job.command().type();
        return switch (type) {
            case AgentCommand.HIBERNATE ->
                job.savesBeforeOthersPark()
                        ? job.done("nothing to save")
                        : job.refused("no handler for hibernate, and this reporter cannot park the machine itself");
            case AgentCommand.SNAPSHOT, AgentCommand.UPDATE, AgentCommand.RESTART ->
                job.refused("no handler for " + type);
            default -> job.refused("unknown");
        };
    }
}
