package com.dumontcloud.sdk.policy.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.simulation.Fault;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.fleet.Stage.Truth;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Scenarios of the lifecycle rules, section 8, that it takes a fleet to tell: whatever the trouble, nothing that is used is ever
 * parked, nothing is asked for twice, and once it is over what is forgotten is parked.
 */
class FleetScenariosTest {

    private static final Duration GRACE = Duration.ofMinutes(10);
    private static final Duration NONE = Duration.ZERO;

    static Stream<Row> rows() {
        return Stream.of(
                row(
                        "S10 engine down for 45 min",
                        3,
                        7,
                        0,
                        FleetMode.RESTARTING,
                        GRACE,
                        3,
                        stage -> stage.engineDies()
                                .run(minutes(45))
                                .engineReturns()
                                .run(seconds(30))),
                row("S10 engine down for 2 days", 3, 7, 0, FleetMode.RESTARTING, GRACE, 3, stage -> {
                    stage.engineDies().fleet.time.advance(Duration.ofDays(2));
                    stage.engineReturns().run(seconds(30));
                }),
                row("S11 no heartbeat arrives for 3 h", 3, 7, 0, FleetMode.SILENCE_PAUSED, GRACE, 3, cut(id -> false)),
                row("S12 half of them do not", 3, 7, 0, FleetMode.SILENCE_PAUSED, GRACE, 3, cut(half())),
                row(
                        "S12 a quarter of them do not",
                        0,
                        12,
                        0,
                        FleetMode.SILENCE_PAUSED,
                        GRACE,
                        0,
                        cut(id -> !id.value().matches(".*[0159]"))),
                row("S13 half of all heartbeats are lost", 3, 7, 0, null, NONE, 3, stage -> {
                    Random random = new Random(13);
                    stage.arriving(id -> random.nextBoolean())
                            .run(Duration.ofHours(3))
                            .arriving(id -> true);
                }),
                row("S13 two machines flap", 2, 8, 0, null, NONE, 2, stage -> {
                    Set<MachineId> flapping =
                            new HashSet<>(stage.ids(Truth.USEFUL).subList(0, 2));
                    for (int i = 0; i < 18; i++) {
                        stage.arriving(id -> !flapping.contains(id)).run(minutes(6));
                        stage.arriving(id -> true).run(minutes(4));
                    }
                }),
                row("S16 the wall jumps two years ahead", 3, 7, 0, FleetMode.CLOCK_SUSPECT, minutes(20), 3, stage -> {
                    stage.fleet.time.jumpWall(Duration.ofDays(730));
                    stage.run(seconds(30));
                }),
                row("S16 the wall jumps an hour back", 3, 7, 0, FleetMode.CLOCK_SUSPECT, minutes(20), 3, stage -> {
                    stage.fleet.time.jumpWall(Duration.ofHours(-1));
                    stage.run(seconds(30));
                }),
                row(
                        "S17 the process stands still for 90 s",
                        3,
                        7,
                        0,
                        FleetMode.RESTARTING,
                        GRACE,
                        3,
                        stage -> stage.enginePauses(seconds(90)).run(seconds(30))),
                row(
                        "S17 it misses 30 ticks",
                        3,
                        7,
                        0,
                        null,
                        NONE,
                        3,
                        stage -> stage.enginePauses(seconds(30)).run(seconds(30))),
                row(
                        "its host is suspended for 3 h",
                        3,
                        7,
                        0,
                        FleetMode.RESTARTING,
                        GRACE,
                        3,
                        stage -> stage.enginePauses(Duration.ofHours(3)).run(seconds(30))),
                row("S22 200 machines become 20", 5, 195, 0, FleetMode.SILENCE_PAUSED, minutes(17), 5, stage -> {
                    stage.destroy(stage.ids(Truth.USEFUL).subList(0, 180));
                    stage.run(minutes(6));
                }),
                row("S23 one machine, no heartbeat for 3 h", 1, 0, 0, null, NONE, 1, cut(id -> false)),
                row("S23 one useful machine, the same", 0, 1, 0, null, NONE, 0, cut(id -> false)),
                row("S23 two machines, the same", 1, 1, 0, null, NONE, 1, cut(id -> false)),
                row("S23 three machines, the same", 1, 2, 0, FleetMode.SILENCE_PAUSED, GRACE, 1, cut(id -> false)),
                row("S23 four machines, the same", 2, 2, 0, FleetMode.SILENCE_PAUSED, GRACE, 2, cut(id -> false)),
                row(
                        "S23 four machines, one dead, the same",
                        1,
                        2,
                        1,
                        FleetMode.SILENCE_PAUSED,
                        GRACE,
                        2,
                        cut(id -> false)),
                row("S23 one machine that is dead", 0, 0, 1, null, NONE, 1, stage -> stage.run(Duration.ofHours(2))),
                row(
                        "S23 all four are dead",
                        0,
                        0,
                        4,
                        FleetMode.SILENCE_PAUSED,
                        NONE,
                        4,
                        stage -> stage.run(Duration.ofHours(2))),
                row("S25 lists are partial for 2 h", 3, 7, 0, null, NONE, 3, fault(Fault.PARTIAL)),
                row(
                        "S25 lists are empty for 2 h",
                        3,
                        7,
                        0,
                        FleetMode.PROVIDER_BLIND,
                        minutes(1),
                        3,
                        fault(Fault.EMPTY)),
                row(
                        "S25 the provider answers 500 for 2 h",
                        3,
                        7,
                        0,
                        FleetMode.PROVIDER_BLIND,
                        minutes(1),
                        3,
                        fault(Fault.SERVER_ERROR)));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void nothingUsedIsParkedAndWhatIsForgottenIsOnceItIsOver(Row row) {
        try (Stage stage = new Stage(row.forgotten, row.useful, row.dead)) {
            stage.run(minutes(20));

            row.trouble.accept(stage);
            assertThat(stage.modesSeen()).isEqualTo(row.mode == null ? Set.of() : Set.of(row.mode));
            assertThat(stage.untilFree(Duration.ofHours(9))).isLessThanOrEqualTo(row.freeWithin);
            stage.run(Duration.ofHours(3));

            assertThat(stage.wrongful()).isEmpty();
            assertThat(stage.parked())
                    .hasSize(row.parked)
                    .noneMatch(id -> id.value().startsWith("useful"));
            assertThat(stage.mostStopsOfOne()).isLessThanOrEqualTo(1);
            assertThat(stage.left()).noneMatch(id -> stage.fleet.condition(id).power() == MachineState.DELETED);
            assertThat(stage.left())
                    .allMatch(id -> stage.fleet.condition(id).operation().isEmpty());
        }
    }

    /** S10, where the outage hides use: the idle clock of the machine tells of it. */
    @Test
    void whoeverUsedAMachineDuringTheOutageHasTheWholeTimeAgain() {
        try (Stage stage = new Stage(2, 0, 0)) {
            MachineId used = stage.ids(Truth.FORGOTTEN).get(0);
            stage.run(minutes(25)).engineDies();
            stage.becomes(used, Truth.USEFUL)
                    .run(minutes(40))
                    .becomes(used, Truth.FORGOTTEN)
                    .run(minutes(2));
            stage.engineReturns().run(minutes(25));

            assertThat(stage.parked()).doesNotContain(used).hasSize(1);
            stage.run(minutes(30));
            assertThat(stage.parked()).contains(used);
        }
    }

    /** S10: what was idle all the while is parked as soon as the grace is over. */
    @Test
    void whatTheMachinesOwnClockBridgesIsParkedRightAfterTheGrace() {
        try (Stage stage = new Stage(1, 9, 0)) {
            stage.run(minutes(16)).engineDies().run(minutes(45)).engineReturns().run(GRACE);
            assertThat(stage.parked()).isEmpty();

            stage.run(minutes(3));
            assertThat(stage.parked()).hasSize(1);
        }
    }

    /** S14, S15: an operation of the process before goes on, and nothing is asked for twice. */
    @Test
    void takingOverInTheMiddleOfAnOperationAsksForNothingTwice() {
        for (int second = 0; second < 150; second += 5) {
            try (Stage stage = new Stage(1, 9, 0)) {
                stage.run(minutes(30));
                stage.run(seconds(second / 30 * 30)).fleet.time.advance(seconds(second % 30));
                stage.engineDies().engineReturns().run(minutes(35));

                assertThat(stage.mostStopsOfOne()).as("after %s s", second).isLessThanOrEqualTo(1);
                assertThat(stage.wrongful()).isEmpty();
                assertThat(stage.parked()).as("after %s s", second).hasSize(1);
            }
        }
    }

    private static Consumer<Stage> cut(java.util.function.Predicate<MachineId> arrives) {
        return stage -> {
            stage.arriving(arrives).run(Duration.ofHours(3)).arriving(id -> true);
        };
    }

    private static java.util.function.Predicate<MachineId> half() {
        return id -> (id.value().charAt(id.value().length() - 1) - '0') % 2 == 0;
    }

    private static Consumer<Stage> fault(Fault fault) {
        return stage -> {
            stage.fleet.cloud.faults().during(Duration.ZERO, Duration.ofHours(2), fault);
            stage.run(Duration.ofHours(2));
        };
    }

    private static Row row(
            String name,
            int forgotten,
            int useful,
            int dead,
            FleetMode mode,
            Duration freeWithin,
            int parked,
            Consumer<Stage> trouble) {
        return new Row(name, forgotten, useful, dead, mode, freeWithin, parked, trouble);
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    /**
     * One scenario.
     *
     * @param mode the one mode that the trouble brings; null where it brings none
     * @param freeWithin how long after the trouble that mode may last
     * @param parked how many machines are parked in the end
     */
    private record Row(
            String name,
            int forgotten,
            int useful,
            int dead,
            FleetMode mode,
            Duration freeWithin,
            int parked,
            Consumer<Stage> trouble) {

        @Override
        public String toString() {
            return name;
        }
    }
}
