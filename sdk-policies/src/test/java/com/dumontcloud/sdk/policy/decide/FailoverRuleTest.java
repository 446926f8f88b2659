package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.RentalReceipt;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.Failover;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts as broken down, and what follows from it, decision by decision (lifecycle rules T17 and T18). */
class FailoverRuleTest {

    private static final MachineId NEW = MachineId.of("new");
    private static final Duration AFTER = Duration.ofMinutes(2);

    private final Scenario machine = Scenario.rented(replacing()).hears(Beat.working());

    @ParameterizedTest(name = "broken for {0} s more than 2 min: {1} intents")
    @CsvSource({"-1, 0", "0, 1", "1, 1"})
    void isReplacedOnceItHasBeenBrokenForSoLong(long seconds, int intents) {
        machine.providerShows(MachineState.FAILED, "host is offline").passes(AFTER.plusSeconds(seconds));

        assertThat(machine.operationsClaimed()).hasSize(intents).allMatch(open -> open.kind() == Kind.FAILOVER);
    }

    @ParameterizedTest(name = "stopped, and its provider says {0}: broken {1}")
    @CsvSource(
            nullValues = "nothing",
            value = {
                "outbid, true",
                "Preempted by a higher bid, true",
                "interrupted, true",
                "evicted, true",
                "reclaimed, true",
                "stopped by user, false",
                "nothing, false"
            })
    void aStopIsABreakdownOnlyByItsProvidersWord(String words, boolean broken) {
        machine.providerShows(MachineState.STOPPED, words);

        assertThat(machine.machine().brokenDown().isPresent()).isEqualTo(broken);
    }

    /** A host that is offline bills nothing; one on which the container ended bills its GPU on. */
    @ParameterizedTest(name = "billed at {0} USD/h: told {1} times")
    @CsvSource({"0.40, 1", "0.01, 0", "0, 0"})
    void peopleAreToldOnceOfWhatIsBilledThoughItBrokeDown(String usdPerHour, int times) {
        machine.providerBills(usdPerHour)
                .providerShows(MachineState.FAILED, "the container exited")
                .passes(Duration.ofMinutes(1))
                .providerShows(MachineState.FAILED, "the container exited");

        assertThat(machine.alerts().stream().filter(Reason.Code.BILLED_THOUGH_BROKEN::equals))
                .hasSize(times);
    }

    @Test
    void whatItsOwnerStoppedIsNotReplacedWhateverItsProviderSays() {
        machine.commanded(Kind.STOP).passes(Duration.ofMinutes(1));
        machine.providerShows(MachineState.RUNNING).providerShows(MachineState.FAILED, "host is offline");
        machine.commanded(Kind.STOP).passes(Duration.ofMinutes(20));

        assertThat(machine.machine().brokenDown()).isEmpty();
        assertThat(machine.operationsClaimed()).noneMatch(open -> open.kind() == Kind.FAILOVER);
    }

    @Test
    void aMachineUnderALeaseIsItsProgramsMatter() {
        machine.leased(
                new OwnerLease("train-7", Scenario.START.plus(Duration.ofDays(1)), Duration.ofMinutes(10), true));
        machine.providerShows(MachineState.FAILED, "host is offline").passes(Duration.ofMinutes(20));

        assertThat(machine.intents()).isZero();
    }

    @Test
    void anExemptionDoesNotKeepAReplacementFromComing() {
        machine.tell(new Event.Exempted(
                new Exemption("exam week", machine.now().wall().plus(Duration.ofDays(2)))));
        machine.providerShows(MachineState.FAILED, "host is offline").passes(AFTER);

        assertThat(machine.phase()).isEqualTo(Phase.EXECUTING);
    }

    @Test
    void oneThatIsOnlyWatchedIsNotReplaced() {
        Scenario watched =
                Scenario.rented(replacing().toBuilder().observeOnly(true).build());

        watched.providerShows(MachineState.FAILED, "host is offline").passes(Duration.ofMinutes(20));

        assertThat(watched.intents()).isZero();
        assertThat(watched.machine().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.OBSERVED_ONLY);
    }

    /** Between the intent and the claim its host may have come back. */
    @Test
    void oneThatTheClaimFindsRunningIsLeftAlone() {
        machine.providerShows(MachineState.FAILED, "host is offline")
                .runnerSleeps()
                .passes(AFTER);
        String operation = machine.operationId();

        machine.providerShows(MachineState.RUNNING, null).runnerWakes();
        machine.tell(new Event.OperationClaimed(operation, null));

        assertThat(machine.phase()).isNull();
        assertThat(machine.count(effect -> effect instanceof Effect.Rent)).isZero();
        assertThat(machine.machine().isFenced()).isFalse();
    }

