package com.dumontcloud.sdk.policy.fleet;

import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.decide.Event;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.decide.Surroundings;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

/**
 * The part of a tick that grows with the fleet: a look at the deadline of every machine, none of which is due.
 *
 * <pre>java -Xmx2g -cp benchmarks/target/benchmarks.jar com.dumontcloud.sdk.policy.fleet.DeadlinesCost [machines]</pre>
 */
public final class DeadlinesCost {

    private static final int WARM_UP = 200;
    private static final int LOOKS = 1000;

    private DeadlinesCost() {}

    /** Runs it and prints how long a look takes. */
    public static void main(String[] args) {
        int machines = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        Moment start = new Moment(0, 0, Instant.EPOCH);
        MachineCondition condition = heard(start);
        Deadlines deadlines = new Deadlines();
        for (int i = 0; i < machines; i++) {
            deadlines.set(new WatchedMachine(condition, new Ledger(start), start));
        }
        long[] nanos = new long[LOOKS];
        for (int look = -WARM_UP; look < LOOKS; look++) {
            long begun = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            if (!deadlines.due(1).isEmpty()) {
                throw new IllegalStateException("nothing is due yet");
            }
            nanos[Math.max(0, look)] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begun;
        }
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%d deadlines, on a processor: median %.3f ms, p99 %.3f ms, longest %.3f ms%n",
                machines,
                nanos[LOOKS / 2] / 1e6,
                nanos[LOOKS * 99 / 100] / 1e6,
                nanos[LOOKS - 1] / 1e6);
    }

    private static MachineCondition heard(Moment now) {
        LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.BALANCED.settings());
        MachineId id = MachineId.of("gpu-1");
        Heartbeat heartbeat =
                Heartbeat.builder(id).gpuTotals(GpuTotals.ofUtilization(80)).build();
        MachineCondition begun = engine.begin(MachineProfile.unmanaged(id, null, null), true, now);
        Event event = new Event.HeartbeatAccepted(Evidence.of(heartbeat, now.wall()));
        return engine.decide(begun, event, now, new Surroundings(1)).next();
    }
}
