package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.ProtectedHours;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Scenario.Snapshots;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** T7: a machine that was orphaned, parked and forgotten is given back after a week, and only if everything speaks for it. */
class ForgottenTest {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private Scenario machine;
    private Duration parked;

    @Test
    void isGivenBackAWeekAfterItWasParkedWithThreeWarningsBefore() {
        forgotten(deleting());

        machine.passesQuickly(WEEK.minus(SECOND));
        assertThat(warnings())
                .containsExactly(
                        parked.plusHours(7 * 24 - 72), parked.plusHours(7 * 24 - 24), parked.plusHours(7 * 24 - 1));
        assertThat(destroyed()).isEmpty();

        machine.passes(SECOND);
        assertThat(destroyed()).hasSize(1).allSatisfy(operation -> {
            assertThat(operation.cause()).isEqualTo(Cause.FORGOTTEN);
            assertThat(operation.proof()).isNotNull();
        });
        assertThat(machine.count(effect -> effect instanceof Effect.TakeSnapshot))
                .as("nothing on it could take one")
                .isZero();
        machine.isGoneFromLists();
        assertThat(machine.alerts()).endsWith(Reason.Code.RELEASED);
    }

    @Test
    void nothingIsDeletedByDefault() {
        forgotten(Preset.LIFECYCLE.settings());

        machine.passesQuickly(DAY.multipliedBy(60));

        assertThat(warnings()).isEmpty();
        assertThat(destroyed()).isEmpty();
        assertThat(machine.machine().pending())
                .get()
                .extracting(Reason::code)
                .isEqualTo(Reason.Code.DELETING_NOT_ALLOWED);
    }

    @Test
    void withoutAStoreOfSnapshotsNothingIsGivenBack() {
        machine = Scenario.rented(deleting()).witnessSays(Witness.IDLE).hears(Beat.working());
        machine.passesQuickly(DAY.multipliedBy(60));

        assertThat(machine.machine().isParked()).isTrue();
        assertThat(warnings()).isEmpty();
        assertThat(destroyed()).isEmpty();
    }

    @ParameterizedTest(
            name = "the newest snapshot was taken {0} s after it was seen to be stopped: given back {1} times")
    @CsvSource({"-1, 0", "0, 1", "1, 1"})
    void itsNewestSnapshotMustNotBeOlderThanItsStop(long after, int times) {
        forgotten(deleting());
        machine.newestSnapshot(machine.machine().stoppedAt.plusSeconds(after));

        machine.passesQuickly(WEEK.plusHours(2));

        assertThat(destroyed()).hasSize(times);
        assertThat(machine.alerts().contains(Reason.Code.SNAPSHOT_REQUIRED)).isEqualTo(times == 0);
    }

    @Test
    void whatCannotBeReadBackIsLookedAtAgainEveryDay() {
        forgotten(deleting());
        machine.snapshots(Snapshots.CORRUPT).passesQuickly(WEEK.plusDays(2).plusHours(1));

        assertThat(destroyed()).isEmpty();
        assertThat(machine.times(effect -> effect instanceof Effect.VerifySnapshot))
                .hasSize(9);
        assertThat(machine.machine().power()).isEqualTo(MachineState.STOPPED);

        machine.snapshots(Snapshots.SOUND).passesQuickly(DAY);
        assertThat(destroyed()).hasSize(1);
    }

    /** Each warning has to be taken, and each lead passes from then on. */
    @Test
    void aWarningThatIsTakenLatePostponesItAll() {
        forgotten(deleting());
        machine.notifierFails().passesQuickly(Duration.ofDays(30));
        assertThat(destroyed()).isEmpty();
        assertThat(warnings())
                .as("a notifier gives up after a day, and is asked again")
                .hasSizeGreaterThan(20);

        machine.notifierWorks();
        Duration told = null;
        for (int hour = 0; hour < 26 && told == null; hour++) {
            long before = warnings().size();
            machine.passesQuickly(HOUR);
            told = warnings().size() > before ? warnings().get(warnings().size() - 1) : null;
        }
        assertThat(told).isNotNull();
        Duration left = told.plusHours(72).minus(machine.elapsed());
        machine.passesQuickly(left.minus(SECOND));
        assertThat(destroyed()).isEmpty();
        machine.passes(SECOND);
        assertThat(destroyed()).hasSize(1);
    }

    /** Observed and wall time both have to pass. */
    @Test
    void aClockThatIsSetBackPostponesItAndOneThatIsSetForwardDoesNotHastenIt() {
        forgotten(deleting());
        machine.wallJumps(Duration.ofDays(30)).passesQuickly(WEEK.minus(SECOND));
        assertThat(destroyed()).isEmpty();
        assertThat(warnings()).hasSize(3);

        forgotten(deleting());
        machine.wallJumps(Duration.ofHours(-2)).passesQuickly(WEEK.plusHours(2).minus(SECOND));
        assertThat(destroyed()).isEmpty();
        machine.passes(SECOND);
        assertThat(destroyed()).hasSize(1);
    }

