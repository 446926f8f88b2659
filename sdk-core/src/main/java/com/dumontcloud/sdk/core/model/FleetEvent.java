package com.dumontcloud.sdk.core.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a control plane tells of its fleet as it happens. Immutable.
 *
 * <p>An event says that something changed, not all that is so: whoever needs the rest asks for the machine. What an event does not
 * say is absent.
 */
public sealed interface FleetEvent {

    /**
     * What was known so far may be out of date: everything has to be read again, once. The first event of every stream that does
     * not go on where one before it ended; the events after it change what is read from here on.
     *
     * @param why {@code new} where nothing was to be gone on from, {@code too_old} where that is no longer remembered; other words
     *     are kept
     */
    record Reset(@Nullable String why) implements FleetEvent {}

    /**
     * A machine became known, or its state, its health, its use or what is known of its hire changed.
     *
     * @param machine which
     * @param at when
     * @param state the state that people are shown
     * @param health as in {@link ManagedMachine#health()}
     * @param activity as in {@link ManagedMachine#activity()}
     * @param hibernateIn how long until it is parked; absent unless its users were told so
     */
    record StateChanged(
            MachineId machine,
            Instant at,
            MachineState state,
            @Nullable String health,
            @Nullable String activity,
            @Nullable Duration hibernateIn)
            implements FleetEvent {

        /** Checks that it says which machine, when, and what it is. */
        public StateChanged {
            Objects.requireNonNull(machine, "machine");
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(state, "state");
        }
    }

    /**
     * The users of a machine are told that it is going to be parked, or that it is not after all.
     *
     * @param machine which
     * @param at when they are told
     * @param hibernateIn how long until it is parked; absent where that is taken back
     */
    record Warning(MachineId machine, Instant at, @Nullable Duration hibernateIn) implements FleetEvent {

        /** Checks that it says which machine, and when. */
        public Warning {
            Objects.requireNonNull(machine, "machine");
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * The engine, or the owner of a machine, decided to do something to it.
     *
     * @param operation what, on which machine and why
     * @param at when
     */
    record Decision(MachineOperation operation, Instant at) implements FleetEvent {

        /** Checks that nothing is missing. */
        public Decision {
            Objects.requireNonNull(operation, "operation");
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * An operation got further, or ended.
     *
     * @param operation how it stands; of one that ended, how it last stood
     * @param at when
     * @param outcome {@code done} or {@code aborted} once it ended; other words are kept; absent while it is open
     * @param because why it ended so, for people; absent while it is open
     */
    record OperationChanged(
            MachineOperation operation,
            Instant at,
            @Nullable String outcome,
            @Nullable String because) implements FleetEvent {

        /** Checks that it says what changed, and when. */
        public OperationChanged {
            Objects.requireNonNull(operation, "operation");
            Objects.requireNonNull(at, "at");
        }
    }

    /**
     * People were told something. Each message once, when it is first tried to be delivered.
     *
     * @param machine about which machine; absent where it is about the fleet as a whole
     * @param at when it happened
     * @param severity {@code warning} or {@code critical}; other words are kept
     * @param code what happened, as a word that stays the same across versions
     * @param text the message as one line of English
     */
    record Alert(
            @Nullable MachineId machine,
            Instant at,
            String severity,
            @Nullable String code,
            String text) implements FleetEvent {

        /** Checks that it says what, how urgent, and when. */
        public Alert {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(severity, "severity");
            Objects.requireNonNull(text, "text");
        }
    }

    /**
     * An event of a kind that this version does not know.
     *
     * @param type its kind, as the control plane calls it
     */
    record Unknown(String type) implements FleetEvent {

        /** Checks that it has a kind. */
        public Unknown {
            Objects.requireNonNull(type, "type");
        }
    }
}
