package com.dumontcloud.sdk.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The market of the simulated cloud: what is on it, what renting costs, and how renting goes wrong. */
class SimulatedCloudMarketTest {

    private static final Label TEAM = new Label("team", "vision");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-05T00:00:00Z"));
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private final Offer cheap = offer("cheap", "0.30").build();
    private final Offer dear = offer("dear", "0.50").build();

    @BeforeEach
    void open() {
        cloud.putOnOffer(dear);
        cloud.putOnOffer(cheap);
    }

    @Test
    void billsARentedMachineByItsOffer() {
        MachineId id = Objects.requireNonNull(rent(cheap).machine());

        time.advance(Duration.ofHours(1));

        Machine machine = cloud.read(id).orElseThrow();
        assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
        assertThat(machine.gpu()).isEqualTo(cheap.gpu());
        assertThat(machine.region()).isEqualTo("SE");
        assertThat(cloud.billedUsd(id)).isEqualByComparingTo("0.30");
    }

    @Test
    void offersAMachineToOneAtATime() {
        MachineId id = Objects.requireNonNull(rent(cheap).machine());

        assertThat(cloud.searchOffers(any())).containsExactly(dear);
        assertThat(rent(cheap).kind()).isEqualTo(Kind.NOT_FOUND);

        cloud.destroy(id);
        time.advance(Timings.DEFAULT.destroy());

        assertThat(cloud.searchOffers(any())).containsExactly(cheap, dear);
    }

    @Test
    void givesNoIdThatACloudBeforeItGave() {
        MachineId id = Objects.requireNonNull(rent(cheap).machine());
        SimulatedCloud next = SimulatedCloud.create(time);
        next.retireId(id);
        next.putOnOffer(cheap);

        MachineId other =
                next.rent(RentalRequest.builder(cheap, "rental0002").build()).machine();

        assertThat(other).isNotNull().isNotEqualTo(id);
    }

    @Test
    void losesAnOfferToSomebodyElse() {
        cloud.faults().next(Operation.RENT, Fault.OFFER_GONE);

        assertThat(rent(cheap))
                .matches(receipt -> receipt.outcome() == Outcome.REFUSED)
                .matches(receipt -> receipt.kind() == Kind.NOT_FOUND);
        assertThat(cloud.searchOffers(any())).containsExactly(dear);
        assertThat(cloud.machines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "TIMEOUT_AFTER_EFFECT, UNKNOWN, TIMEOUT, 1",
        "TIMEOUT_BEFORE_EFFECT, UNKNOWN, TIMEOUT, 0",
        "NETWORK, UNKNOWN, NETWORK, 0",
        "NO_CREDIT, REFUSED, INSUFFICIENT_CREDIT, 0",
        "RATE_LIMITED, REFUSED, RATE_LIMITED, 0"
    })
    void rentsOrNotWhateverItAnswers(Fault fault, Outcome outcome, Kind kind, int rented) {
        cloud.faults().next(Operation.RENT, fault);

        RentalReceipt receipt = rent(cheap);

        assertThat(receipt.outcome()).isEqualTo(outcome);
        assertThat(receipt.kind()).isEqualTo(kind);
        assertThat(cloud.list().machines()).hasSize(rented);
        assertThat(cloud.findRented("rental0001").isPresent()).isEqualTo(rented == 1);
    }

    @Test
    void listsARentalLaterThanItReadsIt() {
        cloud.faults().listLag(Duration.ofMinutes(1));

        MachineId id = Objects.requireNonNull(rent(cheap).machine());

        assertThat(cloud.read(id)).isPresent();
        assertThat(cloud.findRented("rental0001")).isEmpty();
        time.advance(Duration.ofMinutes(1));
        assertThat(cloud.findRented("rental0001")).isPresent();
    }

    @Test
    void listsALabelLaterThanItReadsIt() {
        MachineId id = Objects.requireNonNull(rent(cheap).machine());
        time.advance(Duration.ofMinutes(5));
        cloud.faults().listLag(Duration.ofMinutes(1));

        cloud.setLabel(id, TEAM);

        assertThat(cloud.read(id).orElseThrow().labels()).containsEntry("team", "vision");
        assertThat(cloud.list().machines().get(0).labels()).doesNotContainKey("team");
        time.advance(Duration.ofMinutes(1));
        assertThat(cloud.list().machines().get(0).labels()).containsEntry("team", "vision");
    }

