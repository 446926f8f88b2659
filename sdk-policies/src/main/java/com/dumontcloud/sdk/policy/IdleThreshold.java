package com.dumontcloud.sdk.policy;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.provider.WakeRisk;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long a machine may be unused before it is parked: the same for all, or for each what pays.
 *
 * <p>Immutable. A choice depends on its arguments alone; there is no clock in it.
 */
public sealed interface IdleThreshold permits IdleThreshold.Fixed, DerivedThreshold {

    /**
     * Returns a threshold that is the same for every machine.
     *
     * @param idleAfter 5 to 60 min; anything else is refused with the settings that it is part of
     */
    static IdleThreshold fixed(Duration idleAfter) {
        return new Fixed(idleAfter);
    }

    /** Returns a builder of a threshold that follows from each machine's price and its gaps between uses. */
    static DerivedThreshold.Builder derived() {
        return new DerivedThreshold.Builder();
    }

    /** Returns what holds for a machine whose price nobody knows. */
    Duration idleAfterWithoutPrice();

    /**
     * Chooses for one machine. Takes some 50 us where something is derived, so a choice is kept until an argument changes.
     *
     * @param gaps its gaps between uses so far
     * @param running the price of a running hour, where known
     * @param parked the price of a parked hour; not known counts as nothing
     * @param wakeRisk what its provider says of waking it; absent where it says nothing
     */
    IdleChoice choose(
            GapMemory gaps, @Nullable HourlyRate running, @Nullable HourlyRate parked, @Nullable WakeRisk wakeRisk);

    /**
     * The same for every machine.
     *
     * @param idleAfter how long
     */
    record Fixed(Duration idleAfter) implements IdleThreshold {

        /** Checks that nothing is missing. */
        public Fixed {
            Objects.requireNonNull(idleAfter, "idleAfter");
        }

        @Override
        public Duration idleAfterWithoutPrice() {
            return idleAfter;
        }

        @Override
        public IdleChoice choose(
                GapMemory gaps,
                @Nullable HourlyRate running,
                @Nullable HourlyRate parked,
                @Nullable WakeRisk wakeRisk) {
            return new IdleChoice(idleAfter, null);
        }
    }
}
