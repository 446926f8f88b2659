package com.dumontcloud.sdk.core.model;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane answers to a heartbeat it counted, whichever of the two dialects it speaks. Immutable.
 *
 * <p>A control plane that speaks the flat dialect has a text for people and, while a hibernation is near, a warning; both
 * dialects have the interval, the countdown and the commands.
 */
public final class HeartbeatReply {

    private final @Nullable Duration nextHeartbeatIn;
    private final @Nullable Duration hibernateIn;
    private final @Nullable String message;
    private final @Nullable String warning;
    private final List<AgentCommand> commands;

    private HeartbeatReply(Builder builder) {
        this.nextHeartbeatIn = builder.nextHeartbeatIn;
        this.hibernateIn = builder.hibernateIn;
        this.message = builder.message;
        this.warning = builder.warning;
        this.commands = List.copyOf(builder.commands);
    }

    /** Returns a builder of a reply in which everything is absent. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns how long to wait before the next heartbeat; absent when the control plane did not say. */
    public @Nullable Duration nextHeartbeatIn() {
        return nextHeartbeatIn;
    }

    /** Returns how long until the machine is hibernated; absent when that is not planned, or no longer. */
    public @Nullable Duration hibernateIn() {
        return hibernateIn;
    }

    /** Returns a line for people, if there is one. */
    public @Nullable String message() {
        return message;
    }

    /** Returns why the machine will be hibernated, if that is planned and the dialect says so. */
    public @Nullable String warning() {
        return warning;
    }

    /** Returns what the agent is asked to do; mostly empty. */
    public List<AgentCommand> commands() {
        return commands;
    }

    @Override
    public String toString() {
        return "reply (next in " + nextHeartbeatIn + ", hibernate in " + hibernateIn + ", " + commands.size()
                + " commands)";
    }

    /** Collects the parts of a reply. Not thread-safe. */
    public static final class Builder {

        private @Nullable Duration nextHeartbeatIn;
        private @Nullable Duration hibernateIn;
        private @Nullable String message;
        private @Nullable String warning;
        private List<AgentCommand> commands = List.of();

        private Builder() {}

        /** Sets the interval told. */
        public Builder nextHeartbeatIn(@Nullable Duration nextHeartbeatIn) {
            this.nextHeartbeatIn = nextHeartbeatIn;
            return this;
        }

        /** Sets the countdown to hibernation. */
        public Builder hibernateIn(@Nullable Duration hibernateIn) {
            this.hibernateIn = hibernateIn;
            return this;
        }

        /** Sets the line for people. */
        public Builder message(@Nullable String message) {
            this.message = message;
            return this;
        }

        /** Sets why a hibernation is planned. */
        public Builder warning(@Nullable String warning) {
            this.warning = warning;
            return this;
        }

        /** Sets the commands. Default: none. */
        public Builder commands(List<AgentCommand> commands) {
            this.commands = Objects.requireNonNull(commands, "commands");
            return this;
        }

        /** Returns the reply. */
        public HeartbeatReply build() {
            return new HeartbeatReply(this);
        }
    }
}
