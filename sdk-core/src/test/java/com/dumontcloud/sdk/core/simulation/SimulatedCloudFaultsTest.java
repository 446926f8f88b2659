package com.dumontcloud.sdk.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.provider.Label;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.Offer;
import com.dumontcloud.sdk.core.provider.OfferQuery;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SimulatedCloudFaultsTest {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final Offer OFFER = Offer.builder("1", GpuSpec.of("RTX 4090", 1), HourlyRate.ofUsd("0.40"))
            .build();
    private static final MachineId ID = MachineId.of("gpu-1");

    private final VirtualTime time = VirtualTime.startingAt(START);
    private final SimulatedCloud cloud = SimulatedCloud.create(time);
    private SimulatedMachine machine;

    @BeforeEach
    void rentOneMachine() {
        machine = rent(ID.value());
    }

    @ParameterizedTest
    @CsvSource({
        "TIMEOUT_BEFORE_EFFECT, TIMEOUT, RUNNING",
        "TIMEOUT_AFTER_EFFECT, TIMEOUT, STOPPING",
        "NETWORK, NETWORK, RUNNING",
        "SERVER_ERROR, SERVER, RUNNING",
        "RATE_LIMITED, RATE_LIMITED, RUNNING",
    })
    void throwsAsScriptedOnceAndHasTheEffectItsNameSays(Fault fault, Kind kind, MachineState after) {
        cloud.faults().next(Operation.STOP, fault);

        assertFails(() -> cloud.stop(ID), kind);

        assertThat(machine.state()).isEqualTo(after);
        assertThat(cloud.stop(ID)).isEqualTo(ActionReceipt.accepted());
        assertThat(machine.state()).isEqualTo(MachineState.STOPPING);
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void canHitEveryOperation(Operation operation) {
        cloud.faults().next(operation, Fault.SERVER_ERROR);

        assertFails(() -> ask(operation), Kind.SERVER);

        assertThat(cloud.faults().pending()).isZero();
        assertThat(machine.history()).hasSize(1);
    }

    @Test
    void hitsNoOtherOperationAndNoOtherMachine() {
        rent("gpu-2");
        cloud.faults().next(Operation.STOP, MachineId.of("gpu-2"), Fault.NETWORK);

        assertThat(cloud.stop(ID)).isEqualTo(ActionReceipt.accepted());
        assertThat(cloud.read(MachineId.of("gpu-2"))).isPresent();
        assertThat(cloud.faults().pending()).isEqualTo(1);
        assertFails(() -> cloud.stop(MachineId.of("gpu-2")), Kind.NETWORK);
    }

    @Test
    void hitsInTheOrderScripted() {
        cloud.faults().next(Operation.READ, Fault.NETWORK).next(Operation.READ, Fault.RATE_LIMITED);

        assertFails(() -> cloud.read(ID), Kind.NETWORK);
        assertFails(() -> cloud.read(ID), Kind.RATE_LIMITED);
        assertThat(cloud.read(ID)).isPresent();
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"START", "STOP", "REBOOT", "DESTROY", "SET_LABEL"})
    void acceptsAnIgnoredChangeAndNothingHappens(Operation operation) {
        cloud.faults().next(operation, Fault.IGNORED);

        ask(operation);
        time.advance(Duration.ofHours(1));

        assertThat(machine.history()).hasSize(1);
        assertThat(cloud.calls().of(operation)).singleElement().satisfies(call -> {
            assertThat(call.receipt()).isEqualTo(Outcome.ACCEPTED);
            assertThat(call.fault()).isEqualTo(Fault.IGNORED);
        });
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 1", "3, 1", "4, 2"})
    void listsPartOfTheMachinesAndSaysSo(int machines, int listed) {
        SimulatedCloud small = SimulatedCloud.create(time);
        for (int i = 0; i < machines; i++) {
            small.rent("gpu-" + i, HourlyRate.FREE, HourlyRate.FREE);
        }
        small.faults().next(Operation.LIST, Fault.PARTIAL);

        Listing partial = small.list();

        assertThat(partial.machines()).hasSize(listed);
        assertThat(partial.complete()).isFalse();
        assertThat(small.list().machines()).hasSize(machines);
        assertThat(small.list().complete()).isTrue();
    }

    @Test
    void listsNothingAndSaysSo() {
        cloud.faults().next(Operation.LIST, Fault.EMPTY);

        assertThat(cloud.list()).isEqualTo(new Listing(List.of(), false, START));
    }

    @Test
    void listsWhatWasSoAWhileAgoAndReadsWhatIsSoNow() {
        cloud.faults().listLag(Duration.ofSeconds(10));
        assertThat(cloud.list().machines()).isEmpty();
        time.advance(Duration.ofSeconds(10));
        assertThat(listed()).isEqualTo(MachineState.RUNNING);

        cloud.stop(ID);
        time.advance(Duration.ofSeconds(10).minusNanos(1));
        assertThat(listed()).isEqualTo(MachineState.RUNNING);
        time.advance(Duration.ofNanos(1));
        assertThat(listed()).isEqualTo(MachineState.STOPPING);
        assertThat(cloud.read(ID).orElseThrow().state()).isEqualTo(MachineState.STOPPED);
        assertThat(cloud.list().complete()).isTrue();

        time.advance(Duration.ofSeconds(10));
        assertThat(listed()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void listsAMachineForAWhileAfterItIsGoneWhereListsLag() {
        time.advance(Duration.ofMinutes(1));
        cloud.faults().listLag(Duration.ofSeconds(10));
        machine.timings(Timings.IMMEDIATE);

        cloud.destroy(ID);

        assertThat(cloud.read(ID)).isEmpty();
        time.advance(Duration.ofSeconds(10).minusNanos(1));
        assertThat(cloud.list().machines()).hasSize(1);
        time.advance(Duration.ofNanos(1));
        assertThat(cloud.list().machines()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "59999999999, true",
        "60000000000, false",
        "60000000001, false",
        "119999999999, false",
        "120000000000, true"
    })
    void isBlindFromOneMomentUntilAnother(long nanos, boolean sees) {
        cloud.faults().during(Duration.ofSeconds(60), Duration.ofSeconds(120), Fault.NETWORK);

        time.advance(Duration.ofNanos(nanos));

        if (sees) {
            assertThat(cloud.list().machines()).hasSize(1);
            assertThat(cloud.stop(ID)).isEqualTo(ActionReceipt.accepted());
        } else {
            assertFails(cloud::list, Kind.NETWORK);
            assertFails(() -> cloud.stop(ID), Kind.NETWORK);
            assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
        }
    }

    @Test
    void hitsForAPeriodOnlyTheCallsThatItsFaultAppliesTo() {
        cloud.faults().during(Duration.ZERO, Duration.ofMinutes(1), Fault.PARTIAL);

        assertThat(cloud.list().complete()).isFalse();
        assertThat(cloud.read(ID)).isPresent();
        time.advance(Duration.ofMinutes(1));
        assertThat(cloud.list().complete()).isTrue();
    }

    @Test
    void prefersTheScriptToThePeriod() {
        cloud.faults()
                .during(Duration.ZERO, Duration.ofMinutes(1), Fault.NETWORK)
                .next(Operation.READ, Fault.RATE_LIMITED);

        assertFails(() -> cloud.read(ID), Kind.RATE_LIMITED);
        assertFails(() -> cloud.read(ID), Kind.NETWORK);
    }

    @Test
    void failsByChanceAsOftenAsToldAndTheSameWayForTheSameSeed() {
        List<Boolean> first = chances(3);

        assertThat(first.stream().filter(failed -> failed).count() / 5_000.0).isCloseTo(0.2, within(0.02));
        assertThat(chances(3)).isEqualTo(first);
        assertThat(chances(4)).isNotEqualTo(first);
    }

    @Test
    void meetsByChanceOnlyFaultsThatApplyToTheCall() {
        cloud.faults().randomly(1, Fault.PARTIAL, Fault.IGNORED);

        assertThat(cloud.list().complete()).isFalse();
        assertThat(cloud.stop(ID)).isEqualTo(ActionReceipt.accepted());
        assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
        assertThat(cloud.read(ID)).isPresent();
    }

    @Test
    void takesEverythingBack() {
        time.advance(Duration.ofMinutes(1));
        cloud.faults()
                .next(Operation.LIST, Fault.NETWORK)
                .during(Duration.ZERO, Duration.ofDays(1), Fault.NETWORK)
                .randomly(1, Fault.NETWORK)
                .listLag(Duration.ofDays(1));

        cloud.faults().clear();

        assertThat(cloud.list().machines()).hasSize(1);
        assertThat(cloud.faults().pending()).isZero();
    }

    @Test
    void rejectsAScriptThatCannotHappen() {
        FaultScript faults = cloud.faults();

        assertRejects(() -> faults.next(Operation.STOP, Fault.PARTIAL));
        assertRejects(() -> faults.next(Operation.READ, Fault.IGNORED));
        assertRejects(() -> faults.during(Duration.ofSeconds(-1), Duration.ofSeconds(1), Fault.NETWORK));
        assertRejects(() -> faults.during(Duration.ofSeconds(1), Duration.ofSeconds(1), Fault.NETWORK));
        assertRejects(() -> faults.randomly(0.5));
        assertRejects(() -> faults.listLag(Duration.ofNanos(-1)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.001, 1.001, Double.NaN})
    void rejectsAChanceOutsideZeroToOne(double probability) {
        assertRejects(() -> cloud.faults().randomly(probability, Fault.NETWORK));
    }

    @Test
    void stopsSeveralPastAFailureAndTellsEachOutcome() {
        rent("gpu-2");
        rent("gpu-3");
        MachineId second = MachineId.of("gpu-2");
        MachineId nobody = MachineId.of("nobody");
        cloud.faults().next(Operation.STOP, second, Fault.TIMEOUT_AFTER_EFFECT);

        Map<MachineId, ActionReceipt> receipts = cloud.stopAll(List.of(ID, second, nobody, MachineId.of("gpu-3")));

        assertThat(receipts.values())
                .extracting(ActionReceipt::outcome)
                .containsExactly(Outcome.ACCEPTED, Outcome.UNKNOWN, Outcome.REFUSED, Outcome.ACCEPTED);
        assertThat(cloud.machine(second).state()).isEqualTo(MachineState.STOPPING);
    }

    @Test
    void saysWhatWasAttemptedOnWhichMachineAndWhatToDo() {
        cloud.faults().next(Operation.STOP, Fault.TIMEOUT_AFTER_EFFECT).next(Operation.LIST, Fault.RATE_LIMITED);

        assertThatThrownBy(() -> cloud.stop(ID))
                .hasMessage("stop of gpu-1 at simulated: no answer within the deadline;"
                        + " read the machine to learn whether it took effect");
        assertThatThrownBy(cloud::list).hasMessage("list at simulated: asked too often; try again later");
    }

    private List<Boolean> chances(long seed) {
        SimulatedCloud shaky = SimulatedCloud.builder(time).seed(seed).build();
        shaky.faults().randomly(0.2, Fault.NETWORK, Fault.TIMEOUT_AFTER_EFFECT);
        List<Boolean> failed = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            try {
                shaky.list();
                failed.add(false);
            } catch (DumontException failure) {
                failed.add(true);
            }
        }
        return failed;
    }

    private void ask(Operation operation) {
        switch (operation) {
            case LIST -> cloud.list();
            case READ -> cloud.read(ID);
            case WITNESS -> cloud.witness(ID);
            case WAKE_RISK -> cloud.wakeRisk(ID);
            case START -> cloud.start(ID);
            case STOP -> cloud.stop(ID);
            case REBOOT -> cloud.reboot(ID);
            case DESTROY -> cloud.destroy(ID);
            case SET_LABEL -> cloud.setLabel(ID, new Label("team", "vision"));
            case SEARCH_OFFERS -> cloud.searchOffers(OfferQuery.builder().build());
            case RENT -> cloud.rent(RentalRequest.builder(OFFER, "a1b2c3d4").build());
            case CREDIT -> cloud.credit();
            default -> throw new AssertionError(operation);
        }
    }

    private MachineState listed() {
        return cloud.list().machines().stream()
                .map(Machine::state)
                .reduce((one, other) -> {
                    throw new AssertionError("more than one machine");
                })
                .orElseThrow();
    }

    private SimulatedMachine rent(String id) {
        return cloud.rent(id, HourlyRate.ofUsd("0.40"), HourlyRate.ofUsd("0.01"));
    }

    private static void assertFails(ThrowingCallable call, Kind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DumontException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind));
    }

    private static void assertRejects(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
    }
}
