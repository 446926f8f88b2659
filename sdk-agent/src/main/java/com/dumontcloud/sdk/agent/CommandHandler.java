package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;

/**
 * Carries out one type of command of the control plane.
 *
 * <p>Called on a thread of the reporter, one command at a time, at most once for each id; heartbeats go on meanwhile and
 * report the command as running. When it ends, an extra heartbeat carries the result at once.
 *
 * <pre>{@code
 * options.handler(AgentCommand.HIBERNATE, (command, context) -> {
 *     model.save(checkpoint);
 *     return context.done("saved " + checkpoint);
 * });
 * }</pre>
 */
@FunctionalInterface
public interface CommandHandler {

    /**
     * Carries out a command.
     *
     * @param command what is asked for
     * @param context tells how long there is, takes progress and makes the result
     * @return the result, made by the context
     * @throws Exception if it failed; the message goes to the control plane as the detail of a failed result
     */
    CommandResult run(AgentCommand command, CommandContext context) throws Exception;
}
