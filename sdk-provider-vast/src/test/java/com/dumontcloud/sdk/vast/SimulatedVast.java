package com.dumontcloud.sdk.vast;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.core.simulation.SimulatedCloud;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import com.dumontcloud.sdk.vast.simulator.VastMarketOffer;
import com.dumontcloud.sdk.vast.simulator.VastSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;

/** A provider of a simulated Vast with a market of 20 machines, in virtual time. */
final class SimulatedVast implements AutoCloseable {

    final VirtualTime time = VirtualTime.startingAt(TestVast.NOW);
    final List<Duration> waits = new ArrayList<>();
    final SimulatedCloud cloud = SimulatedCloud.builder(time)
            .name("vast")
            .billsStarting(false)
            .billsFailed(false)
            .build();
    final VastSimulator simulator = VastSimulator.start(cloud, time, 0);
    final VastProvider provider;

    SimulatedVast() {
        this(options -> options, Duration.ofSeconds(20));
    }

    /** Lets the provider wait this much real time for an answer. */
    SimulatedVast(Duration patience) {
        this(options -> options, patience);
    }

    SimulatedVast(UnaryOperator<VastOptions.Builder> change, Duration patience) {
        for (int i = 1; i <= 20; i++) {
            simulator.offer(new VastMarketOffer(40 + i, i, "RTX 4090", 24_564, 0.3 + i / 100.0, 0.1, "Ohio, US", 500));
        }
        provider = VastProvider.create(change.apply(TestVast.options(simulator.url(), time, waits, patience))
                .build());
    }

    OfferQuery query(boolean interruptible) {
        return OfferQuery.builder()
                .gpuName("RTX 4090")
                .diskGb(20)
                .interruptible(interruptible)
                .build();
    }

    MachineId rent(String token) {
        return Objects.requireNonNull(
                provider.rent(request(token, false).build()).machine());
    }

    /** Rents a machine, and lets it come up. */
    MachineId running(String token) {
        MachineId id = rent(token);
        pass(Duration.ofMinutes(1));
        return id;
    }

    MachineState state(MachineId id) {
        return provider.read(id).orElseThrow().state();
    }

    MachineId rentSpot(String token) {
        return Objects.requireNonNull(
                provider.rent(request(token, true).build()).machine());
    }

    RentalRequest.Builder request(String token, boolean interruptible) {
        Offer cheapest = provider.searchOffers(query(interruptible)).get(0);
        return RentalRequest.builder(cheapest, token).diskGb(20);
    }

    void pass(Duration passed) {
        synchronized (waits) {
            time.advance(passed);
        }
    }

    @Override
    public void close() {
        provider.close();
        simulator.close();
    }
}
