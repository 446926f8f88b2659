package com.dumontcloud.sdk.agent.internal.guest;

import com.dumontcloud.sdk.agent.internal.log.LineLogProvider;
import java.io.PrintStream;
import java.lang.reflect.Field;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Lets our own SLF4J write lines for people, and only what they should look at. */
final class GuestLogProvider extends LineLogProvider {

    private GuestLogProvider(PrintStream out) {
        super(Level.WARN, level -> "dumont-sdk-agent: ", out);
    }

    /**
     * Makes SLF4J use this provider. Call it before anything logs.
     *
     * <p>SLF4J itself would look for one by system properties, and say what it found. But these are the program's: what they
     * name is none of ours, and where they tell SLF4J to write is the program's own output.
     */
    static void install(PrintStream out) {
        try {
            field("PROVIDER").set(null, new GuestLogProvider(out));
            field("INITIALIZATION_STATE")
                    .set(null, field("SUCCESSFUL_INITIALIZATION").get(null));
        } catch (ReflectiveOperationException otherVersion) {
            throw new IllegalStateException("this is not the SLF4J that the agent was packed with", otherVersion);
        }
    }

    private static Field field(String name) throws NoSuchFieldException {
        Field field = LoggerFactory.class.getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }
}
