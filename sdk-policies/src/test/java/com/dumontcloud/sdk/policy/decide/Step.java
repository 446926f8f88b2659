package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.KeepAlive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One thing that happens in a generated history, at a whole second of it. */
sealed interface Step {

    long second();

    /** What a heartbeat says about use: the truth that the oracle goes by. */
    enum Use {
        IDLE,
        BUSY,
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

        Beat beat() {
            Beat beat = switch (use) {
                case IDLE -> Beat.gpuAt(second % 5);
                case BUSY -> Beat.gpuAt(8 + second % 90);
                case NOT_KNOWN -> second % 2 == 0 ? Beat.silentOnUse() : Beat.gpuAt(Double.NaN);
            };
            beat = beat.from(reporter, "agent", start);
            beat = seq == null ? beat : beat.numbered(seq);
            beat = boot == null ? beat : beat.boot(boot);
            return goodbye == null ? beat : beat.goodbye(goodbye);
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

    /** The owner commands. */
    record Ordered(long second, Operation.Kind kind) implements Step {}

    /** The wall clock jumps. */
    record Jumped(long second, Duration by) implements Step {}
}
