package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.core.provider.RentalRequest;
import com.dumontcloud.sdk.vast.simulator.VastFault;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Each fault at each change, once and for every attempt. What matters in the end: the machines that are billed are those that
 * the caller knows of, in the state that the caller takes them to be in.
 */
class VastFaultMatrixTest {

    private static final Duration ENOUGH = Duration.ofMinutes(5);

    private SimulatedVast vast;
    /** What the caller keeps in its books. */
    private final List<MachineId> known = new ArrayList<>();

    @BeforeEach
    void start() {
        vast = new SimulatedVast(Duration.ofMillis(300));
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    @ParameterizedTest
    @EnumSource
    void rentsOnceAndKnowsWhatItRented(VastFault fault) {
        for (int attempts : new int[] {1, 9}) {
            RentalRequest request = vast.request("token000" + attempts, false).build();
            vast.simulator.faults().next(Call.CREATE, fault, attempts);

            RentalReceipt receipt = RentalReceipt.of(() -> vast.provider.rent(request));
            vast.simulator.faults().clear();
            settleRental(request, receipt);

            vast.pass(ENOUGH);
            assertBooksAgree();
        }
    }

    @ParameterizedTest
    @CsvSource({"DROP_AFTER", "TRUNCATED", "INTERNAL_ERROR_AFTER_EFFECT"})
    void findsALostRentalThoughListsLag(VastFault fault) {
        vast.simulator.listLag(Duration.ofSeconds(90));
        RentalRequest request = vast.request("token0001", false).build();
        vast.simulator.faults().next(Call.CREATE, fault, 1);

        RentalReceipt receipt = RentalReceipt.of(() -> vast.provider.rent(request));

        assertThat(receipt.outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(vast.provider.findRented("token0001")).isEmpty();
        settleRental(request, receipt);
        assertThat(known).hasSize(1);
        assertBooksAgree();
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"OFFER_GONE_400", "OFFER_GONE_404", "OFFER_GONE_410", "LEFT_BEHIND"})
    void neverListsFewerMachinesThanThereAre(VastFault fault) {
        List<MachineId> rented = List.of(rented("token0001"), rented("token0002"));
        for (int attempts : new int[] {1, 9}) {
            vast.simulator.faults().next(Call.LIST, fault, attempts);

            Optional<Listing> listing = answered(() -> vast.provider.list());
            vast.simulator.faults().clear();

            listing.ifPresent(listed -> {
                if (listed.complete()) {
                    assertThat(listed.machines()).extracting(Machine::id).containsExactlyElementsOf(rented);
                }
            });
            vast.pass(ENOUGH);
            assertBooksAgree();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"OFFER_GONE_400", "OFFER_GONE_404", "OFFER_GONE_410", "LEFT_BEHIND"})
    void neverReadsAMachineAsGoneThatIsThere(VastFault fault) {
        MachineId id = rented("token0001");
        for (int attempts : new int[] {1, 9}) {
            vast.simulator.faults().next(Call.SHOW, fault, attempts);

            answered(() -> vast.provider.read(id))
                    .ifPresent(read -> assertThat(read).isPresent());
            vast.simulator.faults().clear();
            vast.pass(ENOUGH);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"OFFER_GONE_400", "OFFER_GONE_404", "OFFER_GONE_410", "LEFT_BEHIND"})
    void knowsWhatAStopCameTo(VastFault fault) {
        change(Call.STOP, fault, id -> vast.provider.stop(id), MachineState.STOPPED);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"OFFER_GONE_400", "OFFER_GONE_404", "OFFER_GONE_410", "LEFT_BEHIND"})
    void knowsWhatAHibernationCameTo(VastFault fault) {
        change(Call.STOP, fault, id -> vast.provider.hibernate(id), MachineState.HIBERNATING);
    }

