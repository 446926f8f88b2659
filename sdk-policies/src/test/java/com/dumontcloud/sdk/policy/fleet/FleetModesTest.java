package com.dumontcloud.sdk.policy.fleet;

import static com.dumontcloud.sdk.policy.fleet.RentedFleet.GPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.core.simulation.Operation;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The modes of a whole fleet, through the monitor, its store and its clocks. REACTIVE: idle after 5 min, grace of 5 min. */
class FleetModesTest {

    private final RentedFleet fleet = new RentedFleet(Preset.REACTIVE);

    @AfterEach
    void close() {
        fleet.close();
    }

    @Test
    void aFreshFleetIsInNoMode() {
        fleet.rent(GPU);
        fleet.time.advance(Duration.ofMinutes(1));

        assertThat(fleet.monitor.modes()).isEmpty();
    }

    @Test
    void aFrozenFleetParksNothingAndWarnsAllTheSame() {
        fleet.rent(GPU);
        fleet.monitor.freeze("moving house");

        fleet.report(GPU, 0, Duration.ofMinutes(30));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);
        assertThat(fleet.condition(GPU).activity()).isEqualTo(Activity.WARNED);
        assertThat(fleet.report(GPU).hibernateIn()).isZero();
        assertThat(fleet.condition(GPU).pending()).contains(Reason.of(Reason.Code.FROZEN, "moving house"));
        assertThat(fleet.monitor.waiting(Cause.IDLE)).isOne();
        assertThat(modes()).containsOnly(FleetMode.FROZEN);
    }

    @Test
    void whatWaitsIsParkedOnceTheFleetIsUnfrozen() {
        fleet.rent(GPU);
        fleet.monitor.freeze("moving house");
        fleet.report(GPU, 0, Duration.ofMinutes(30));

        fleet.monitor.unfreeze();
        fleet.time.advance(Duration.ofSeconds(2));

        assertThat(fleet.condition(GPU).shownState()).isEqualTo(MachineState.HIBERNATING);
        assertThat(fleet.monitor.modes()).isEmpty();
        assertThat(fleet.monitor.waiting(Cause.IDLE)).isZero();
    }

    /** I7: two of four are too few to begin a pause, and too many to end one. */
    @Test
    void aSilencePauseOutlivesTheMonitor() {
        List<MachineId> machines = List.of(GPU, MachineId.of("b"), MachineId.of("c"), MachineId.of("d"));
        machines.forEach(fleet::rent);
        machines.forEach(id -> fleet.beat(id, 90));
        fleet.report(GPU, 90, Duration.ofMinutes(6));
        fleet.beat(machines.get(1), 90);
        fleet.time.advance(Duration.ofMinutes(2));
        assertThat(modes()).containsOnly(FleetMode.SILENCE_PAUSED);

        restart();

        assertThat(modes()).contains(FleetMode.SILENCE_PAUSED);
        for (int minute = 0; minute < 40; minute++) {
            fleet.beat(GPU, 90);
            fleet.beat(machines.get(1), 90);
            fleet.time.advance(Duration.ofMinutes(1));
        }
        assertThat(modes()).containsOnly(FleetMode.SILENCE_PAUSED);
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();
    }

    /** What is off or held says nothing of our own view: two machines that fall silent together may both be at work. */
    @Test
    void machinesThatAreOffOrHeldMakeNoSmallScopeALargeOne() {
        MachineId other = MachineId.of("gpu-2");
        MachineId held = MachineId.of("gpu-3");
        MachineId off = MachineId.of("gpu-4");
        for (MachineId id : List.of(GPU, other, held, off)) {
            fleet.rent(id).witness(Witness.UNKNOWN);
            fleet.beat(id, 90);
        }
        fleet.cloud.stop(off);
        fleet.monitor.exempt(held, new Exemption("deadline", fleet.time.wall().plus(Duration.ofDays(2))));

        fleet.time.advance(Duration.ofHours(12));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);
        assertThat(fleet.state(other)).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void aFreezeOutlivesTheMonitor() {
        fleet.rent(GPU);
        fleet.monitor.freeze("moving house");

        restart();
        fleet.report(GPU, 0, Duration.ofMinutes(30));
        assertThat(modes()).contains(FleetMode.FROZEN);
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();

        fleet.monitor.unfreeze();
        restart();
        assertThat(modes()).doesNotContain(FleetMode.FROZEN);
    }

    @Test
    void aNotifierThatTakesNothingIsAModeUntilItTakesAgain() {
        fleet.notifierWorks = false;
        fleet.rent(GPU).witness(Witness.DEAD);
        fleet.report(GPU, 90, Duration.ofMinutes(2));
        assertThat(modes()).isEmpty();

        fleet.time.advance(Duration.ofHours(3));
        assertThat(modes()).containsOnly(FleetMode.NOTIFIER_BLIND);
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.RUNNING);

        fleet.notifierWorks = true;
        fleet.time.advance(Duration.ofMinutes(6));
        assertThat(modes()).isEmpty();
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.codes()).contains(Reason.Code.ORPHANED);
    }

    @Test
    void anOrphanOfWhichNobodyCanBeToldIsParkedADayLaterAlsoByTheNextMonitor() {
        fleet.notifierWorks = false;
        fleet.rent(GPU).witness(Witness.DEAD);
        fleet.beat(GPU, 90);
        fleet.time.advance(Duration.ofMinutes(5).plusHours(12));
        assertThat(fleet.condition(GPU).liveness()).isEqualTo(Liveness.ORPHANED);

        restart();
        fleet.time.advance(Duration.ofHours(12).minusMinutes(1));
        assertThat(modes()).containsOnly(FleetMode.NOTIFIER_BLIND);
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();

        fleet.time.advance(Duration.ofMinutes(2));
        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isOne();
    }

    @Test
    void aFreezeNeedsAReason() {
        assertThatThrownBy(() -> fleet.monitor.freeze(" ")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ownersAreServedWhileTheFleetIsFrozen() {
        fleet.rent(GPU);
        fleet.monitor.freeze("moving house");

        fleet.monitor.command(GPU, com.dumontcloud.sdk.policy.decide.Operation.Kind.STOP);
        fleet.time.advance(Duration.ofMinutes(1));

        assertThat(fleet.state(GPU)).isEqualTo(MachineState.STOPPED);
    }

    /** A machine that has long been due when the engine comes back: nothing for the grace, and then at once. */
    @Test
    void anEngineThatComesBackOnlyListensForTheGrace() {
        fleet.rent(GPU);
        fleet.monitor.freeze("until it is due");
        fleet.report(GPU, 0, Duration.ofMinutes(10));
        fleet.monitor.unfreeze();
        fleet.monitor.close();

        fleet.monitor = fleet.newMonitor();
        assertThat(modes()).containsOnly(FleetMode.RESTARTING);
        fleet.monitor.start();
        fleet.report(GPU, 0, Duration.ofMinutes(4));
        fleet.time.advance(Duration.ofSeconds(59));
        assertThat(modes()).containsOnly(FleetMode.RESTARTING);
        assertThat(fleet.condition(GPU).operation()).isEmpty();
        assertThat(fleet.condition(GPU).activity()).isEqualTo(Activity.WARNED);

        fleet.time.advance(Duration.ofSeconds(1));
        assertThat(modes()).isEmpty();
        assertThat(fleet.condition(GPU).shownState()).isEqualTo(MachineState.HIBERNATING);
    }

    @Test
    void anEngineThatBeginsWithAnEmptyStoreNeedsNoGrace() {
        assertThat(fleet.newMonitor().modes()).isEmpty();
    }

    @Test
    void theGraceBeginsWhenTheMonitorIsStartedNotWhenItIsBuilt() {
        fleet.rent(GPU);
        fleet.monitor.close();
        fleet.monitor = fleet.newMonitor();
        for (int i = 0; i < 600; i++) {
            fleet.time.advance(Duration.ofSeconds(1));
            assertThat(modes()).containsOnly(FleetMode.RESTARTING);
        }

        fleet.monitor.start();
        fleet.time.advance(Duration.ofMinutes(4));

        assertThat(modes()).containsOnly(FleetMode.RESTARTING);
    }

    /** S17: 85 s of the pause are not observed; up to a minute is the hiccup of a healthy engine. */
    @ParameterizedTest(name = "paused for {0} s: restarting is {1}")
    @CsvSource({"5, false", "65, false", "66, true", "90, true", "10800, true"})
    void anEngineThatWasPausedForLongComesBackAsFromARestart(long seconds, boolean restarting) {
        fleet.rent(GPU);
        fleet.monitor.close();
        PausedTime paused = new PausedTime(fleet.time);
        fleet.monitor = fleet.newMonitor(paused);
        fleet.monitor.start();
        fleet.time.advance(Duration.ofMinutes(6));
        assertThat(fleet.monitor.modes()).isEmpty();

        paused.pause(Duration.ofSeconds(seconds));
        fleet.time.advance(Duration.ofSeconds(2));

        assertThat(modes().contains(FleetMode.RESTARTING)).isEqualTo(restarting);
        assertThat(modes()).doesNotContain(FleetMode.CLOCK_SUSPECT);
    }

    /** A jump of a minute is a correction; anything more is a clock that nobody should plan by. */
    @ParameterizedTest(name = "the wall jumps by {0}: suspect is {1}")
    @CsvSource({"PT60S, false", "PT61S, true", "PT-60S, false", "PT-61S, true", "P730D, true", "PT-1H, true"})
    void aWallClockThatJumpsIsSuspectedForTwiceTheGrace(Duration jump, boolean suspect) {
        fleet.rent(GPU);
        fleet.time.advance(Duration.ofSeconds(10));

        fleet.time.jumpWall(jump);
        fleet.time.advance(Duration.ofSeconds(1));
        assertThat(modes().contains(FleetMode.CLOCK_SUSPECT)).isEqualTo(suspect);

        fleet.time.advance(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(modes().contains(FleetMode.CLOCK_SUSPECT)).isEqualTo(suspect);
        fleet.time.advance(Duration.ofSeconds(1));
        assertThat(modes()).isEmpty();
    }

    @Test
    void aProviderThatAnswersNothingForTwoMinutesBlindsTheEngineUntilItAnswers() {
        fleet.rent(GPU);
        fleet.time.advance(Duration.ofSeconds(30));
        fleet.cloud.faults().during(Duration.ofMillis(1), Duration.ofMinutes(10), Fault.SERVER_ERROR);

        fleet.time.advance(Duration.ofSeconds(119));
        assertThat(modes()).isEmpty();
        fleet.time.advance(Duration.ofSeconds(1));
        assertThat(modes()).containsOnly(FleetMode.PROVIDER_BLIND);
        fleet.time.advance(Duration.ofMinutes(9));

        assertThat(modes()).isEmpty();
    }

    @Test
    void listsThatShowSomethingAreAnAnswer() {
        fleet.rent(GPU);
        fleet.rent(MachineId.of("gpu-2"));
        fleet.cloud.faults().during(Duration.ZERO, Duration.ofHours(1), Fault.PARTIAL);

        fleet.time.advance(Duration.ofMinutes(30));

        assertThat(modes()).isEmpty();
    }

    @Test
    void listsThatShowNothingAndAreNotWholeAreNone() {
        fleet.rent(GPU);
        fleet.cloud.faults().during(Duration.ZERO, Duration.ofHours(1), Fault.EMPTY);

        fleet.time.advance(Duration.ofMinutes(30));

        assertThat(modes()).containsOnly(FleetMode.PROVIDER_BLIND);
    }

    @Test
    void aSilencePauseTellsAnOperatorOnceAndCanBeOverridden() {
        List<MachineId> ids = rent(5);
        ids.forEach(id -> fleet.beat(id, 90));

        fleet.time.advance(Duration.ofMinutes(5).plusSeconds(2));
        assertThat(modes()).containsOnly(FleetMode.SILENCE_PAUSED);
        fleet.time.advance(Duration.ofHours(1));
        assertThat(fleet.notifications)
                .filteredOn(sent -> sent.machine() == null)
                .singleElement()
                .satisfies(sent -> {
                    assertThat(sent.reason()).isEqualTo(Reason.of(Reason.Code.SILENCE_PAUSED, 5, 5));
                    assertThat(sent.text()).startsWith("Fleet: 5 of 5 machines are silent");
                });
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();

        assertThat(fleet.monitor.resume("another")).isFalse();
        assertThat(fleet.monitor.resume(fleet.cloud.name())).isTrue();
        assertThat(fleet.monitor.resume()).isFalse();
        assertThat(modes()).isEmpty();
        fleet.time.advance(Duration.ofHours(2));
        assertThat(ids).allSatisfy(id -> assertThat(fleet.state(id)).isEqualTo(MachineState.STOPPED));
    }

    @Test
    void inShadowTheProviderIsAskedForNothing() {
        fleet.monitor.close();
        fleet.monitor = fleet.newShadow();
        fleet.monitor.start();
        fleet.rent(GPU);

        fleet.report(GPU, 0, Duration.ofHours(2));

        assertThat(modes()).containsOnly(FleetMode.SHADOW);
        assertThat(fleet.cloud.calls().count(Operation.STOP)).isZero();
        assertThat(fleet.condition(GPU).shadowed()).contains(Cause.IDLE);
        assertThat(fleet.monitor.decisions())
                .singleElement()
                .satisfies(decision -> assertThat(decision.count()).isOne());
    }

    @Test
    void atMostOneOfAFewIsParkedInAQuarterOfAnHourTheDearestFirst() {
        List<MachineId> ids = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            ids.add(fleet.rent(MachineId.of("gpu-" + i), "0." + i).id());
        }
        fleet.monitor.freeze("until all are due");
        reportAll(ids, Duration.ofMinutes(8));
        fleet.monitor.unfreeze();

        List<List<MachineId>> running = new ArrayList<>();
        for (int quarter = 0; quarter < 4; quarter++) {
            reportAll(running(ids), Duration.ofMinutes(14));
            running.add(running(ids));
            reportAll(running(ids), Duration.ofMinutes(1));
        }

        assertThat(running).containsExactly(ids.subList(0, 3), ids.subList(0, 2), ids.subList(0, 1), List.of());
    }

    @Test
    void theBudgetOutlivesTheMonitor() {
        List<MachineId> ids = rent(2);
        reportAll(ids, Duration.ofMinutes(7));
        assertThat(running(ids)).hasSize(1);

        restart();
        reportAll(running(ids), Duration.ofMinutes(10));
        assertThat(modes()).isEmpty();
        assertThat(running(ids)).hasSize(1);
        assertThat(fleet.condition(running(ids).get(0)).pending()).contains(Reason.of(Reason.Code.OUT_OF_TURN));

        reportAll(running(ids), Duration.ofMinutes(8));
        assertThat(running(ids)).isEmpty();
    }

    @Test
    void aMachineThatCannotBeReadKeepsNobodyElseWaiting() {
        MachineId stuck = fleet.rent(GPU, "0.90").id();
        MachineId other = fleet.rent(MachineId.of("gpu-2")).id();
        for (int i = 0; i < 10; i++) {
            fleet.cloud.faults().next(Operation.READ, stuck, Fault.SERVER_ERROR);
        }

        reportAll(List.of(stuck, other), Duration.ofMinutes(10));
        assertThat(running(List.of(stuck, other))).containsExactly(stuck);

        reportAll(List.of(stuck), Duration.ofMinutes(10));
        assertThat(fleet.state(stuck)).isEqualTo(MachineState.RUNNING);
        reportAll(List.of(stuck), Duration.ofMinutes(12));
        assertThat(fleet.state(stuck)).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void aStoreThatTakesNothingStopsEveryAction() {
        fleet.rent(GPU);
        fleet.report(GPU, 0, Duration.ofMinutes(2));
        fleet.storeFails = true;
        assertThatThrownBy(() -> fleet.monitor.holdLegally(GPU, "case 17")).hasMessage("disk full");
        assertThat(modes()).containsOnly(FleetMode.STORE_FAILED);
        fleet.beat(GPU, 0);
        assertThat(modes()).containsOnly(FleetMode.STORE_FAILED);

        fleet.storeFails = false;
        fleet.time.advance(Duration.ofMinutes(1));
        assertThat(modes()).isEmpty();
    }

    private void restart() {
        fleet.monitor.close();
        fleet.monitor = fleet.newMonitor();
        fleet.monitor.start();
    }

    private List<MachineId> rent(int machines) {
        List<MachineId> ids = new ArrayList<>();
        for (int i = 1; i <= machines; i++) {
            ids.add(fleet.rent(MachineId.of("gpu-" + i)).id());
        }
        return ids;
    }

    private List<MachineId> running(List<MachineId> ids) {
        return ids.stream()
                .filter(id -> fleet.state(id) == MachineState.RUNNING)
                .toList();
    }

    /** All of them idle, as long as they run. */
    private void reportAll(List<MachineId> ids, Duration length) {
        for (long minute = 0; minute < length.toMinutes(); minute++) {
            running(ids).forEach(id -> fleet.beat(id, 0));
            fleet.time.advance(Duration.ofMinutes(1));
        }
    }

    private List<FleetMode> modes() {
        return fleet.monitor.modes().stream().map(ModeReport::mode).distinct().toList();
    }
}
