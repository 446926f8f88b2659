package com.dumontcloud.sdk.core.model;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something the control plane asks of a machine's agent. Immutable.
 *
 * @param id unique on the control plane; the command is repeated under it until a result arrives. Absent when an old control
 *     plane sent only a word, and then no result is expected
 * @param type one of the constants here, or a word from a newer version
 * @param args what the type needs, by name; numbers as their text
 */
public record AgentCommand(@Nullable String id, String type, Map<String, String> args) {

    /**
     * Save what matters: the machine is about to be parked. Without {@link #SAVE_FOR_SECONDS} nobody else can park it, and the
     * agent is to do that itself; "done" then means that it is on its way down.
     */
    public static final String HIBERNATE = "hibernate";
    /** Make a snapshot now. */
    public static final String SNAPSHOT = "snapshot";
    /** Replace the agent by another version. */
    public static final String UPDATE = "update";
    /** Restart the machine's services. */
    public static final String RESTART = "restart";
    /** Argument of {@link #HIBERNATE}: how many seconds there are to save state. */
    public static final String SAVE_FOR_SECONDS = "save_for_seconds";

    /** Copies the arguments. */
    public AgentCommand {
        Objects.requireNonNull(type, "type");
        args = Map.copyOf(args);
    }

    /** Returns a command without arguments. */
    public static AgentCommand of(String id, String type) {
        return new AgentCommand(id, type, Map.of());
    }
}
