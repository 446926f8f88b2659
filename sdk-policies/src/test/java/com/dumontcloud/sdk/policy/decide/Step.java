package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.ProtectedHours;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that happens in a generated history, at a whole second of it. */
sealed interface Step {

    long second();

    /** What a heartbeat says about use: the truth that the oracle goes by, whatever words it is said in. */
    enum Use {
        IDLE,
        /** Idle, by samples that speak for next to nothing of the time since the heartbeat before. */
        GLIMPSED,
        /** In use by a GPU, or by people. */
        BUSY,
        /** In use by the processor alone, which while an agent saves is no use. */
        HOST,
        /** A program says that it is busy, and shows neither progress nor a GPU at work. */
        STUCK,
        /** Nothing that could be believed. */
        NOT_KNOWN
    }

    /** A heartbeat. */
    record Heard(
            long second,
            String reporter,
            @Nullable String start,
            @Nullable Long seq,
            @Nullable String boot,
            Use use,
            @Nullable Goodbye goodbye)
            implements Step {

        /** Returns it in one of the many ways in which it can be said. */
        Beat beat(long wording) {
            Beat beat = Wording.of(this, wording);
            beat = beat.from(reporter, isProgram() ? "process" : "agent", start);
            beat = seq == null ? beat : beat.numbered(seq);
            beat = boot == null ? beat : beat.boot(boot);
            return goodbye == null ? beat : beat.goodbye(goodbye);
        }

        /** Returns whether it is a GPU that shows the use. */
        boolean showsGpuAtWork() {
            return use == Use.BUSY && second % 4 < 2;
        }

        /** Programs have names that begin so. */
        boolean isProgram() {
            return reporter.startsWith("p");
        }

        Heard at(long other) {
            return new Heard(other, reporter, start, seq, boot, use, goodbye);
        }
    }

    /** Something came that could not be read. */
    record Touched(long second) implements Step {}

    /** The provider shows this from now on, and says so at once. */
    record Shown(long second, MachineState state) implements Step {}

    /** The provider's own view from now on. */
    record Viewed(long second, Witness witness) implements Step {}

    /** People ask that it be left alone. */
    record Kept(long second, Duration length, KeepAlive.Scope scope) implements Step {}

    /** People take that back. */
    record Revoked(long second) implements Step {}

    /** Somebody exempts it. */
    record Exempt(long second, Duration length) implements Step {}

    /** People take that back. */
    record Unexempt(long second) implements Step {}

    /** From now on it is protected every day for so many minutes of each hour of the day that is even. */
    record Protected(long second, int minutes) implements Step {

        /** Every other hour begins protected. */
        ProtectedHours hours() {
            List<ProtectedHours.Window> windows = new ArrayList<>();
            for (int hour = 0; hour < 24; hour += 2) {
                windows.add(new ProtectedHours.Window(
                        EnumSet.allOf(DayOfWeek.class),
                        LocalTime.of(hour, 0),
                        LocalTime.of(hour, minutes),
                        ZoneOffset.UTC));
            }
            return new ProtectedHours(windows);
        }
    }

    /** Somebody claims what a provider merely listed. */
    record Claimed(long second) implements Step {}

    /** Other settings are in force from now on. */
    record Configured(long second, Duration idleAfter, boolean observeOnly, boolean allowDelete) implements Step {

        LifecycleSettings settings(LifecycleSettings before) {
            Duration lead = before.warnLead().compareTo(idleAfter) < 0 ? before.warnLead() : idleAfter.dividedBy(2);
            return before.toBuilder()
                    .idleAfter(idleAfter)
                    .warnLead(lead)
                    .observeOnly(observeOnly)
                    .allowDelete(before.allowDelete() && allowDelete)
                    .build();
        }
    }

    /** The owner commands, and may accept that data are lost by it. */
    record Ordered(long second, Operation.Kind kind, DataLoss dataLoss) implements Step {}

    /**
     * Its label says from now on, and until the next one, that a program rented it.
     *
     * @param until second at which the lease ends
     * @param renewedEvery seconds between two renewals
     */
    record Leased(long second, long until, long renewedEvery, boolean scratch) implements Step {}

    /** Somebody forbids that it is deleted, or allows it again. */
    record Held(long second, boolean forbidden) implements Step {}

    /** A spend cap over it is reached, or is not any more. */
    record Capped(long second, boolean reached) implements Step {}

    /** Somebody copies it by hand. */
    record Copied(long second) implements Step {}

    /** What becomes of snapshots from now on. */
    record Copies(long second, Become become) implements Step {

        /** What becomes of them. */
        enum Become {
            SOUND,
            /** None is taken, nor read back. */
            FAIL,
            /** Nobody hears of them again. */
            HANG,
            /** Taken, and not to be read back. */
            CORRUPT,
            /** What is read back is of an hour before. */
            OLD,
            /** What is read back is another machine's. */
            OF_ANOTHER
        }
    }

    /** For so many seconds its provider shows its lists alone: a read of the machine fails. */
    record Unreadable(long second, long length) implements Step {}

    /** The wall clock jumps. */
    record Jumped(long second, Duration by) implements Step {}
}
