package com.dumontcloud.sdk.policy;

/**
 * One opinion on what should happen to a machine. The built-in rules and guards are policies like any other.
 *
 * <p>Must be pure: the same machine and moment give the same verdict, no clock is read and nobody is called. It is asked at
 * every heartbeat and must cost well under a microsecond. One that throws abstains, and the engine says so.
 */
@FunctionalInterface
public interface LifecyclePolicy {

    /** Returns this policy's opinion. One veto overrides every proposal of its causes. */
    Verdict evaluate(MachineView machine, Moment now);
}
