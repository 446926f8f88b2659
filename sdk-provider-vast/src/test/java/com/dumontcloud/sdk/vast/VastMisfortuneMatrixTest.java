package com.dumontcloud.sdk.vast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.core.provider.Listing;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.vast.simulator.VastFault;
import com.dumontcloud.sdk.vast.simulator.VastFaults.Call;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What befalls machines, and not requests, at each change. In the end as in {@link VastFaultMatrixTest}: the machines that are
 * billed are those that the caller knows of, and what a receipt says is so.
 */
class VastMisfortuneMatrixTest {

    private static final Duration ENOUGH = Duration.ofMinutes(5);
    private static final Duration LAG = Duration.ofSeconds(90);

    private final SimulatedVast vast = new SimulatedVast();
    private final List<MachineId> known = new ArrayList<>();

    @BeforeEach
    void rentANeighbour() {
        running("neighbour1");
    }

    @AfterEach
    void stop() {
        vast.close();
    }

    /** What befalls a machine. */
    enum Misfortune {
        CONTAINER_CRASHED {
            @Override
            void strike(SimulatedVast vast, MachineId id) {
                vast.simulator.crash(id);
            }
        },
        HOST_OFFLINE {
            @Override
            void strike(SimulatedVast vast, MachineId id) {
                vast.simulator.machine(id).killHost();
            }
        },
        OUTBID {
            @Override
            void strike(SimulatedVast vast, MachineId id) {
                vast.simulator.machine(id).preempt("outbid");
            }
        },
        LISTS_LAG {
            @Override
            void strike(SimulatedVast vast, MachineId id) {
                vast.simulator.listLag(Duration.ofDays(1));
            }
        };

        abstract void strike(SimulatedVast vast, MachineId id);
    }

    @ParameterizedTest
    @EnumSource
    void isListedAsWhatItIs(Misfortune misfortune) {
        MachineId id = running("token0001");

        misfortune.strike(vast, id);

        Optional<Machine> listed = vast.provider.list().machines().stream()
                .filter(machine -> machine.id().equals(id))
                .findFirst();
        Machine shown =
                misfortune == Misfortune.LISTS_LAG ? vast.provider.read(id).orElseThrow() : listed.orElseThrow();
        assertThat(listed.isPresent()).isEqualTo(misfortune != Misfortune.LISTS_LAG);
        assertThat(shown.state())
                .isEqualTo(
                        switch (misfortune) {
                            case CONTAINER_CRASHED, HOST_OFFLINE -> MachineState.FAILED;
                            case OUTBID -> MachineState.STOPPED;
                            case LISTS_LAG -> MachineState.RUNNING;
                        });
        assertThat(shown.billedRate())
                .isEqualTo(
                        switch (misfortune) {
                            case CONTAINER_CRASHED, LISTS_LAG -> shown.runningRate();
                            case HOST_OFFLINE -> HourlyRate.FREE;
                            case OUTBID -> shown.parkedRate();
                        });
        assertBilledByTheHour(id, shown.billedRate());
        assertBilledAreKnown();
    }

