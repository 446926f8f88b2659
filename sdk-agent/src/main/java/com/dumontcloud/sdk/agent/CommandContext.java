package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.CommandResult;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a {@link CommandHandler} may say and know about the command it carries out. Thread-safe. */
public interface CommandContext {

    /**
     * Returns how long there still is, zero when the time is up, or null when the control plane did not say. A machine about
     * to be hibernated may be stopped when it has passed, whether or not the handler is done.
     */
    @Nullable
    Duration timeLeft();

    /**
     * Says how far it is; the next heartbeat carries it.
     *
     * @param progress 0 to 1; anything beyond counts as the nearer end, and NaN leaves it as it was
     * @param detail a line for people
     */
    void progress(double progress, @Nullable String detail);

    /**
     * Has something done when the command has ended as done and the control plane knows it, or 30 s later if it cannot be
     * told: what ends this process or the machine, and with it the telling. Not done once the reporter is closed. Given
     * twice, the second counts.
     *
     * @param action run once, on a thread of the reporter
     */
    void afterwards(Runnable action);

    /** Returns the result of a command carried out. */
    CommandResult done(@Nullable String detail);

    /** Returns the result of a command that ended with a snapshot. */
    CommandResult doneWithSnapshot(String snapshotId, @Nullable String detail);

    /** Returns the result of a command that was begun and did not succeed. */
    CommandResult failed(String detail);

    /** Returns the result of a command that was not begun. */
    CommandResult refused(String detail);
}