    static Stream<Arguments> holds() {
        return Stream.of(
                hold("a keep-alive", machine -> machine.keptAlive(HOUR, KeepAlive.Scope.IDLE_AND_ORPHAN)),
                hold(
                        "an exemption",
                        machine -> machine.tell(new Event.Exempted(
                                new Exemption("wanted", machine.now().wall().plus(HOUR))))),
                hold(
                        "a legal hold",
                        machine -> machine.tell(new Event.LegalHoldSet("a lawsuit"))
                                .passes(HOUR)
                                .tell(new Event.LegalHoldSet(null))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("holds")
    void aHoldTakesTheWarningsBackAndItsOwnerIsToldAllOverAgain(String name, Consumer<Scenario> hold) {
        forgotten(deleting());
        machine.passesQuickly(WEEK.minus(Duration.ofMinutes(30)));
        assertThat(warnings()).hasSize(3);

        hold.accept(machine);
        machine.passesQuickly(Duration.ofHours(70));
        assertThat(destroyed()).isEmpty();
        assertThat(warnings()).hasSizeGreaterThan(3);

        machine.passesQuickly(Duration.ofHours(6));
        assertThat(warnings()).hasSize(6);
        assertThat(destroyed()).hasSize(1);
    }

    @Test
    void aKeepAliveAgainstIdlenessAloneDoesNotConcernIt() {
        forgotten(deleting());
        machine.passesQuickly(WEEK.minus(HOUR)).keptAlive(Duration.ofHours(9), KeepAlive.Scope.IDLE);

        machine.passesQuickly(HOUR);

        assertThat(destroyed()).hasSize(1);
    }

    @Test
    void protectedHoursAreWaitedFor() {
        forgotten(deleting());
        machine.passesQuickly(WEEK.minus(HOUR));
        LocalTime now = LocalTime.ofInstant(machine.now().wall(), ZoneOffset.UTC);
        machine.tell(new Event.HoursProtected(ProtectedHours.of(
                new ProtectedHours.Window(EnumSet.allOf(DayOfWeek.class), now, now.plusHours(3), ZoneOffset.UTC))));

        machine.passesQuickly(Duration.ofHours(3).minus(SECOND));
        assertThat(destroyed()).isEmpty();
        machine.passes(SECOND.multipliedBy(2));

        assertThat(warnings()).hasSize(3);
        assertThat(destroyed()).hasSize(1);
    }

    @Test
    void whoeverWakesItHasItBack() {
        forgotten(deleting());
        machine.passesQuickly(WEEK.minus(SECOND)).commanded(Kind.WAKE).passesQuickly(Duration.ofHours(1));

        assertThat(machine.machine().forgottenSinceNanos()).isEmpty();
        assertThat(destroyed()).isEmpty();
    }

    @Test
    void aHeartbeatFromSomewhereIsASignOfLife() {
        forgotten(deleting());
        machine.passesQuickly(WEEK.minus(SECOND)).tell(new Event.Contact()).passesQuickly(DAY);

        assertThat(destroyed()).isEmpty();
    }

    @Test
    void oneThatItsOwnerStoppedIsNotForgotten() {
        machine = Scenario.rented(deleting())
                .takesSnapshots()
                .witnessSays(Witness.IDLE)
                .hears(Beat.working());
        machine.commanded(Kind.STOP).passesQuickly(Duration.ofDays(30));

        assertThat(machine.machine().power()).isEqualTo(MachineState.STOPPED);
        assertThat(destroyed()).isEmpty();
        assertThat(warnings()).isEmpty();
    }

    /** I6. */
    @Test
    void waitsForAModeToEndAndForItsTurn() {
        forgotten(deleting());
        machine.enters(FleetMode.FROZEN).passesQuickly(WEEK.plusHours(5));
        assertThat(destroyed()).isEmpty();
        assertThat(machine.machine().waiting()).contains(Cause.FORGOTTEN);

        machine.leaves(FleetMode.FROZEN).waitsForItsTurn(true).passes(Duration.ofMinutes(1));
        assertThat(destroyed()).isEmpty();

        machine.waitsForItsTurn(false).passes(SECOND);
        assertThat(destroyed()).hasSize(1);
    }

    @Test
    void inShadowItIsNotGivenBack() {
        forgotten(deleting());
        machine.enters(FleetMode.SHADOW).passesQuickly(WEEK.plusHours(5));

        assertThat(destroyed()).isEmpty();
        assertThat(machine.machine().shadowed()).contains(Cause.FORGOTTEN);
        assertThat(machine.intents()).isEqualTo(2);
    }

    /** Between the intent and the call somebody may have started it. */
    @Test
    void oneThatTheClaimFindsRunningIsLeftAlone() {
        forgotten(deleting());
        machine.passesQuickly(WEEK.minus(SECOND)).runnerSleeps().passes(SECOND);
        String operation = machine.operationId();

        machine.providerShows(MachineState.RUNNING).runnerWakes().tell(new Event.OperationClaimed(operation, null));

        assertThat(destroyed()).isEmpty();
        assertThat(machine.phase()).isNull();
    }

    private void forgotten(LifecycleSettings settings) {
        machine = Scenario.rented(settings)
                .takesSnapshots()
                .witnessSays(Witness.IDLE)
                .hears(Beat.working());
        while (!machine.machine().isParked()) {
            machine.passes(SECOND);
        }
        parked = machine.elapsed();
        machine.newestSnapshot(machine.now().wall());
    }

    private List<Duration> warnings() {
        return machine.times(effect ->
                effect instanceof Effect.Notice notice && notice.reason().code() == Reason.Code.TO_BE_RELEASED);
    }

    private List<Operation> destroyed() {
        return machine.executed().stream().filter(Operation::releases).toList();
    }

    private static Arguments hold(String name, Consumer<Scenario> hold) {
        return Arguments.of(name, hold);
    }

    private static LifecycleSettings deleting() {
        return Preset.LIFECYCLE.settings().toBuilder().allowDelete(true).build();
    }
}
