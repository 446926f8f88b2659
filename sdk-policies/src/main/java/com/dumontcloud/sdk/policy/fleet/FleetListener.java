package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.decide.Decision;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.MachineCondition;

/**
 * Watches a fleet. Called after a decision was written down, one at a time and in order, on a thread that brought an event; it
 * must return soon, and may ask and tell the monitor. What it throws is logged and changes nothing.
 */
@FunctionalInterface
public interface FleetListener {

    /**
     * Something was decided that changed what people see, or had an effect.
     *
     * @param before the machine as it was
     * @param event what happened
     * @param decision what follows
     * @param now when
     */
    void decided(MachineCondition before, Event event, Decision decision, Moment now);

    /**
     * People are being told something: called once for each message, when it is first handed to the notifier, whether or not that
     * takes it. Does nothing unless it is overridden.
     *
     * @param message what they are told
     */
    default void notified(Notifier.Notification message) {}
}
