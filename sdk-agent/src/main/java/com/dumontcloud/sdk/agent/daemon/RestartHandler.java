package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.CommandContext;
import com.dumontcloud.sdk.agent.CommandHandler;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;

/** Ends the agent so that whoever supervises it starts it again; first the control plane hears that it will. */
final class RestartHandler implements CommandHandler {

    private final Ending ending;
    private final boolean supervised;

    /**
     * Creates the handler.
     *
     * @param supervised whether somebody starts the agent again
     */
    RestartHandler(Ending ending, boolean supervised) {
        this.ending = ending;
        this.supervised = supervised;
    }

    @Override
    public CommandResult run(AgentCommand command, CommandContext context) {
        if (!supervised) {
            return context.refused("nobody would start this agent again; install it as a service");
        }
        context.afterwards(() -> ending.request(ExitCode.RESTART));
        return context.done("starts again");
    }
}
