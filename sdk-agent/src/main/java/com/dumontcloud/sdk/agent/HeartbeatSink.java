package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;

/**
 * Where heartbeats go.
 *
 * <p>The reporter calls it from one thread at a time, never again before the call before has returned, and never repeats a
 * heartbeat: the next one is the retry. Implementations send once, block until there is an answer, and should give up by
 * themselves after some seconds; a sink that hangs keeps the machine silent for as long.
 */
@FunctionalInterface
public interface HeartbeatSink {

    /**
     * Sends one heartbeat and waits for the answer.
     *
     * @param heartbeat what to send
     * @return the answer; it means that the heartbeat was counted
     * @throws DumontException if it was not counted, or if nobody knows whether it was; as a
     *     {@link HeartbeatRefusedException} where the other side asks to be left alone for some time
     */
    HeartbeatReply send(Heartbeat heartbeat);
}
