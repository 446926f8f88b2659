package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.agent.internal.people.SystemPeopleProbe;
import com.dumontcloud.sdk.core.model.PeopleReading;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for people at the machine.
 *
 * <p>Called a few times per heartbeat on a thread of the reporter, never twice at once. It may block or throw: heartbeats then
 * go out without these numbers, and the machine does not count as idle.
 */
@FunctionalInterface
public interface PeopleProbe {

    /**
     * Looks once.
     *
     * @return the terminals open now, how long ago somebody last typed into any, and whether a notebook has worked since the
     *     call before; what is not known is absent
     */
    PeopleReading sample();

    /**
     * Returns how many people the call of {@link #sample()} before found, whatever they use.
     *
     * @return absent unless overridden: the open terminals then stand for them
     */
    default @Nullable Integer activeUsers() {
        return null;
    }

    /** Returns {@link #system(Map)} without any environment. */
    static PeopleProbe system() {
        return system(Map.of());
    }

    /**
     * Returns a probe of the machine, or the container, that this JVM runs in.
     *
     * <p>It sees who sits at a pseudo-terminal, over SSH or otherwise, from {@code /dev/pts}, {@code /proc} and
     * {@code /run/utmp}, and asks the Jupyter servers of this machine what their kernels do. They are found by the files that
     * running servers leave below the home directories that this program may read, and by {@code JUPYTER_RUNTIME_DIR}; any
     * other can be named by {@code DUMONT_JUPYTER_URL} with {@code DUMONT_JUPYTER_TOKEN} or {@code DUMONT_JUPYTER_TOKEN_FILE}.
     * Each is asked over the machine's own addresses only and has one second to answer.
     *
     * @param environment mostly {@link System#getenv()}
     * @throws IllegalArgumentException if it names a Jupyter server that is none of this machine, or two tokens for it
     */
    static PeopleProbe system(Map<String, String> environment) {
        return SystemPeopleProbe.create(environment);
    }

    /** Returns a probe that knows nothing. */
    static PeopleProbe none() {
        return () -> PeopleReading.UNKNOWN;
    }
}
