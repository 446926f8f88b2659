package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.Evidence.Power;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one GPU of a reporter draws at least while it does not work, in whole watts. With memory held it idles at higher clocks, an
 * RTX 3090 at 100 W rather than 20, so that there are two such numbers. Immutable.
 *
 * @param index the GPU
 * @param emptyWatts with next to no memory in use; {@link #NOT_SEEN} until it was seen so
 * @param holdingWatts with memory in use
 */
record IdlePower(int index, int emptyWatts, int holdingWatts) {

    static final int NOT_SEEN = Integer.MAX_VALUE;

    /** What a driver and a display may keep; a program that opened the GPU holds more. */
    private static final double HOLDING_MIB = 256;

    /** Returns what is known after a heartbeat: a GPU that does not work, by its utilisation, may draw less than any time before. */
    static List<IdlePower> learn(List<IdlePower> known, Evidence evidence, LifecycleSettings settings) {
        List<IdlePower> learned = known;
        for (Power power : evidence.gpu().powers()) {
            if (isIdle(power, settings)) {
                IdlePower before = of(known, power.index());
                IdlePower after =
                        (before == null ? new IdlePower(power.index(), NOT_SEEN, NOT_SEEN) : before).seen(power);
                if (!after.equals(before)) {
                    learned = replaced(learned, before, after);
                }
            }
        }
        return learned;
    }

    /**
     * Returns by how much the hungriest GPU draws more than when idle, as a share of what is left up to its limit; null where that
     * is known of none.
     */
    static @Nullable Double share(List<IdlePower> known, Evidence evidence) {
        Double most = null;
        for (Power power : evidence.gpu().powers()) {
            IdlePower idle = of(known, power.index());
            int watts = idle == null ? NOT_SEEN : idle.watts(power);
            if (watts < power.limitWatts()) {
                double share = Math.max(0, (power.watts() - watts) / (power.limitWatts() - watts));
                most = most == null ? (Double) share : (Double) Math.max(most, share);
            }
        }
        return most;
    }

    private static boolean isIdle(Power power, LifecycleSettings settings) {
        Double peak = power.peakPercent();
        return power.meanPercent() < settings.idleBelowPercent()
                && (peak == null || peak < settings.signals().gpuPeakPercent());
    }

    private IdlePower seen(Power power) {
        int watts = (int) Math.ceil(power.watts());
        return isHolding(power)
                ? new IdlePower(index, emptyWatts, Math.min(holdingWatts, watts))
                : new IdlePower(index, Math.min(emptyWatts, watts), holdingWatts);
    }

    private int watts(Power power) {
        return isHolding(power) ? holdingWatts : emptyWatts;
    }

    /** Of a GPU that does not say, the higher power is the likelier. */
    private static boolean isHolding(Power power) {
        Double used = power.memoryUsedMib();
        return used == null || used >= HOLDING_MIB;
    }

    private static @Nullable IdlePower of(List<IdlePower> known, int index) {
        for (IdlePower one : known) {
            if (one.index == index) {
                return one;
            }
        }
        return null;
    }

    private static List<IdlePower> replaced(List<IdlePower> known, @Nullable IdlePower before, IdlePower after) {
        List<IdlePower> all = new ArrayList<>(known);
        if (before != null) {
            all.remove(before);
        }
        all.add(after);
        return List.copyOf(all);
    }
}
