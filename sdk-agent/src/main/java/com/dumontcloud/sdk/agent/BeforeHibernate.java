package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;

/** Has state saved when somebody else is about to park the machine; it cannot park one itself. */
final class BeforeHibernate implements CommandHandler {

    private final StateSaver saver;

    BeforeHibernate(StateSaver saver) {
        this.saver = saver;
    }

    @Override
    public CommandResult run(AgentCommand command, CommandContext context) throws Exception {
        if (!command.args().containsKey(AgentCommand.SAVE_FOR_SECONDS)) {
            return context.refused("this reporter saves state but cannot park the machine itself");
        }
        saver.save(context);
        return context.done("saved");
    }
}
