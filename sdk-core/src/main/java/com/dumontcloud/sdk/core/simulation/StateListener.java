package com.dumontcloud.sdk.core.simulation;

/**
 * Is told of every change of state in a {@link SimulatedCloud}, for example to start and stop the program that lives on a
 * machine.
 */
@FunctionalInterface
public interface StateListener {

    /**
     * A machine changed. Called on a thread of the cloud's time source, never inside a call to the cloud: one change at a time,
     * in the order they took place. May call the cloud. What it throws goes to the time source and costs nobody else a change.
     */
    void stateChanged(StateChange change);
}
