package com.dumontcloud.samples.readme;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;

/** Somebody wonders about a machine. */
final class WhyIsItRunning {

    private WhyIsItRunning() {}

    static void main(FleetMonitor monitor, MachineId id) {
        var why = monitor.explain(id);
        System.out.println(why.text());
        why.next().forEach(step -> System.out.println(step.notBefore() + " " + step.cause() + " " + step.conditions()));
    }
}