    @Test
    void nothingItSaysCountsFromTheRentalOn() {
        renting();
        assertThat(machine.machine().isFenced()).isTrue();

        machine.providerShows(MachineState.RUNNING).passes(Duration.ofMinutes(10));
        assertThat(machine.liveness()).isEqualTo(Liveness.SUSPECT);

        long keptDown = machine.count(effect -> effect instanceof Effect.KeepDown);

        machine.hears(Beat.working()).tell(new Event.Contact());

        assertThat(machine.liveness()).isEqualTo(Liveness.SUSPECT);
        assertThat(machine.count(effect -> effect instanceof Effect.KeepDown)).isEqualTo(keptDown + 1);
    }

    /** I1: it is on, so that its disk may have changed since any snapshot. */
    @Test
    void whatIsHeardThoughReplacedStaysUntilItIsSilentForAsLongAsAnOrphan() {
        machine.takesSnapshots();
        renting();
        rented(RentalReceipt.accepted(NEW));
        machine.runnerSleeps();
        seen(MachineState.RUNNING, true);
        assertThat(machine.phase()).isEqualTo(Phase.INTENDED);

        machine.hears(Beat.working());
        assertThat(machine.endings()).endsWith(Reason.Code.HEARD_AGAIN);

        machine.runnerWakes().passes(replacing().orphanAfter().minusSeconds(1));
        assertThat(machine.phase()).isNull();

        machine.passes(Duration.ofSeconds(1));
        assertThat(machine.phase()).isNotNull();
        machine.passes(Duration.ofMinutes(5));
        assertThat(machine.executed())
                .filteredOn(executed -> executed.cause() == Cause.REPLACED)
                .hasSize(1);
    }

    @Test
    void aRefusalLiftsTheFenceAndIsTriedAgainAfterAWhile() {
        renting();
        rented(new RentalReceipt(ActionReceipt.Outcome.REFUSED, null, null, "sold out"));

        assertThat(machine.machine().isFenced()).isFalse();
        assertThat(machine.alerts()).contains(Reason.Code.FAILOVER_FAILED);
        machine.passes(Duration.ofMinutes(10).minusSeconds(1));
        assertThat(rentals()).isOne();
        machine.passes(Duration.ofSeconds(1));
        assertThat(rentals()).isEqualTo(2);
    }

    /** Each attempt has a token of its own, and whoever takes an attempt up again asks about the same. */
    @Test
    void everyAttemptHasATokenOfItsOwn() {
        renting();
        rented(new RentalReceipt(ActionReceipt.Outcome.REFUSED, null, null, "sold out"));
        machine.passes(Duration.ofMinutes(11));
        rented(new RentalReceipt(ActionReceipt.Outcome.UNKNOWN, null, null, "timeout"));

        List<String> rented = machine.happened().stream()
                .map(Scenario.Happened::effect)
                .filter(Effect.Rent.class::isInstance)
                .map(effect -> ((Effect.Rent) effect).token())
                .toList();
        assertThat(rented).hasSize(2).doesNotHaveDuplicates().allMatch(token -> token.matches("[0-9a-z]{32}"));
        assertThat(read().token()).isEqualTo(rented.get(1));
    }

    @ParameterizedTest(name = "{0} s after its answer was lost: tried again {1}")
    @CsvSource({"119, false", "120, true", "121, true"})
    void aLostRentalIsGivenUpOnlyOnceItWouldShow(long seconds, boolean over) {
        renting();
        rented(new RentalReceipt(ActionReceipt.Outcome.UNKNOWN, null, null, "timeout"));
        machine.passes(Duration.ofSeconds(seconds));

        machine.tell(new Event.ReplacementMissed(machine.operationId(), Duration.ofMinutes(2)));

        assertThat(machine.machine().isFenced()).isEqualTo(!over);
    }

    @Test
    void aReplacementThatIsHeardTakesThePlace() {
        renting();
        rented(RentalReceipt.accepted(NEW));
        seen(MachineState.STARTING, false);
        seen(MachineState.RUNNING, false);
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);

        seen(MachineState.RUNNING, true);

