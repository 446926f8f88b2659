package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.provider.OwnerLease;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * What to do with a machine that nobody uses and nobody can be told about: no heartbeat was counted for so long, and every
 * signal on the machine was idle for as long.
 *
 * <pre>{@code
 * options.deadMan(DeadMan.after(Duration.ofHours(1), () -> new ProcessBuilder("poweroff").start()));
 * }</pre>
 *
 * <p>A signal that cannot be read is not idle, so a machine whose GPUs or host are unreadable is left alone. A warning goes to
 * the log and to {@link ReporterListener#deadManIn} five minutes ahead; from then on a heartbeat is tried every minute.
 * Activity or a heartbeat that is counted call it off. The hook runs once, and again only after there was contact in between.
 *
 * <p>Without contact since its own start a reporter does nothing: somebody who tries it out, or has mistyped an address, must
 * not lose a machine. For one that is rented by somebody's program and paid until it ends that is the wrong way round; see
 * {@link #fromStart()}. Immutable.
 */
public final class DeadMan {

    /** How long silence and idleness last in the usual case: one hour. */
    public static final Duration USUAL = Duration.ofHours(1);

    static final Duration SHORTEST = Duration.ofMinutes(10);
    static final Duration LONGEST = Duration.ofHours(24);

    private final Duration after;
    private final Hook hook;
    private final boolean fromStart;

    private DeadMan(Duration after, Hook hook, boolean fromStart) {
        this.after = after;
        this.hook = hook;
        this.fromStart = fromStart;
    }

    /**
     * Returns a dead man's switch.
     *
     * @param after how long without contact and without use, 10 min to 24 h
     * @param hook what to do then
     */
    public static DeadMan after(Duration after, Hook hook) {
        if (after.compareTo(SHORTEST) < 0 || after.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the dead man's switch is set to " + after + "; it must be " + SHORTEST + " to " + LONGEST);
        }
        return new DeadMan(after, Objects.requireNonNull(hook, "hook"), false);
    }

    /**
     * Returns whether an environment marks a machine as leased: rented by a program that may end without giving it back. It
     * does by any value of {@value OwnerLease#VARIABLE}.
     */
    public static boolean isUnderLease(Map<String, String> environment) {
        return !environment.getOrDefault(OwnerLease.VARIABLE, "").isBlank();
    }

    /**
     * Returns the same switch, which also counts from the reporter's start when there never was contact. For leased machines:
     * one that is orphaned before its first heartbeat costs money like any other.
     */
    public DeadMan fromStart() {
        return new DeadMan(after, hook, true);
    }

    Duration after() {
        return after;
    }

    Hook hook() {
        return hook;
    }

    boolean countsFromStart() {
        return fromStart;
    }

    /** What is done. */
    @FunctionalInterface
    public interface Hook {

        /**
         * Acts, mostly by powering the machine off. Called on a thread of the reporter, while heartbeats are still tried.
         *
         * @throws Exception if it failed; that is logged, and it is not repeated
         */
        void act() throws Exception;
    }
}