    @Test
    void rentsAgainToWhoeverRepeatsTheCall() {
        cloud.faults().next(Operation.RENT, Fault.TIMEOUT_AFTER_EFFECT);
        rent(cheap);

        rent(dear);

        assertThat(cloud.machines()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"0.19, REFUSED", "0.20, ACCEPTED", "0.21, ACCEPTED"})
    void takesABidThatReachesTheLowest(String usd, Outcome outcome) {
        Offer spot = offer("spot", "0.20").interruptible(true).build();
        cloud.putOnOffer(spot);
        HourlyRate bid = HourlyRate.ofUsd(usd);

        RentalReceipt receipt = RentalReceipt.of(() ->
                cloud.rent(RentalRequest.builder(spot, "rental0001").bid(bid).build()));

        assertThat(receipt.outcome()).isEqualTo(outcome);
        if (receipt.machine() != null) {
            assertThat(cloud.read(receipt.machine()).orElseThrow().runningRate())
                    .isEqualTo(bid);
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"-, 0.20", "0.05, 0.20", "0.06, 0.21"})
    void billsWhatIsBilledBesideABid(String bid, String billed) {
        Offer spot = offer("spot", "0.20")
                .interruptible(true)
                .lowestBid(HourlyRate.ofUsd("0.05"))
                .build();
        cloud.putOnOffer(spot);
        RentalRequest request = RentalRequest.builder(spot, "rental0001")
                .bid(bid == null ? null : HourlyRate.ofUsd(bid))
                .build();

        MachineId id = Objects.requireNonNull(cloud.rent(request).machine());

        assertThat(request.runningRate()).isEqualTo(HourlyRate.ofUsd(billed));
        assertThat(cloud.read(id).orElseThrow().runningRate()).isEqualTo(HourlyRate.ofUsd(billed));
    }

    @Test
    void takesAnInterruptibleMachineAwayAndKeepsItsLabels() {
        Offer spot = offer("spot", "0.20").interruptible(true).build();
        cloud.putOnOffer(spot);
        MachineId id = Objects.requireNonNull(rent(spot).machine());
        time.advance(Duration.ofMinutes(10));

        cloud.machine(id).preempt("outbid");

        Machine machine = cloud.read(id).orElseThrow();
        assertThat(machine.state()).isEqualTo(MachineState.STOPPED);
        assertThat(machine.labels()).containsEntry("dumont-rental", "rental0001");
    }

    @ParameterizedTest
    @CsvSource({"100, ACCEPTED", "101, REFUSED"})
    void givesADiskAsLargeAsTheOfferHas(int gb, Outcome outcome) {
        RentalReceipt receipt = RentalReceipt.of(() ->
                cloud.rent(RentalRequest.builder(cheap, "rental0001").diskGb(gb).build()));

        assertThat(receipt.outcome()).isEqualTo(outcome);
    }

    @Test
    void labelsNothingThatIsGone() {
        MachineId id = Objects.requireNonNull(rent(cheap).machine());
        cloud.destroy(id);
        time.advance(Timings.DEFAULT.destroy());

        assertThat(ActionReceipt.of(() -> cloud.setLabel(id, TEAM)).outcome()).isEqualTo(Outcome.REFUSED);
    }

    @Test
    void writesDownWhichMachineWasRented() {
        MachineId id = rent(cheap).machine();

        assertThat(cloud.calls().of(Operation.RENT)).singleElement().satisfies(call -> {
            assertThat(call.machine()).isEqualTo(id);
            assertThat(call.receipt()).isEqualTo(Outcome.ACCEPTED);
        });
    }

    private RentalReceipt rent(Offer offer) {
        return RentalReceipt.of(
                () -> cloud.rent(RentalRequest.builder(offer, "rental0001").build()));
    }

    private static OfferQuery any() {
        return OfferQuery.builder().build();
    }

    private static Offer.Builder offer(String id, String usdPerHour) {
        return Offer.builder(id, GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd(usdPerHour))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .region("SE")
                .diskGb(100);
    }
}
