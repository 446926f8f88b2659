package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.agent.internal.record.CommandLog;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands in, has each id carried out at most once, and keeps every result until a heartbeat that carried it was
 * counted. Saving state before the machine is parked does not wait for other commands. Thread-safe.
 */
final class CommandDesk implements CommandLane.Work {

    private static final Logger log = LoggerFactory.getLogger(HeartbeatReporter.class);

    private static final int MOST_IN_A_REPLY = 64;

    /** How long what a handler wants done afterwards waits for its result to be told. */
    private static final Duration MOST_UNTIL_TOLD = Duration.ofSeconds(30);

    private final TimeSource time;
    private final Map<String, CommandHandler> handlers;
    private final CommandMemory memory;
    private final Executor threads;
    private final Notices notices;
    private final Runnable beatSoon;
    private final CommandLane saving;
    private final CommandLane ordinary;
    private final CommandResults results = new CommandResults();
    private final Map<String, Runnable> afterwards = new HashMap<>();
    private @Nullable Set<String> bareWordsBefore;
    private volatile boolean stopped;

    CommandDesk(
            TimeSource time,
            Map<String, CommandHandler> handlers,
            CommandMemory memory,
            Executor threads,
            Notices notices,
            Runnable beatSoon) {
        this.time = time;
        this.handlers = Map.copyOf(handlers);
        this.memory = memory;
        this.threads = threads;
        this.notices = notices;
        this.beatSoon = beatSoon;
        this.saving = new CommandLane(time, threads, this);
        this.ordinary = new CommandLane(time, threads, this);
    }

    /** Has what an earlier run left untold told by this one. */
    void start() {
        if (!handlers.isEmpty()) {
            threads.execute(() -> memory.recall().forEach(results::tell));
        }
    }

    /** Takes in what one reply asks for. For one reply at a time. */
    void accept(List<AgentCommand> commands) {
        boolean anyEnded = false;
        Set<String> bareWords = new HashSet<>();
        for (AgentCommand command : commands.subList(0, Math.min(commands.size(), MOST_IN_A_REPLY))) {
            if (isNew(command, bareWords)) {
                notices.add(listener -> listener.commandReceived(command));
                anyEnded |= begin(new CommandJob(command, time, bareWordsBefore == null, results::tell));
            }
        }
        if (!handlers.isEmpty() && !bareWords.equals(bareWordsBefore)) {
            threadsRun(() -> memory.keepWords(bareWords));
        }
        bareWordsBefore = bareWords;
        if (anyEnded) {
            beatSoon.run();
        }
    }

    /** Returns what the next heartbeat has to tell. */
    List<CommandResult> results() {
        return results.next();
    }

    /** Forgets what has been told. */
    void told(List<CommandResult> sent) {
        results.told(sent);
        memory.told(sent);
        for (CommandResult result : sent) {
            if (result.outcome().isFinal()) {
                threadsRun(takeAfterwards(result.id()));
            }
        }
    }

    /** Forgets what the control plane cannot take: repeating it would make every heartbeat fail. */
    void giveUp(List<CommandResult> sent) {
        told(sent);
        results.giveUp(sent);
    }

    /** Begins no further command. */
    void stop() {
        stopped = true;
        saving.stop();
        ordinary.stop();
        takeAllAfterwards();
    }

    @Override
    public String toString() {
        return results.toString();
    }

    /** A command without an id is new when the reply before did not ask for the same. */
    private boolean isNew(AgentCommand command, Set<String> bareWords) {
        String id = command.id();
        if (id == null) {
            boolean before = bareWordsBefore != null && bareWordsBefore.contains(command.type());
            return bareWords.add(command.type()) && !before;
        }
        if (!CommandLog.canKeep(id)) {
            log.debug("A command {} was ignored: its id cannot be used", command.type());
            return false;
        }
        return !results.isFull() && results.isNew(id);
    }

    /** Returns whether the command has ended already, because there is nothing to carry out. */
    private boolean begin(CommandJob job) {
        if (!handlers.containsKey(job.command().type())) {
            end(job, Unhandled.answer(job));
            return true;
        }
        String objection = (job.savesBeforeOthersPark() ? saving : ordinary).add(job);
        if (objection != null) {
            end(job, job.refused(objection));
        }
        return objection != null;
    }

    @Override
    public CommandResult carryOut(CommandJob job) {
        CommandHandler handler =
                Objects.requireNonNull(handlers.get(job.command().type()));
        return memory.once(job, () -> run(handler, job));
    }

    @SuppressWarnings("CatchingUnchecked")
    private static CommandResult run(CommandHandler handler, CommandJob job) {
        try {
            job.begun();
            return job.checked(handler.run(job.command(), job));
        } catch (InterruptedException interrupted) {
            return job.unknown("interrupted, since the reporter was closed");
        } catch (Throwable failure) {
            log.warn("The handler of command {} failed", job, failure);
            return job.failed(Texts.of(failure, Texts.DETAIL));
        } finally {
            // The thread goes on to write the result down, which an interrupt meant for the handler would break.
            if (Thread.interrupted()) {
                log.debug("The handler of command {} was interrupted", job);
            }
        }
    }

    @Override
    public void ended(CommandJob job, CommandResult result) {
        end(job, result);
        beatSoon.run();
        notices.deliver();
    }

    private void end(CommandJob job, CommandResult result) {
        planAfterwards(job, result);
        job.end(result);
        log.debug("Command {} ended: {}", job, result.outcome().text());
        notices.add(listener -> listener.commandEnded(job.command(), result));
    }

    private void planAfterwards(CommandJob job, CommandResult result) {
        Runnable action = job.afterwards();
        if (action == null || result.outcome() != Outcome.DONE || stopped) {
            return;
        }
        if (job.id() == null) {
            threadsRun(action);
            return;
        }
        synchronized (afterwards) {
            afterwards.put(result.id(), action);
        }
        time.schedule(MOST_UNTIL_TOLD, () -> threadsRun(takeAfterwards(result.id())));
    }

    private @Nullable Runnable takeAfterwards(String id) {
        synchronized (afterwards) {
            return afterwards.remove(id);
        }
    }

    private void takeAllAfterwards() {
        synchronized (afterwards) {
            afterwards.clear();
        }
    }

    private void threadsRun(@Nullable Runnable action) {
        if (action != null && !stopped) {
            threads.execute(action);
        }
    }
}
