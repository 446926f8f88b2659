package com.dumontcloud.sdk.policy;

import java.util.Locale;

/**
 * A state of a whole scope, the machines of one provider, in which the engine keeps its hands off for a while.
 *
 * <p>A mode gates what the engine does on its own account: liveness, warnings, alerts and the owner's commands go on. What is due
 * waits, warned, and goes on by itself once no mode is in force any more.
 */
public enum FleetMode {
    /** The engine came back to a fleet it knew; for a while it only listens. */
    RESTARTING,
    /** So many machines fell silent at once that our own view of them is the likelier fault. */
    SILENCE_PAUSED,
    /** The provider has not answered for longer than a guard may rely on what it said. */
    PROVIDER_BLIND,
    /** The wall clock jumped. */
    CLOCK_SUSPECT,
    /** What is decided cannot be written down. */
    STORE_FAILED,
    /** An operator stopped every action of the engine. It outlives restarts. */
    FROZEN,
    /**
     * No notifier takes what people are to be told. What they have to be told of first waits by itself: what deletes anything for as
     * long as it takes, any other action for a day from when they were to be told.
     */
    NOTIFIER_BLIND,
    /** Everything is decided as ever, and nothing is carried out. */
    SHADOW;

    /** Returns whether it makes what is due wait; in {@link #SHADOW} that comes to its end, on paper. */
    public boolean isPause() {
        return this != SHADOW && this != NOTIFIER_BLIND;
    }

    /** Returns the word used on the wire. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
