package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.vast.simulator.VastMarketOffer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an interruptible machine costs: its bid, and its disk beside it, of 500 GB at 0.15 a month of 720 hours. */
class VastSpotPriceTest {

    private static final double DISK = 500 * 0.15 / 720;

    private SimulatedVast vast;

    @BeforeEach
    void start() {
        vast = new SimulatedVast();
        vast.simulator.offer(new VastMarketOffer(90, 90, "RTX 3090", 24_576, 0.2, 0.0654, "Ohio, US", 1000));
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    @Test
    void isBilledWhatWasOfferedAndNoMoreThanTheCap() {
        Offer offer = offer("0.18");
        assertThat(usd(offer.runningRate())).isCloseTo(0.0654 + DISK, within(1e-9));

        MachineId machine = rent(RentalRequest.builder(offer, "token0001"));

        assertThat(vast.provider.read(machine).map(Machine::runningRate)).contains(offer.runningRate());
        assertThat(billedInAnHour(machine)).isCloseTo(0.0654 + DISK, within(1e-6));
    }

    @Test
    void isBilledWhatWasBidAndItsDisk() {
        MachineId machine =
                rent(RentalRequest.builder(offer("0.18"), "token0001").bid(HourlyRate.ofUsd("0.07")));

        assertThat(billedInAnHour(machine)).isCloseTo(0.07 + DISK, within(1e-6));
    }

    private Offer offer(String atMost) {
        return vast.provider
                .searchOffers(OfferQuery.builder()
                        .gpuName("RTX 3090")
                        .diskGb(500)
                        .interruptible(true)
                        .maxRate(HourlyRate.ofUsd(atMost))
                        .build())
                .get(0);
    }

    private MachineId rent(RentalRequest.Builder request) {
        return Objects.requireNonNull(
                vast.provider.rent(request.diskGb(500).build()).machine());
    }

    private double billedInAnHour(MachineId machine) {
        vast.pass(Duration.ofMinutes(5));
        assertThat(vast.cloud.machine(machine).state()).isEqualTo(MachineState.RUNNING);
        BigDecimal before = vast.cloud.billedUsd(machine);
        vast.pass(Duration.ofHours(1));
        return vast.cloud.billedUsd(machine).subtract(before).doubleValue();
    }

    private static double usd(HourlyRate rate) {
        return rate.usdPerHour().doubleValue();
    }
}
