package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.core.simulation.SimulatedMachine;
import com.dumontcloud.sdk.policy.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of leased machines whose program is gone, or whose watchers see badly. */
class LeaseScenariosTest {

    private final LeasingFleet world = new LeasingFleet().offers(6);

    @AfterEach
    void end() {
        world.close();
    }

    /** S33: the next process knows nothing but the account. */
    @Test
    void aDeadOrchestratorsFiveMachinesAreReapedByTheNextProcess() {
        FleetMonitor orchestrator = world.program();
        List<MachineId> leased = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            leased.add(LeasingFleet.lease(orchestrator, LeasingFleet.scratch()).machine());
        }
        world.time.advance(Duration.ofMinutes(20));

        orchestrator.close();
        world.program(LeasingFleet.emptyStore());
        Instant died = world.time.wall();
        world.time.advance(Duration.ofMinutes(10));
        assertThat(world.running()).as("before their leases ran out").containsExactlyElementsOf(leased);

        world.time.advance(Duration.ofMinutes(9));

        assertThat(world.left()).isEmpty();
        assertThat(leased).allSatisfy(id -> {
            assertThat(goneAt(id)).isBetween(died.plus(Duration.ofMinutes(10)), died.plus(Duration.ofMinutes(19)));
            assertThat(world.cloud.calls().count(Operation.DESTROY, id)).isOne();
        });
        assertThat(world.told().stream().filter(Reason.Code.LEASE_EXPIRED::equals))
                .hasSize(5);
    }

    /** The process that comes back to its store listens first, as after any restart. */
    @Test
    void aProcessThatComesBackReapsWhatTheOneBeforeItLeft() {
        FleetStore store = LeasingFleet.emptyStore();
        FleetMonitor orchestrator = world.program(store);
        LeasingFleet.lease(orchestrator, LeasingFleet.scratch());
        LeasingFleet.lease(orchestrator, LeasingFleet.kept());
        world.time.advance(Duration.ofMinutes(20));
        orchestrator.close();
        world.time.advance(Duration.ofHours(3));

        world.program(store);
        world.time.advance(Duration.ofMinutes(25));

        assertThat(world.running()).isEmpty();
        assertThat(world.left()).hasSize(1);
        assertThat(world.cloud.machine(world.left().get(0)).hasData()).isTrue();
    }

    /** Whatever its list says, what counts is the fresh read before it acts; and it never acts on what a live owner renews. */
    @ParameterizedTest
    @ValueSource(longs = {0, 120, 1200, 3600})
    void aLiveOwnerKeepsItsMachineHoweverStaleSomebodyElsesListIs(long lagSeconds) {
        FleetMonitor owner = world.program();
        Lease lease = owner.lease(LeasingFleet.scratch(), LeasingFleet.TTL, new BigDecimal("100"));
        world.time.advance(Duration.ofHours(2));
        world.cloud.faults().listLag(Duration.ofSeconds(lagSeconds));
        world.program(LeasingFleet.emptyStore());

        world.time.advance(Duration.ofHours(6));

        assertThat(world.machine(lease).state()).isEqualTo(MachineState.RUNNING);
        assertThat(world.cloud.calls().count(Operation.DESTROY)).isZero();
    }

    /** The clock of this host jumps, and with it the end that the owner writes from now on. */
    @ParameterizedTest
    @ValueSource(strings = {"P731D", "PT2H", "PT-1H"})
    void aJumpOfTheClockTakesNothingFromAnybody(Duration jump) {
        FleetMonitor owner = world.program();
        Lease lease = owner.lease(LeasingFleet.scratch(), LeasingFleet.TTL, new BigDecimal("100"));
        world.program(LeasingFleet.emptyStore());
        world.time.advance(Duration.ofMinutes(12));

        world.time.jumpWall(jump);
        world.time.advance(Duration.ofHours(3));

        assertThat(world.machine(lease).state()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void aMachineThatIsAskedForWhileItsProgramDiesIsReapedToo() {
        FleetMonitor orchestrator = world.program();
        world.cloud.faults().next(Operation.RENT, Fault.TIMEOUT_AFTER_EFFECT).listLag(Duration.ofMinutes(1));
        CompletableFuture<Lease> lease = LeasingFleet.leaseLater(orchestrator, LeasingFleet.scratch());
        orchestrator.close();
        assertThat(lease).isNotDone();
        assertThat(world.left()).hasSize(1);

        world.program(LeasingFleet.emptyStore());
        world.time.advance(Duration.ofMinutes(25));

        assertThat(lease).isCompletedExceptionally();
        assertThat(world.left()).isEmpty();
    }

    /** Each of them has its owner's machine reaped once, whichever is first. */
    @Test
    void twoProcessesReapAMachineOnce() {
        FleetMonitor orchestrator = world.program();
        Lease lease = LeasingFleet.lease(orchestrator, LeasingFleet.kept());
        orchestrator.close();

        world.program(LeasingFleet.emptyStore());
        world.program(LeasingFleet.emptyStore());
        world.time.advance(Duration.ofHours(2));

        assertThat(world.machine(lease).state()).isEqualTo(MachineState.STOPPED);
        assertThat(world.machine(lease).hasData()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"STOP", "HIBERNATE"})
    void aMachineThatItsOwnerParksStaysTheirsAndCanBeWoken(com.dumontcloud.sdk.policy.decide.Operation.Kind kind) {
        FleetMonitor owner = world.program();
        Lease lease = owner.lease(LeasingFleet.kept(), LeasingFleet.TTL, new BigDecimal("100"));
        world.time.advance(Duration.ofMinutes(5));

        owner.command(lease.machine(), kind);
        world.time.advance(Duration.ofHours(2));
        assertThat(world.machine(lease).state()).isEqualTo(MachineState.STOPPED);
        assertThat(lease.isInForce()).isTrue();

        owner.command(lease.machine(), com.dumontcloud.sdk.policy.decide.Operation.Kind.WAKE);
        world.time.advance(Duration.ofHours(2));
        assertThat(world.machine(lease).state()).isEqualTo(MachineState.RUNNING);
    }

    /** Whatever goes wrong, in any order: in the end nothing costs money that nobody knows of, and no lease had two machines. */
    @Test
    @Timeout(120)
    void nothingIsLeftBehindWhereEveryCallMayFail() {
        for (long seed = 1; seed <= 100; seed++) {
            failingWorld(seed);
        }
    }

    private static void failingWorld(long seed) {
        try (LeasingFleet world = new LeasingFleet(seed).offers(8)) {
            world.cloud
                    .faults()
                    .randomly(
                            0.05,
                            Fault.TIMEOUT_AFTER_EFFECT,
                            Fault.TIMEOUT_BEFORE_EFFECT,
                            Fault.NETWORK,
                            Fault.SERVER_ERROR,
                            Fault.RATE_LIMITED,
                            Fault.OFFER_GONE,
                            Fault.IGNORED,
                            Fault.PARTIAL,
                            Fault.EMPTY);
            FleetMonitor orchestrator = world.program();
            List<CompletableFuture<Lease>> asked = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                asked.add(LeasingFleet.leaseLater(orchestrator, LeasingFleet.scratch()));
            }
            world.time.advance(Duration.ofMinutes(20));
            List<Lease> held = asked.stream()
                    .filter(one -> one.isDone() && !one.isCompletedExceptionally())
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(held).as("seed %s", seed).extracting(Lease::machine).doesNotHaveDuplicates();
            assertThat(world.running())
                    .as("seed %s: machines that run are machines that are held", seed)
                    .isSubsetOf(held.stream().map(Lease::machine).toList());

            CompletableFuture<Void> released = held.isEmpty()
                    ? CompletableFuture.completedFuture(null)
                    : held.get(0).release();
            world.time.advance(Duration.ofMinutes(10));
            orchestrator.close();
            world.program(LeasingFleet.emptyStore());
            world.time.advance(Duration.ofHours(3));

            assertThat(released).as("seed %s", seed).isDone();
            List<MachineId> reported = world.notifications.stream()
                    .filter(told -> told.reason().code() == Reason.Code.NOT_CONFIRMED)
                    .map(Notifier.Notification::machine)
                    .toList();
            assertThat(world.left())
                    .as("seed %s: what is left is what people were told of", seed)
                    .isSubsetOf(reported);
            assertThat(world.cloud.machines())
                    .filteredOn(machine -> !world.left().contains(machine.id()))
                    .as("seed %s: what each machine cost", seed)
                    .extracting(SimulatedMachine::billedUsd)
                    .allSatisfy(usd -> assertThat(usd).isLessThanOrEqualTo(LeasingFleet.BUDGET));
        }
    }

    private Instant goneAt(MachineId id) {
        return world.cloud.machine(id).history().stream()
                .filter(change -> change.to() == MachineState.DELETED)
                .findFirst()
                .orElseThrow()
                .at();
    }
}
