package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a reporter does. Every method does nothing unless overridden.
 *
 * <p>Called on threads of the reporter, one call at a time and in order. Be quick: while a call lasts others wait, and when
 * many wait they are dropped; heartbeats go on all the same. What a listener throws is logged and changes nothing.
 */
public interface ReporterListener {

    /** A heartbeat was counted. */
    default void replied(Heartbeat sent, HeartbeatReply reply) {}

    /**
     * A heartbeat was not counted, or nobody knows whether it was.
     *
     * @param failure mostly a {@link com.dumontcloud.sdk.core.error.DumontException}
     * @param inARow how many have failed since the last that was counted, 1 or more
     */
    default void failed(Throwable failure, int inARow) {}

    /** The first heartbeat after so many failed ones was counted. */
    default void recovered(int failedBefore) {}

    /** The interval between heartbeats was changed by the control plane. */
    default void intervalChanged(Duration interval) {}

    /**
     * A hibernation of this machine was announced, moved, or called off.
     *
     * @param hibernateIn how long until then; null when it was called off
     */
    default void hibernateInChanged(@Nullable Duration hibernateIn) {}

    /**
     * The {@link DeadMan} is about to act. Called five minutes ahead and every minute from then on.
     *
     * @param left how long until then, zero when it acts; null when it was called off
     */
    default void deadManIn(@Nullable Duration left) {}

    /** A command arrived for the first time. */
    default void commandReceived(AgentCommand command) {}

    /** A command ended, was refused or failed; a second time, should a handler end that was no longer waited for. */
    default void commandEnded(AgentCommand command, CommandResult result) {}
}
