package com.dumontcloud.sdk.agent.internal.guest;

import com.dumontcloud.sdk.agent.internal.log.LineLogProvider;
import org.slf4j.event.Level;

/** Lets our own SLF4J write to the program's standard error, and only what a person should look at. */
public final class GuestLogProvider extends LineLogProvider {

    /** Creates the provider; SLF4J does. */
    public GuestLogProvider() {
        super(Level.WARN, level -> "dumont-sdk-agent: ", System.err);
    }
}
