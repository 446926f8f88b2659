package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;

/**
 * Carries out one type of command of the control plane.
 *
 * <p>Called on a thread of the reporter, one command at a time, save that {@code hibernate} with a time to save in waits for
 * nothing but another of its kind. At most once for each id, also when the program is restarted or killed meanwhile: an id
 * that was begun is never begun again, and one whose end nobody saw is reported as unknown. Heartbeats go on and report the
 * command as running; when it ends, an extra one carries the result at once.
 *
 * <p>A handler is interrupted only when the reporter is closed. One that shows no progress for an hour, or goes on 30 s beyond
 * the time its command named, is reported as unknown and no longer waited for; should it end after all, that is reported too.
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