        assertThat(machine.endings()).startsWith(Reason.Code.REPLACED);
        assertThat(machine.machine().brokenDown().orElseThrow().replacedBy()).isEqualTo(NEW);
        assertThat(machine.commanded(Kind.WAKE).counted()).isFalse();
    }

    @Test
    void wordOfAnotherOperationCountsForNothing() {
        renting();

        assertThat(machine.tell(new Event.ReplacementRented("op-0", RentalReceipt.accepted(NEW)))
                        .counted())
                .isFalse();
        assertThat(machine.tell(new Event.ReplacementSeen("op-0", NEW, MachineState.RUNNING, true, true, false))
                        .counted())
                .isFalse();
        assertThat(machine.phase()).isEqualTo(Phase.EXECUTING);
    }

    @ParameterizedTest(name = "{0} s after it was rented it is still starting: discarded {1}")
    @CsvSource({"1799, false", "1800, true", "1801, true"})
    void oneThatNeverCameUpIsGivenBackAfterTheTimeOfAStart(long seconds, boolean discarded) {
        renting();
        rented(RentalReceipt.accepted(NEW));
        seen(MachineState.STARTING, false);

        machine.passes(Duration.ofSeconds(seconds));

        assertThat(discards()).isEqualTo(discarded ? 1 : 0);
        assertThat(rentals()).isOne();
    }

    @Test
    void oneThatWaitsForAGpuIsGivenBack() {
        renting();
        rented(new RentalReceipt(ActionReceipt.Outcome.QUEUED, NEW, null, "no free GPU"));
        seen(MachineState.STOPPED, false);
        assertThat(discards()).isOne();

        seen(MachineState.DELETED, false);
        assertThat(machine.alerts()).contains(Reason.Code.FAILOVER_FAILED);
        assertThat(machine.machine().isFenced()).isFalse();
    }

    /** I6. */
    @Test
    void inAFrozenFleetItIsGivenBackOnlyOnceThatIsOver() {
        renting();
        rented(new RentalReceipt(ActionReceipt.Outcome.QUEUED, NEW, null, "no free GPU"));
        machine.enters(FleetMode.FROZEN);
        seen(MachineState.STOPPED, false);
        assertThat(discards()).isZero();

        machine.leaves(FleetMode.FROZEN);
        seen(MachineState.STOPPED, false);
        assertThat(discards()).isOne();
    }

    @Test
    void oneThatComesUpBeforeItIsGoneTakesThePlaceAfterAll() {
        renting();
        rented(new RentalReceipt(ActionReceipt.Outcome.QUEUED, NEW, null, "no free GPU"));
        seen(MachineState.STOPPED, false);
        assertThat(discards()).isOne();

        seen(MachineState.RUNNING, true);

        assertThat(machine.endings()).startsWith(Reason.Code.REPLACED);
        assertThat(discards()).isOne();
    }

    @Test
    void nothingIsDecidedOfOneThatIsBeingGivenBack() {
        renting();
        rented(RentalReceipt.accepted(NEW));

        machine.tell(new Event.ReplacementSeen(machine.operationId(), NEW, MachineState.RUNNING, true, true, true));

        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);
        assertThat(machine.endings()).doesNotContain(Reason.Code.REPLACED);
    }

    @Test
    void whatCameUpWhileItWasBeingReplacedIsNotReplacedAndPeopleAreToldToStartIt() {
        renting();
        machine.providerShows(MachineState.RUNNING).passes(Duration.ofSeconds(1));
        rented(new RentalReceipt(ActionReceipt.Outcome.REFUSED, null, null, "no offer"));
        machine.providerShows(MachineState.STOPPED).passes(Duration.ofHours(2));

        assertThat(machine.alerts()).contains(Reason.Code.UP_THOUGH_REPLACED, Reason.Code.FAILOVER_FOR_NOTHING);
        assertThat(machine.machine().brokenDown()).isEmpty();
        assertThat(rentals()).isOne();
        machine.commanded(Kind.WAKE);
        assertThat(machine.executed()).extracting(Operation::kind).containsExactly(Kind.WAKE);
    }

    /** I1: it was asked for to be given back, since nothing was on it; since then it ran. */
    @ParameterizedTest
    @ValueSource(strings = {"RUNNING", "FAILED", "STOPPED"})
    void oneThatRanBeforeItIsGoneIsLeftToPeople(MachineState now) {
        renting();
        rented(new RentalReceipt(ActionReceipt.Outcome.QUEUED, NEW, null, "no free GPU"));
        seen(MachineState.STOPPED, false);
        seen(MachineState.RUNNING, false);
        seen(now, false);

        machine.passes(Duration.ofHours(2));

        assertThat(discards()).isOne();
        assertThat(rentals()).isOne();
        assertThat(machine.phase()).isEqualTo(Phase.NEEDS_HUMAN);
        assertThat(machine.alerts()).contains(Reason.Code.REPLACEMENT_FAILED);
    }

    /** There may be something on it. */
    @ParameterizedTest
    @ValueSource(strings = {"FAILED", "STOPPED"})
    void oneThatRanIsNeverGivenBack(MachineState state) {
        renting();
        rented(RentalReceipt.accepted(NEW));
        seen(MachineState.RUNNING, false);
        seen(state, false);

        machine.passes(Duration.ofHours(2));

        assertThat(discards()).isZero();
        assertThat(rentals()).isOne();
        assertThat(machine.phase()).isEqualTo(Phase.NEEDS_HUMAN);
    }

    @Test
    void aPersonsCommandEndsAFailoverThatNeedsOne() {
        renting();
        rented(RentalReceipt.accepted(NEW));
        seen(MachineState.RUNNING, false);
        machine.passes(Duration.ofHours(1));

        machine.providerShows(MachineState.STOPPED).commanded(Kind.WAKE);

        assertThat(machine.endings()).contains(Reason.Code.SUPERSEDED);
        assertThat(machine.machine().isFenced()).isFalse();
    }

    @Test
    void itsOwnerMayHaveItReplacedBeforeThatButNotWhileItWorks() {
        assertThat(machine.commanded(Kind.FAILOVER).counted()).isFalse();

        machine.providerShows(MachineState.FAILED, "host is offline").commanded(Kind.FAILOVER);

        assertThat(machine.phase()).isEqualTo(Phase.EXECUTING);
        rented(RentalReceipt.accepted(NEW));
        seen(MachineState.RUNNING, true);
        assertThat(machine.machine().brokenDown().orElseThrow().replacedBy()).isEqualTo(NEW);
    }

    /** T18, of the machine itself. */
    @Test
    void aMachineThatNeverCameUpIsGivenBackFirst() {
        Scenario starting = Scenario.rented(replacing()).takesSnapshots();
        starting.providerShows(MachineState.STARTING).passes(Duration.ofMinutes(33));
        assertThat(starting.alerts()).contains(Reason.Code.START_FAILED);
        assertThat(starting.count(effect -> effect instanceof Effect.Rent)).isZero();

        starting.passes(Duration.ofMinutes(5));
        assertThat(starting.executed()).singleElement().satisfies(open -> {
            assertThat(open.cause()).isEqualTo(Cause.REPLACED);
            assertThat(open.proof()).isNotNull();
        });

        starting.isGoneFromLists().passes(Duration.ofMinutes(1));
        assertThat(starting.count(effect -> effect instanceof Effect.Rent)).isOne();
    }

    /** I1: whatever its provider shows, it works, and may have written since the snapshot was made. */
    @Test
    void oneThatIsHeardAfterAllIsNotGivenBack() {
        Scenario starting = Scenario.rented(replacing()).takesSnapshots().runnerSleeps();
        starting.providerShows(MachineState.STARTING).passes(Duration.ofMinutes(35));
        assertThat(starting.phase()).isEqualTo(Phase.INTENDED);

        starting.hears(Beat.working()).runnerWakes().passes(Duration.ofHours(3));

        assertThat(starting.endings()).startsWith(Reason.Code.HEARD_AGAIN);
        assertThat(starting.executions()).isZero();
        assertThat(starting.machine().brokenDown()).isEmpty();
    }

    /** I1. */
    @Test
    void andStaysWhereNothingProvesThatItCanBeRestored() {
        Scenario starting = Scenario.rented(replacing());
        starting.providerShows(MachineState.STARTING).passes(Duration.ofHours(3));

        assertThat(starting.executions()).isZero();
        assertThat(starting.count(effect -> effect instanceof Effect.Rent)).isZero();
        assertThat(starting.alerts()).contains(Reason.Code.SNAPSHOT_REQUIRED);
    }

    private void renting() {
        machine.providerShows(MachineState.FAILED, "host is offline").passes(AFTER);
        assertThat(machine.phase()).isEqualTo(Phase.EXECUTING);
    }

    private void rented(RentalReceipt receipt) {
        machine.tell(new Event.ReplacementRented(machine.operationId(), receipt));
    }

    private void seen(MachineState state, boolean heard) {
        boolean used = heard || state == MachineState.RUNNING;
        machine.tell(new Event.ReplacementSeen(machine.operationId(), NEW, state, used, heard, false));
    }

    private long rentals() {
        return machine.count(effect -> effect instanceof Effect.Rent);
    }

    private long discards() {
        return machine.count(effect -> effect instanceof Effect.DiscardReplacement);
    }

    private Effect.ReadReplacement read() {
        return machine.happened().stream()
                .map(Scenario.Happened::effect)
                .filter(Effect.ReadReplacement.class::isInstance)
                .map(Effect.ReadReplacement.class::cast)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }

    private static LifecycleSettings replacing() {
        return Preset.BALANCED.settings().toBuilder().failover(Failover.on()).build();
    }
}
