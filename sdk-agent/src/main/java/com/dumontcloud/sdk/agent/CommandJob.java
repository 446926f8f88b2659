package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One command on its way, from its arrival to its end. Thread-safe. */
final class CommandJob implements CommandContext {

    /** How long a command that names no time may go on without a word of progress. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    /** A machine is stopped some time after the time to save is up, and until then a late save is worth waiting for. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final AgentCommand command;
    private final TimeSource time;
    private final Consumer<CommandResult> telling;
    private final boolean ofFirstReply;
    private final long receivedAt;
    private long movedAt;
    private boolean ended;
    private @Nullable Runnable afterwards;

    /**
     * Creates the job of a command that has just arrived.
     *
     * @param ofFirstReply whether nothing was heard of the control plane before it in this run
     * @param telling takes what is to be told of a command that has an id
     */
    CommandJob(AgentCommand command, TimeSource time, boolean ofFirstReply, Consumer<CommandResult> telling) {
        this.command = command;
        this.time = time;
        this.ofFirstReply = ofFirstReply;
        this.telling = telling;
        this.receivedAt = time.mono();
        this.movedAt = receivedAt;
    }

    AgentCommand command() {
        return command;
    }

    /** Returns the command's id; null for the bare word of an old control plane. */
    @Nullable
    String id() {
        return command.id();
    }

    boolean isOfFirstReply() {
        return ofFirstReply;
    }

    /** Returns whether the machine is parked by somebody else when the time it names is up. */
    boolean savesBeforeOthersPark() {
        return command.type().equals(AgentCommand.HIBERNATE)
                && command.args().containsKey(AgentCommand.SAVE_FOR_SECONDS);
    }

    /** Says that the handler begins; from then on the control plane does not repeat the command. */
    void begun() {
        tell(CommandResult.of(name(), Outcome.RUNNING, null));
    }

    /** Notes that it goes on: the wait for a word of progress begins anew. */
    synchronized void moved() {
        movedAt = time.mono();
    }

    /** Says how it ended; a second end is that of a handler that was no longer waited for. */
    synchronized void end(CommandResult result) {
        ended = true;
        if (command.id() != null) {
            telling.accept(result);
        }
    }

    /** Returns how much longer the handler is waited for; zero or less when it no longer is. */
    synchronized Duration patience() {
        long now = time.mono();
        Duration given = CommandTime.given(command);
        if (given == null) {
            return PATIENCE.minusNanos(now - movedAt);
        }
        Duration untilOver = given.plus(GRACE).minusNanos(now - receivedAt);
        Duration untilStill = GRACE.minusNanos(now - movedAt);
        return untilOver.compareTo(untilStill) > 0 ? untilOver : untilStill;
    }

    @Nullable
    synchronized Runnable afterwards() {
        return afterwards;
    }

    /** Returns a handler's own word on how it ended, as far as it makes sense. */
    CommandResult checked(CommandResult result) {
        Outcome outcome = result.outcome().isFinal() ? result.outcome() : Outcome.UNKNOWN;
        String snapshot = result.snapshotId();
        return new CommandResult(
                name(), outcome, cut(result.detail()), null, snapshot == null ? null : Texts.cut(snapshot, Texts.WORD));
    }

    CommandResult unknown(String detail) {
        return CommandResult.of(name(), Outcome.UNKNOWN, cut(detail));
    }

    @Override
    public @Nullable Duration timeLeft() {
        return CommandTime.left(command, Duration.ofNanos(time.mono() - receivedAt));
    }

    @Override
    public void progress(double progress, @Nullable String detail) {
        moved();
        Double known = Double.isNaN(progress) ? null : (Double) Math.min(1, Math.max(0, progress));
        tell(new CommandResult(name(), Outcome.RUNNING, cut(detail), known, null));
    }

    @Override
    public synchronized void afterwards(Runnable action) {
        afterwards = Objects.requireNonNull(action, "action");
    }

    @Override
    public CommandResult done(@Nullable String detail) {
        return CommandResult.of(name(), Outcome.DONE, cut(detail));
    }

    @Override
    public CommandResult doneWithSnapshot(String snapshotId, @Nullable String detail) {
        return new CommandResult(
                name(), Outcome.DONE, cut(detail), null, Objects.requireNonNull(snapshotId, "snapshotId"));
    }

    @Override
    public CommandResult failed(String detail) {
        return CommandResult.of(name(), Outcome.FAILED, cut(detail));
    }

    @Override
    public CommandResult refused(String detail) {
        return CommandResult.of(name(), Outcome.REFUSED, cut(detail));
    }

    @Override
    public String toString() {
        return command.type() + " " + name();
    }

    private String name() {
        return command.id() == null ? "" : command.id();
    }

    private synchronized void tell(CommandResult result) {
        if (command.id() != null && !ended) {
            telling.accept(result);
        }
    }

    private static @Nullable String cut(@Nullable String detail) {
        return detail == null ? null : Texts.cut(detail, Texts.DETAIL);
    }
}
