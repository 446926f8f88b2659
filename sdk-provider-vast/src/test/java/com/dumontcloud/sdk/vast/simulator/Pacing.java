package com.dumontcloud.sdk.vast.simulator;

import com.dumontcloud.sdk.core.time.TimeSource;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns away who calls faster than Vast allows, on each kind of call; by the numbers of Vast's own reference. Thread-safe. */
final class Pacing {

    private static final Map<Call, Double> SECONDS = new EnumMap<>(Map.of(
            Call.SEARCH, 6.0,
            Call.CREATE, 4.5,
            Call.LIST, 1.0,
            Call.SHOW, 2.0,
            Call.START, 1.0,
            Call.STOP, 1.0,
            Call.LABEL, 1.0,
            Call.REBOOT, 1.0,
            Call.BID, 5.5,
            Call.DESTROY, 3.0));

    private final TimeSource time;
    private final Map<Call, Long> last = new EnumMap<>(Call.class);
    private boolean enforced;

    Pacing(TimeSource time) {
        this.time = time;
    }

    synchronized void enforce() {
        enforced = true;
    }

    synchronized @Nullable Answer refusal(Call call) {
        Double seconds = SECONDS.get(call);
        if (!enforced || seconds == null) {
            return null;
        }
        long now = time.mono();
        Long before = last.get(call);
        if (before != null && now - before < seconds * 1e9) {
            return new Answer(429, "API requests too frequent: endpoint threshold=" + seconds);
        }
        last.put(call, now);
        return null;
    }
}
