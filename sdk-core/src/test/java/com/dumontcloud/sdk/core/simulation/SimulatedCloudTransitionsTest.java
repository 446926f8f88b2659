package com.dumontcloud.sdk.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.Machine;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.ProviderCapabilities;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedCloudTransitionsTest {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final Duration ONE_NANO = Duration.ofNanos(1);

    private final VirtualTime time = VirtualTime.startingAt(START);
    private final SimulatedCloud cloud = SimulatedCloud.builder(time)
            .timings(new Timings(
                    Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(5)))
            .build();

    @ParameterizedTest
    @CsvSource({
        "STOPPED, START, STARTING, RUNNING, 30",
        "RUNNING, STOP, STOPPING, STOPPED, 10",
        "STARTING, STOP, STOPPING, STOPPED, 10",
        "RUNNING, REBOOT, STARTING, RUNNING, 20",
        "RUNNING, DESTROY, STOPPING, DELETED, 5",
        "STARTING, DESTROY, STOPPING, DELETED, 5",
        "STOPPED, DESTROY, STOPPED, DELETED, 5",
    })
    void completesAtItsDueMomentAndNotBefore(
            MachineState from, Operation operation, MachineState meanwhile, MachineState to, int seconds) {
        SimulatedMachine machine = rent(from);

        ActionReceipt receipt = ask(operation, machine.id());

        assertThat(receipt).isEqualTo(ActionReceipt.accepted());
        assertThat(machine.state()).isEqualTo(meanwhile);
        time.advance(Duration.ofSeconds(seconds).minus(ONE_NANO));
        assertThat(machine.state()).isEqualTo(meanwhile);
        time.advance(ONE_NANO);
        assertThat(machine.state()).isEqualTo(to);
        time.advance(ONE_NANO);
        assertThat(machine.state()).isEqualTo(to);
    }

    @ParameterizedTest
    @CsvSource({
        "STOPPED, START, RUNNING",
        "RUNNING, STOP, STOPPED",
        "RUNNING, REBOOT, RUNNING",
        "RUNNING, DESTROY, DELETED"
    })
    void completesWithinTheCallWhereItTakesNoTime(MachineState from, Operation operation, MachineState to) {
        SimulatedMachine machine = rent(from).timings(Timings.IMMEDIATE);

        ask(operation, machine.id());

        assertThat(machine.state()).isEqualTo(to);
    }

    @ParameterizedTest
    @CsvSource({
        "STOPPED, STOP",
        "STOPPING, STOP",
        "RUNNING, START",
        "STARTING, START",
        "LEAVING, DESTROY",
        "DELETED, DESTROY"
    })
    void acceptsWhatIsSoAlreadyOrOnItsWayWithoutBeginningAnew(String from, Operation operation) {
        SimulatedMachine machine = inState(from);
        var before = machine.history();

        ActionReceipt receipt = ask(operation, machine.id());

        assertThat(receipt).isEqualTo(ActionReceipt.accepted());
        assertThat(machine.history()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({
        "STOPPING, START, CONFLICT",
        "FAILED, START, CONFLICT",
        "LEAVING, START, CONFLICT",
        "LEAVING, STOP, CONFLICT",
        "LEAVING, REBOOT, CONFLICT",
        "STOPPED, REBOOT, CONFLICT",
        "STOPPING, REBOOT, CONFLICT",
        "STARTING, REBOOT, CONFLICT",
        "FAILED, REBOOT, CONFLICT",
        "DELETED, START, NOT_FOUND",
        "DELETED, STOP, NOT_FOUND",
        "DELETED, REBOOT, NOT_FOUND",
        "DELETED, WITNESS, NOT_FOUND",
        "DELETED, WAKE_RISK, NOT_FOUND",
    })
    void refusesWhatTheStateDoesNotAllow(String from, Operation operation, Kind kind) {
        SimulatedMachine machine = inState(from);
        var before = machine.history();

        assertThatThrownBy(() -> ask(operation, machine.id()))
                .isInstanceOfSatisfying(
                        DumontException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(kind))
                .hasMessageContaining("gpu-1");
        assertThat(machine.history()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(
            value = Operation.class,
            names = {"START", "STOP", "REBOOT", "DESTROY", "WITNESS", "WAKE_RISK"})
    void knowsNoMachineThatWasNeverRented(Operation operation) {
        assertThatThrownBy(() -> ask(operation, MachineId.of("nobody")))
                .isInstanceOfSatisfying(
                        DumontException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.NOT_FOUND));
    }

    @Test
    void readsNothingOfAMachineThatWasNeverRentedOrIsGone() {
        SimulatedMachine machine = rent(MachineState.RUNNING).timings(Timings.IMMEDIATE);
        cloud.destroy(machine.id());

        assertThat(cloud.read(MachineId.of("nobody"))).isEmpty();
        assertThat(cloud.read(machine.id())).isEmpty();
        assertThat(cloud.list().machines()).isEmpty();
        assertThat(cloud.list().complete()).isTrue();
    }

    @Test
    void listsAMachineThatIsBeingDestroyedUntilItIsGone() {
        SimulatedMachine machine = rent(MachineState.RUNNING);
        cloud.destroy(machine.id());

        assertThat(cloud.list().machines()).singleElement().satisfies(shown -> {
            assertThat(shown.state()).isEqualTo(MachineState.STOPPING);
            assertThat(shown.stateReason()).isEqualTo("being destroyed");
        });
        time.advance(Duration.ofSeconds(5));
        assertThat(cloud.list().machines()).isEmpty();
    }

    @Test
    void showsWhatWasRentedUnderItsOwnName() {
        Machine wish = Machine.builder(MachineId.of("gpu-7"), "elsewhere", MachineState.STARTING)
                .name("trainer")
                .labels(Map.of("team", "vision"))
                .region("PT")
                .runningRate(HourlyRate.ofUsd("0.40"))
                .build();

        cloud.rent(wish);

        Machine shown = cloud.read(wish.id()).orElseThrow();
        assertThat(shown.provider()).isEqualTo("simulated");
        assertThat(shown.name()).isEqualTo("trainer");
        assertThat(shown.labels()).containsOnly(Map.entry("team", "vision"));
        assertThat(shown.region()).isEqualTo("PT");
        assertThat(shown.runningRate()).isEqualTo(HourlyRate.ofUsd("0.40"));
        assertThat(shown.parkedRate()).isNull();
        assertThat(shown.gpu()).isNull();
        assertThat(shown.createdAt()).isEqualTo(START);
        assertThat(shown.state()).isEqualTo(MachineState.STARTING);
        time.advance(Duration.ofSeconds(30));
        assertThat(cloud.read(wish.id()).orElseThrow().state()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void countsBootsAndKeepsDataAcrossRebootAndStop() {
        SimulatedMachine machine = rent(MachineState.STARTING);
        assertThat(machine.boots()).isZero();

        time.advance(Duration.ofSeconds(30));
        assertThat(machine.boots()).isEqualTo(1);
        cloud.reboot(machine.id());
        time.advance(Duration.ofSeconds(20));
        assertThat(machine.boots()).isEqualTo(2);
        cloud.stop(machine.id());
        time.advance(Duration.ofSeconds(10));
        cloud.start(machine.id());
        time.advance(Duration.ofSeconds(30));

        assertThat(machine.boots()).isEqualTo(3);
        assertThat(machine.hasData()).isTrue();
    }

    @Test
    void losesDataByDestroy() {
        SimulatedMachine machine = rent(MachineState.RUNNING);

        cloud.destroy(machine.id());

        assertThat(machine.hasData()).isTrue();
        time.advance(Duration.ofSeconds(5));
        assertThat(machine.hasData()).isFalse();
    }

    @Test
    void losesDataByStopWhereDisksAreNotKept() {
        SimulatedCloud diskless = SimulatedCloud.builder(time)
                .capabilities(ProviderCapabilities.builder().keepsDisk(false).build())
                .build();
        SimulatedMachine machine = diskless.rent("gpu-1", HourlyRate.ofUsd("0.40"), HourlyRate.FREE);

        diskless.stop(machine.id());

        assertThat(machine.hasData()).isTrue();
        time.advance(Timings.DEFAULT.stop());
        assertThat(machine.hasData()).isFalse();
    }

    @Test
    void doesNotRebootWhereTheCloudCannot() {
        SimulatedCloud simple = SimulatedCloud.builder(time)
                .capabilities(ProviderCapabilities.builder().reboots(false).build())
                .build();
        SimulatedMachine machine = simple.rent("gpu-1", HourlyRate.ofUsd("0.40"), HourlyRate.FREE);

        assertThatThrownBy(() -> simple.reboot(machine.id()))
                .isInstanceOfSatisfying(
                        DumontException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.INVALID_REQUEST));
        assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void datesChangesByTheirDueMomentHoweverLateSomebodyLooks() {
        SimulatedMachine machine = rent(MachineState.RUNNING);
        cloud.stop(machine.id());

        time.advance(Duration.ofHours(1));

        assertThat(machine.history())
                .extracting(StateChange::to, StateChange::at)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(MachineState.RUNNING, START),
                        org.assertj.core.groups.Tuple.tuple(MachineState.STOPPING, START),
                        org.assertj.core.groups.Tuple.tuple(MachineState.STOPPED, START.plusSeconds(10)));
    }

    @Test
    void isNotMovedByTheClockOnTheWall() {
        SimulatedMachine machine = rent(MachineState.RUNNING);
        cloud.stop(machine.id());

        time.jumpWall(Duration.ofDays(700));

        assertThat(machine.state()).isEqualTo(MachineState.STOPPING);
        time.jumpWall(Duration.ofDays(-900));
        time.advance(Duration.ofSeconds(10));
        assertThat(machine.state()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void rentsAnIdAgainOnlyOnceItIsGone() {
        SimulatedMachine first = rent(MachineState.RUNNING);
        assertThatThrownBy(() -> rent(MachineState.RUNNING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gpu-1");

        cloud.destroy(first.id());
        time.advance(Duration.ofSeconds(5));
        SimulatedMachine second = rent(MachineState.STOPPED);

        assertThat(cloud.machine(first.id()).state()).isEqualTo(MachineState.STOPPED);
        assertThat(first.state()).isEqualTo(MachineState.DELETED);
        assertThat(second.boots()).isZero();
        assertThat(cloud.machines()).hasSize(2);
        assertThat(cloud.list().machines()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = MachineState.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"STARTING", "RUNNING", "STOPPED"})
    void rentsNothingInAStateThatNoRentalBeginsIn(MachineState state) {
        assertThatThrownBy(() -> rent(state)).isInstanceOf(IllegalArgumentException.class);
        assertThat(cloud.machines()).isEmpty();
    }

    @Test
    void rejectsSettingsThatMakeNoSense() {
        assertThatThrownBy(() -> Timings.DEFAULT.withStart(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("start");
        assertThatThrownBy(() -> cloud.machine(MachineId.of("nobody"))).isInstanceOf(IllegalArgumentException.class);
    }

    private SimulatedMachine rent(MachineState state) {
        return cloud.rent(Machine.builder(MachineId.of("gpu-1"), "simulated", state)
                .runningRate(HourlyRate.ofUsd("0.40"))
                .parkedRate(HourlyRate.ofUsd("0.01"))
                .build());
    }

    private SimulatedMachine inState(String state) {
        SimulatedMachine machine = rent(
                switch (state) {
                    case "STOPPED" -> MachineState.STOPPED;
                    case "STARTING" -> MachineState.STARTING;
                    default -> MachineState.RUNNING;
                });
        switch (state) {
            case "STOPPING" -> cloud.stop(machine.id());
            case "FAILED" -> machine.killHost();
            case "LEAVING" -> cloud.destroy(machine.id());
            case "DELETED" -> {
                cloud.destroy(machine.id());
                time.advance(Duration.ofSeconds(5));
            }
            default -> {}
        }
        return machine;
    }

    private ActionReceipt ask(Operation operation, MachineId id) {
        BiFunction<SimulatedCloud, MachineId, ActionReceipt> call = switch (operation) {
            case START -> SimulatedCloud::start;
            case STOP -> SimulatedCloud::stop;
            case REBOOT -> SimulatedCloud::reboot;
            case DESTROY -> SimulatedCloud::destroy;
            case WITNESS ->
                (asked, machine) -> {
                    asked.witness(machine);
                    return ActionReceipt.accepted();
                };
            case WAKE_RISK ->
                (asked, machine) -> {
                    asked.wakeRisk(machine);
                    return ActionReceipt.accepted();
                };
            default -> throw new AssertionError(operation);
        };
        return call.apply(cloud, id);
    }
}