    @ParameterizedTest
    @EnumSource
    void stops(Misfortune misfortune) {
        MachineId id = running("token0001");
        misfortune.strike(vast, id);

        ActionReceipt receipt = ActionReceipt.of(() -> vast.provider.stop(id));

        vast.pass(ENOUGH);
        assertThat(receipt.outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(truth(id)).isEqualTo(MachineState.STOPPED);
        assertBilledAreKnown();
    }

    /** A host and a list that fail do so once the machine is stopped; what crashed or was outbid did so as it ran. */
    @ParameterizedTest
    @EnumSource
    void startsOrSaysThatItDoesNot(Misfortune misfortune) {
        boolean isSpot = misfortune == Misfortune.OUTBID;
        MachineId id = isSpot ? runningSpot("token0001") : running("token0001");
        if (misfortune == Misfortune.HOST_OFFLINE || misfortune == Misfortune.LISTS_LAG) {
            vast.provider.stop(id);
            vast.pass(ENOUGH);
        }
        misfortune.strike(vast, id);
        assertThat(state(id)).as("it does not run").isNotEqualTo(MachineState.RUNNING);

        ActionReceipt receipt = ActionReceipt.of(() -> vast.provider.start(id));

        vast.pass(ENOUGH);
        boolean runs = misfortune != Misfortune.HOST_OFFLINE;
        assertThat(receipt.outcome()).isEqualTo(runs ? Outcome.ACCEPTED : Outcome.REFUSED);
        assertThat(truth(id)).isEqualTo(runs ? MachineState.RUNNING : MachineState.STOPPED);
        Machine read = vast.provider.read(id).orElseThrow();
        assertThat(read.state()).isEqualTo(truth(id));
        assertThat(read.billedRate()).isEqualTo(runs ? read.runningRate() : read.parkedRate());
        assertBilledAreKnown();
    }

    /** Somebody who bids more holds it: the start is taken back, so that the machine neither runs nor bills unasked, until more is bid. */
    @Test
    void doesNotStartWhatIsOutbidBeforeMoreIsBid() {
        MachineId id = runningSpot("token0001");
        SimulatedMachine machine = vast.simulator.machine(id);
        machine.queueStart(Duration.ofMinutes(2));
        machine.preempt("outbid");
        assertThat(state(id)).isEqualTo(MachineState.FAILED);
        Duration billed = machine.billedRunning();

        assertThat(vast.provider.start(id).outcome()).isEqualTo(Outcome.REFUSED);

        vast.pass(Duration.ofHours(1));
        assertThat(machine.billedRunning()).isEqualTo(billed);
        assertThat(truth(id)).isEqualTo(MachineState.STOPPED);

        assertThat(vast.provider.resume(id, HourlyRate.ofUsd("0.25")).outcome()).isEqualTo(Outcome.ACCEPTED);
        vast.pass(ENOUGH);
        Machine read = vast.provider.read(id).orElseThrow();
        assertThat(read.state()).isEqualTo(MachineState.RUNNING);
        assertThat(read.billedRate()).as("the bid, and 20 GB").isEqualTo(read.runningRate());
        assertThat(read.billedRate().usdPerHour().doubleValue()).isCloseTo(0.25 + 20 * 0.15 / 720, within(1e-9));
        assertBilledAreKnown();
    }

    @ParameterizedTest
    @EnumSource
    void isDestroyed(Misfortune misfortune) {
        MachineId id = running("token0001");
        misfortune.strike(vast, id);

        ActionReceipt receipt = ActionReceipt.of(() -> vast.provider.destroy(id));

        vast.pass(ENOUGH);
        assertThat(receipt.outcome()).isEqualTo(Outcome.ACCEPTED);
        assertThat(vast.provider.read(id)).isEmpty();
        known.remove(id);
        assertBilledAreKnown();
    }

    @Test
    void runsAgainAfterACrashOnceItIsRebooted() {
        MachineId id = running("token0001");
        vast.simulator.crash(id);
        assertThat(state(id)).isEqualTo(MachineState.FAILED);

        vast.provider.reboot(id);

        vast.pass(ENOUGH);
        assertThat(state(id)).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void sealsItsFateWhereTheGpuIsTakenOnTheStart() {
        MachineId id = running("token0001");
        vast.provider.stop(id);
        vast.pass(ENOUGH);
        SimulatedMachine machine = vast.simulator.machine(id);
        machine.queueStart(Duration.ofMinutes(2));

        assertThat(vast.provider.start(id).outcome()).isEqualTo(Outcome.REFUSED);

        vast.pass(Duration.ofHours(1));
        assertThat(machine.boots()).as("it did not start by itself").isEqualTo(1);
        assertThat(state(id)).isEqualTo(MachineState.STOPPED);
        assertBilledAreKnown();
    }

    /** Its answer is lost, and lists lag as long as they may, or longer. */
    @ParameterizedTest
    @EnumSource(names = {"DROP_AFTER", "GATEWAY_TIMEOUT_AFTER_EFFECT", "TRUNCATED"})
    void findsWhatItRentedThoughListsLag(VastFault lost) {
        vast.simulator.listLag(LAG);
        vast.simulator.faults().next(Call.CREATE, lost, 1);
        var request = vast.request("token0001", false).build();
        ActionReceipt.of(() -> {
            vast.provider.rent(request);
            return ActionReceipt.accepted();
        });

        assertThat(vast.provider.findRented("token0001")).as("not yet").isEmpty();
        vast.pass(LAG.plusSeconds(1));

        known.add(vast.provider.findRented("token0001").orElseThrow().id());
        assertThat(LAG).isLessThan(vast.provider.capabilities().rentalShowsWithin());
        assertBilledAreKnown();
    }

    @Test
    void stopsAndDestroysManyWhateverBefellSomeOfThem() {
        List<MachineId> many = new ArrayList<>(known);
        for (Misfortune misfortune : Misfortune.values()) {
            MachineId id = running("token000" + misfortune.ordinal());
            many.add(id);
            if (misfortune != Misfortune.LISTS_LAG) {
                misfortune.strike(vast, id);
            }
        }

        assertThat(vast.provider.stopAll(many).values())
                .extracting(ActionReceipt::outcome)
                .containsOnly(Outcome.ACCEPTED);
        vast.pass(ENOUGH);
        assertThat(many).allMatch(id -> truth(id) == MachineState.STOPPED);

        MachineId gone = MachineId.of("4711");
        many.add(gone);
        assertThat(vast.provider.destroyAll(many).values())
                .extracting(ActionReceipt::outcome)
                .containsOnly(Outcome.ACCEPTED);
        vast.pass(ENOUGH);
        known.clear();
        assertBilledAreKnown();
    }

    /** Each fault at the request that concerns them all: who is not told must not be taken for changed. */
    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"OFFER_GONE_400", "OFFER_GONE_404", "OFFER_GONE_410", "LEFT_BEHIND", "HANG_BEFORE", "HANG_AFTER"})
    void knowsWhatBecameOfManyThatAreDestroyedTogether(VastFault fault) {
        for (int attempts : new int[] {1, 9}) {
            List<MachineId> many = List.of(running("token00a" + attempts), running("token00b" + attempts));
            vast.simulator.faults().next(Call.DESTROY, fault, attempts);

            var receipts = vast.provider.destroyAll(many);
            vast.simulator.faults().clear();

            vast.pass(ENOUGH);
            for (MachineId id : many) {
                boolean there = vast.provider.read(id).isPresent();
                if (receipts.get(id).outcome() != Outcome.UNKNOWN) {
                    assertThat(there).isEqualTo(receipts.get(id).outcome() == Outcome.REFUSED);
                }
                if (!there) {
                    known.remove(id);
                }
            }
            assertBilledAreKnown();
        }
    }