    /** Its mark may be lost, and its machine runs on for no mark's sake. */
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"OFFER_GONE_400", "OFFER_GONE_404", "OFFER_GONE_410", "LEFT_BEHIND"})
    void parksAMachineWhateverComesOfItsMark(VastFault fault) {
        for (int attempts : new int[] {1, 9}) {
            MachineId id = rented("token000" + attempts);
            vast.simulator.faults().next(Call.LABEL, fault, attempts);

            assertThat(ActionReceipt.of(() -> vast.provider.hibernate(id)).outcome())
                    .isEqualTo(Outcome.ACCEPTED);
            vast.simulator.faults().clear();

            vast.pass(ENOUGH);
            assertThat(state(id)).isIn(MachineState.HIBERNATING, MachineState.STOPPED);
            assertBooksAgree();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"OFFER_GONE_400", "OFFER_GONE_404", "OFFER_GONE_410", "LEFT_BEHIND"})
    void knowsWhatADestroyCameTo(VastFault fault) {
        change(Call.DESTROY, fault, id -> vast.provider.destroy(id), MachineState.DELETED);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"OFFER_GONE_400", "OFFER_GONE_404", "OFFER_GONE_410", "LEFT_BEHIND"})
    void knowsWhatAStartCameTo(VastFault fault) {
        for (int attempts : new int[] {1, 9}) {
            MachineId id = rented("token000" + attempts);
            vast.provider.stop(id);
            vast.pass(ENOUGH);
            assertThat(state(id)).isEqualTo(MachineState.STOPPED);
            vast.simulator.faults().next(Call.START, fault, attempts);

            ActionReceipt receipt = ActionReceipt.of(() -> vast.provider.start(id));
            vast.simulator.faults().clear();

            vast.pass(ENOUGH);
            assertTold(receipt, state(id) == MachineState.RUNNING, state(id) == MachineState.STOPPED);
            assertBooksAgree();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"OFFER_GONE_400", "OFFER_GONE_404", "OFFER_GONE_410", "LEFT_BEHIND"})
    void takesAQueuedStartBackOrSaysThatItIsQueued(VastFault fault) {
        for (int attempts : new int[] {1, 9}) {
            MachineId id = rented("token000" + attempts);
            vast.provider.stop(id);
            vast.pass(ENOUGH);
            vast.simulator.machine(id).queueStart(Duration.ofMinutes(2));
            vast.simulator.faults().next(Call.STOP, fault, attempts);

            ActionReceipt receipt = ActionReceipt.of(() -> vast.provider.start(id));
            vast.simulator.faults().clear();

            vast.pass(ENOUGH);
            if (receipt.outcome() == Outcome.REFUSED) {
                assertThat(vast.simulator.machine(id).state()).isEqualTo(MachineState.STOPPED);
            } else {
                assertThat(receipt.outcome()).isEqualTo(Outcome.QUEUED);
            }
            assertBooksAgree();
        }
    }

    private void change(Call call, VastFault fault, Function<MachineId, ActionReceipt> change, MachineState to) {
        for (int attempts : new int[] {1, 9}) {
            MachineId id = rented("token000" + attempts);
            vast.simulator.faults().next(call, fault, attempts);

            ActionReceipt receipt = ActionReceipt.of(() -> change.apply(id));
            vast.simulator.faults().clear();

            vast.pass(ENOUGH);
            assertTold(receipt, state(id) == to, state(id) == MachineState.RUNNING);
            if (state(id) == MachineState.DELETED) {
                known.remove(id);
            }
            assertBooksAgree();
        }
    }

    /** An accepted change took place, a refused one did not; of one whose answer was lost nothing is claimed. */
    private static void assertTold(ActionReceipt receipt, boolean took, boolean tookNot) {
        switch (receipt.outcome()) {
            case ACCEPTED -> assertThat(took).as(receipt.toString()).isTrue();
            case REFUSED -> assertThat(tookNot).as(receipt.toString()).isTrue();
            case UNKNOWN -> assertThat(took || tookNot).as(receipt.toString()).isTrue();
            case QUEUED -> throw new AssertionError(receipt);
        }
    }

    private void settleRental(RentalRequest request, RentalReceipt receipt) {
        if (receipt.outcome() == Outcome.UNKNOWN) {
            vast.pass(vast.provider.capabilities().rentalShowsWithin());
            vast.provider.findRented(request.token()).map(Machine::id).ifPresent(known::add);
        } else if (receipt.machine() != null) {
            known.add(receipt.machine());
        }
    }

    private MachineId rented(String token) {
        MachineId id = vast.rent(token);
        known.add(id);
        vast.pass(ENOUGH);
        assertThat(state(id)).isEqualTo(MachineState.RUNNING);
        return id;
    }

    private void assertBooksAgree() {
        assertThat(vast.simulator.billed()).as("billed").containsExactlyInAnyOrderElementsOf(known);
        Listing listing = vast.provider.list();
        assertThat(listing.complete()).isTrue();
        for (Machine machine : listing.machines()) {
            boolean powered = machine.state() == MachineState.RUNNING || machine.state() == MachineState.STARTING;
            boolean truly = vast.simulator.machine(machine.id()).state() == MachineState.RUNNING;
            assertThat(powered).as(machine.toString()).isEqualTo(truly);
        }
        assertThat(listing.machines().stream().map(Machine::id).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(known);
    }

    private MachineState state(MachineId id) {
        return vast.provider.read(id).map(Machine::state).orElse(MachineState.DELETED);
    }

    private static <T> Optional<T> answered(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (DumontException told) {
            assertThat(Thrown.trace(told)).doesNotContain(TestVast.KEY);
            return Optional.empty();
        }
    }
}
