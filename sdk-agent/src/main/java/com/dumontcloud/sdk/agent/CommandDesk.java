package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes commands in, has each id carried out at most once, one at a time, and keeps every result until a heartbeat that
 * carried it was counted. Thread-safe.
 */
final class CommandDesk {

    private static final Logger log = LoggerFactory.getLogger(HeartbeatReporter.class);

    /** Ids remembered: far more than a control plane can have open for one machine. */
    private static final int MOST_REMEMBERED = 1000;

    private static final int MOST_WAITING = 16;
    private static final int MOST_RESULTS_IN_A_HEARTBEAT = 32;

    private final Object lock = new Object();
    private final TimeSource time;
    private final Map<String, CommandHandler> handlers;
    private final Notices notices;
    private final Runnable beatSoon;

    private final Set<String> seen = new LinkedHashSet<>();
    private final Queue<Job> waiting = new ArrayDeque<>();
    private final Map<String, CommandResult> results = new LinkedHashMap<>();
    private Set<String> bareWordsBefore = Set.of();
    private boolean working;
    private boolean stopped;

    CommandDesk(TimeSource time, Map<String, CommandHandler> handlers, Notices notices, Runnable beatSoon) {
        this.time = time;
        this.handlers = Map.copyOf(handlers);
        this.notices = notices;
        this.beatSoon = beatSoon;
    }

    /** Takes in what one reply asks for. */
    void accept(List<AgentCommand> commands) {
        boolean anyEnded = false;
        Set<String> bareWords = new HashSet<>();
        for (AgentCommand command : commands) {
            if (command.id() == null) {
                bareWords.add(command.type());
            }
            if (isNew(command)) {
                notices.add(listener -> listener.commandReceived(command));
                anyEnded |= begin(command);
            }
        }
        bareWordsBefore = bareWords;
        if (anyEnded) {
            beatSoon.run();
        }
    }

    /** Returns what the next heartbeat has to tell. */
    List<CommandResult> results() {
        synchronized (lock) {
            return results.values().stream().limit(MOST_RESULTS_IN_A_HEARTBEAT).toList();
        }
    }

    /** Forgets what has been told, but not what has moved on since. */
    void told(List<CommandResult> sent) {
        synchronized (lock) {
            for (CommandResult result : sent) {
                if (result.outcome().isFinal()) {
                    results.remove(result.id(), result);
                }
            }
        }
    }

    /** Begins no further command. */
    void stop() {
        synchronized (lock) {
            stopped = true;
            waiting.clear();
        }
    }

    /** A command without an id is new when the reply before did not ask for the same. */
    private boolean isNew(AgentCommand command) {
        if (command.id() == null) {
            return !bareWordsBefore.contains(command.type());
        }
        synchronized (lock) {
            boolean added = seen.add(command.id());
            if (seen.size() > MOST_REMEMBERED) {
                seen.remove(seen.iterator().next());
            }
            return added;
        }
    }

    /** Returns whether the command has ended already, because there is nothing to carry out. */
    private boolean begin(AgentCommand command) {
        Job job = new Job(command);
        CommandHandler handler = handlers.get(command.type());
        if (handler == null) {
            job.end(withoutHandler(job));
            return true;
        }
        synchronized (lock) {
            if (waiting.size() < MOST_WAITING) {
                job.tell(new CommandResult(job.id, Outcome.RUNNING, "waits for its turn", null, null));
                waiting.add(job);
                workOn();
                return false;
            }
        }
        job.end(job.refused("too many commands wait already"));
        return true;
    }

    /**
     * A machine about to be parked waits for its agent to save: with nothing to save the answer is at once that it is done, or
     * the machine would be paid for until the time is up. Without a time to save in, the command asks the agent to park the
     * machine itself, and what nobody does must not be called done.
     */
    private static CommandResult withoutHandler(Job job) {
        AgentCommand command = job.command;
        return switch (command.type()) {
            case AgentCommand.HIBERNATE ->
                command.args().containsKey(AgentCommand.SAVE_FOR_SECONDS)
                        ? job.done("nothing to save")
                        : job.refused("no handler for hibernate, and this reporter cannot park the machine itself");
            case AgentCommand.SNAPSHOT, AgentCommand.UPDATE, AgentCommand.RESTART ->
                job.refused("no handler for " + command.type());
            default -> job.refused("unknown");
        };
    }

    /** Call with the lock held. */
    private void workOn() {
        if (working || stopped) {
            return;
        }
        Job job = waiting.poll();
        if (job != null) {
            working = true;
            time.schedule(Duration.ZERO, () -> carryOut(job));
        }
    }

    @SuppressWarnings("CatchingUnchecked")
    private void carryOut(Job job) {
        CommandResult result;
        try {
            job.tell(new CommandResult(job.id, Outcome.RUNNING, null, null, null));
            CommandHandler handler = Objects.requireNonNull(handlers.get(job.command.type()));
            result = job.checked(handler.run(job.command, job));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            result = CommandResult.of(job.id, Outcome.UNKNOWN, "interrupted");
        } catch (Throwable failure) {
            log.warn("The handler of command {} {} failed", job.command.type(), job.id, failure);
            result = job.failed(Texts.of(failure, Texts.DETAIL));
        }
        job.end(result);
        synchronized (lock) {
            working = false;
            workOn();
        }
        beatSoon.run();
        notices.deliver();
    }

    /** One command on its way. */
    private final class Job implements CommandContext {

        private final AgentCommand command;
        private final String id;
        private final long receivedAt = time.mono();
        private boolean ended;

        private Job(AgentCommand command) {
            this.command = command;
            this.id = command.id() == null ? "" : command.id();
        }

        @Override
        public @Nullable Duration timeLeft() {
            return CommandTime.left(command, Duration.ofNanos(time.mono() - receivedAt));
        }

        @Override
        public void progress(double progress, @Nullable String detail) {
            Double known = Double.isNaN(progress) ? null : (Double) Math.min(1, Math.max(0, progress));
            tell(new CommandResult(id, Outcome.RUNNING, cut(detail), known, null));
        }

        @Override
        public CommandResult done(@Nullable String detail) {
            return CommandResult.of(id, Outcome.DONE, cut(detail));
        }

        @Override
        public CommandResult doneWithSnapshot(String snapshotId, @Nullable String detail) {
            return new CommandResult(
                    id, Outcome.DONE, cut(detail), null, Objects.requireNonNull(snapshotId, "snapshotId"));
        }

        @Override
        public CommandResult failed(String detail) {
            return CommandResult.of(id, Outcome.FAILED, cut(detail));
        }

        @Override
        public CommandResult refused(String detail) {
            return CommandResult.of(id, Outcome.REFUSED, cut(detail));
        }

        private CommandResult checked(CommandResult result) {
            Outcome outcome = result.outcome().isFinal() ? result.outcome() : Outcome.UNKNOWN;
            return new CommandResult(id, outcome, cut(result.detail()), null, cut(result.snapshotId()));
        }

        private void tell(CommandResult result) {
            synchronized (lock) {
                if (command.id() != null && !ended) {
                    results.put(id, result);
                }
            }
        }

        private void end(CommandResult result) {
            tell(result);
            synchronized (lock) {
                ended = true;
            }
            log.debug(
                    "Command {} {} ended: {}",
                    command.type(),
                    id,
                    result.outcome().text());
            notices.add(listener -> listener.commandEnded(command, result));
        }

        private @Nullable String cut(@Nullable String detail) {
            return detail == null ? null : Texts.cut(detail, Texts.DETAIL);
        }
    }
}
