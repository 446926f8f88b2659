package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import com.dumontcloud.sdk.policy.IdleSignal.Sample;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reporter's newest heartbeat was read with, beside itself, and what each signal read: for those who ask later why. Kept
 * small, since every machine has it. Immutable.
 *
 * @param packed what each signal read, the first in the lowest bits
 * @param elapsedSeconds seconds that its byte counts stand for
 * @param powerShare what it draws above idle
 * @param memoryBeforeMib GPU memory in the heartbeat before; absent where that is not known
 */
record Sampled(
        long packed,
        double elapsedSeconds,
        @Nullable Double powerShare,
        @Nullable Double memoryBeforeMib) {

    private static final int BITS = 3;
    private static final int MASK = (1 << BITS) - 1;
    private static final int MOST = Long.SIZE / BITS;
    private static final List<Reading> READINGS = List.of(Reading.values());

    static Sampled of(Sample sample, long packed) {
        Evidence before = sample.before();
        return new Sampled(
                packed,
                sample.elapsedSeconds(),
                sample.powerShare(),
                before == null ? null : before.gpu().memoryUsedMib());
    }

    /** Returns what was packed so far with the reading of the next signal; more than fit are left out. */
    static long with(long packed, int position, Reading reading) {
        return position >= MOST ? packed : packed | (READINGS.indexOf(reading) + 1L) << (BITS * position);
    }

    /** Returns what the signal at this position read; null where it was not asked. */
    @Nullable
    Reading at(int position) {
        int code = position >= MOST ? 0 : (int) (packed >>> (BITS * position)) & MASK;
        return code == 0 ? null : READINGS.get(code - 1);
    }

    /** Returns the sample again, with as much of the heartbeat before as the built-in signals look at. */
    Sample sample(ReporterState reporter, MachineCondition machine) {
        long since = Stall.sinceNanos(machine, reporter.movedNanos());
        double still = Math.max(0, reporter.heardNanos() - since) / 1e9;
        return new Sample(reporter.newest(), before(reporter.newest()), elapsedSeconds, still, powerShare, machine);
    }

    private Evidence before(Evidence now) {
        Evidence.Gpus gpus = new Evidence.Gpus(0, 0, null, null, memoryBeforeMib, null, List.of());
        return new Evidence(
                now.reporter(),
                null,
                null,
                null,
                gpus,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of(),
                null);
    }
}