    /** As the engine does: each on a thread of its own, and none of them in one call. */
    @Test
    void sharesRequestsAmongThreadsThatWouldWaitForOneAnother() throws Exception {
        List<MachineId> many = new ArrayList<>(known);
        for (int i = 1; i < 8; i++) {
            many.add(running("token000" + i));
        }
        vast.simulator.faults().next(Call.SHOW, VastFault.SLOW, 1).next(Call.STOP, VastFault.SLOW, 1);
        int shows = vast.simulator.requests(Call.SHOW);
        ExecutorService threads = Executors.newFixedThreadPool(many.size());

        List<Future<ActionReceipt>> receipts = threads.invokeAll(many.stream()
                .<Callable<ActionReceipt>>map(id -> () -> vast.provider.stop(id))
                .toList());

        threads.shutdown();
        for (Future<ActionReceipt> receipt : receipts) {
            assertThat(receipt.get().outcome()).isEqualTo(Outcome.ACCEPTED);
        }
        assertThat(vast.simulator.requests(Call.SHOW) - shows).isLessThan(many.size());
        vast.pass(ENOUGH);
        assertThat(many).allMatch(id -> truth(id) == MachineState.STOPPED);
        assertBilledAreKnown();
    }

    /** What it says that it bills is what is billed. */
    private void assertBilledByTheHour(MachineId id, HourlyRate rate) {
        BigDecimal before = vast.cloud.billedUsd(id);
        vast.pass(Duration.ofHours(1));
        assertThat(vast.cloud.billedUsd(id).subtract(before))
                .isCloseTo(rate.usdPerHour(), within(new BigDecimal("1e-9")));
    }

    private MachineId runningSpot(String token) {
        MachineId id = vast.rentSpot(token);
        known.add(id);
        vast.pass(ENOUGH);
        assertThat(state(id)).isEqualTo(MachineState.RUNNING);
        return id;
    }

    private MachineId running(String token) {
        MachineId id = vast.rent(token);
        known.add(id);
        vast.pass(ENOUGH);
        assertThat(state(id)).isEqualTo(MachineState.RUNNING);
        return id;
    }

    private void assertBilledAreKnown() {
        assertThat(vast.simulator.billed()).containsExactlyInAnyOrderElementsOf(known);
        vast.simulator.listLag(Duration.ZERO);
        vast.pass(Duration.ofMinutes(1));
        Listing listing = vast.provider.list();
        assertThat(listing.complete()).isTrue();
        assertThat(listing.machines()).extracting(Machine::id).containsExactlyInAnyOrderElementsOf(known);
    }

    private MachineState truth(MachineId id) {
        return vast.simulator.machine(id).state();
    }

    private MachineState state(MachineId id) {
        return vast.provider.read(id).map(Machine::state).orElse(MachineState.DELETED);
    }
}
