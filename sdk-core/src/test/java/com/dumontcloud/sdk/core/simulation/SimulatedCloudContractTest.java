package com.dumontcloud.sdk.core.simulation;

import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.provider.MachineProvider;
import com.dumontcloud.sdk.core.provider.MachineProviderContract;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulated cloud holds what every provider must, in each of its moods. */
@ParameterizedClass
@EnumSource
class SimulatedCloudContractTest extends MachineProviderContract {

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final Mood mood;
    private final SimulatedCloud cloud;
    private int rented;

    SimulatedCloudContractTest(Mood mood) {
        this.mood = mood;
        this.cloud = cloud();
        mood.fate.accept(cloud);
    }

    @Override
    protected MachineProvider provider() {
        return cloud;
    }

    @Override
    protected MachineId rentRunning() {
        SimulatedMachine machine = cloud.rent("gpu-" + ++rented, HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
        if (mood == Mood.QUEUES) {
            machine.queueStart(Duration.ofMinutes(1));
        }
        return machine.id();
    }

    @Override
    protected Optional<OfferQuery> rentable() {
        for (String id : List.of("cheap", "dear", "spare")) {
            HourlyRate rate = HourlyRate.ofUsd(id.equals("cheap") ? "0.30" : "0.50");
            cloud.putOnOffer(Offer.builder(id, GpuSpec.of("RTX 4090", 1), rate)
                    .parkedRate(HourlyRate.ofUsd("0.01"))
                    .build());
        }
        return Optional.of(OfferQuery.builder().gpuName("RTX 4090").build());
    }

    @Override
    protected void pass(Duration passed) {
        time.advance(passed);
    }

    @Override
    protected Optional<MachineProvider> unreachable() {
        SimulatedCloud silent = cloud();
        silent.faults().randomly(1, Fault.TIMEOUT_BEFORE_EFFECT, Fault.NETWORK);
        return Optional.of(silent);
    }

    private SimulatedCloud cloud() {
        SimulatedCloud.Builder builder = SimulatedCloud.builder(time);
        mood.nature.accept(builder);
        return builder.build();
    }

    enum Mood {
        PLAIN(builder -> {}, cloud -> {}),
        INSTANT(builder -> builder.timings(Timings.IMMEDIATE), cloud -> {}),
        REFUSES(builder -> builder.refusalProbability(1), cloud -> {}),
        QUEUES(builder -> {}, cloud -> {}),
        SIMPLE(
                builder -> builder.capabilities(ProviderCapabilities.builder()
                        .keepsDisk(false)
                        .reboots(false)
                        .build()),
                cloud -> {}),
        LAGS(builder -> {}, cloud -> cloud.faults().listLag(Duration.ofSeconds(15)));

        private final Consumer<SimulatedCloud.Builder> nature;
        private final Consumer<SimulatedCloud> fate;

        Mood(Consumer<SimulatedCloud.Builder> nature, Consumer<SimulatedCloud> fate) {
            this.nature = nature;
            this.fate = fate;
        }
    }
}
