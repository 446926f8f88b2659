package com.dumontcloud.samples.readme;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.fleet.LeaseSpec;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.Consumer;

/** A program that rents a machine for as long as it needs it. */
final class LeaseAMachine {

    private LeaseAMachine() {}

    static void train(FleetMonitor fleet, Consumer<MachineId> training) {
        var cheap = OfferQuery.builder().gpuName("RTX 4090").maxRate(HourlyRate.ofUsd("0.60"));
        var spec = LeaseSpec.builder(cheap.build()).owner("train").scratch().build();
        try (var gpu = fleet.lease(spec, Duration.ofMinutes(15), new BigDecimal("5.00"))) {
            training.accept(gpu.machine());
            System.out.println("Spent: " + gpu.spentUsd() + " USD");
        }
    }
}
