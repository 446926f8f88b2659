package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.DataLoss;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a lease's label does: it holds while its owner renews it, and once nobody does, it lets the machine go as they said. */
class LeaseRuleTest {

    private static final Duration TTL = Duration.ofMinutes(30);
    private static final Duration EVERY = Duration.ofMinutes(10);
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Scenario machine = Scenario.rented(Preset.BALANCED);

    @Test
    void holdsAgainstIdlenessForAsLongAsItIsRenewed() {
        for (int renewals = 0; renewals < 18; renewals++) {
            machine.leased(endingIn(TTL)).hears(Beat.idle(), EVERY);
        }

        assertThat(machine.intents()).isZero();
        assertThat(machine.hibernateIn()).isNull();
        assertThat(machine.machine().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.LEASED);
    }

    @Test
    void holdsAgainstSilenceToo() {
        machine.witnessSays(Witness.IDLE).hears(Beat.working());
        for (int renewals = 0; renewals < 30; renewals++) {
            machine.leased(endingIn(TTL)).passes(EVERY);
        }

        assertThat(machine.liveness()).isEqualTo(Liveness.ORPHANED);
        assertThat(machine.intents()).isZero();
    }

    /** A process that watched it all along: what counts is the end by the wall. */
    @ParameterizedTest
    @CsvSource({"1859, 0", "1860, 1", "1861, 1"})
    void letsTheMachineGoAMinuteAfterItsEnd(long seconds, long executions) {
        machine.leased(endingIn(TTL)).hears(Beat.working(), Duration.ofSeconds(seconds));

        assertThat(machine.executions()).isEqualTo(executions);
    }

    /** A process that comes later: the end is past, and it has to see that nobody renews it. */
    @ParameterizedTest
    @CsvSource({"659, 0", "660, 1", "661, 1"})
    void letsAMachineThatWasLeftBehindGoOnceItsLabelStoodStill(long seconds, long executions) {
        machine.leased(endingIn(Duration.ofDays(-2))).passes(Duration.ofSeconds(seconds));

        assertThat(machine.executions()).isEqualTo(executions);
    }

    /** Whoever's clock is two hours ahead takes every lease for run out, and none is. */
    @Test
    void takesNothingFromAnOwnerWhoLivesHoweverWrongTheClock() {
        machine.wallJumps(Duration.ofHours(2));
        for (int renewals = 0; renewals < 30; renewals++) {
            machine.leased(endingIn(TTL.minusHours(2))).passes(EVERY);
        }

        assertThat(machine.intents()).isZero();
    }

    @Test
    void takesNothingWhileTheClockIsBehind() {
        machine.leased(endingIn(TTL)).wallJumps(Duration.ofHours(-1)).passes(Duration.ofMinutes(90));
        assertThat(machine.intents()).isZero();

        machine.passes(Duration.ofMinutes(1));
        assertThat(machine.executions()).isOne();
    }

    /** The list was stale; the fresh read at the claim is not. */
    @Test
    void leavesAMachineThatWasRenewedJustBeforeTheClaim() {
        machine.leased(endingIn(TTL)).passes(TTL).labelsTo(endingIn(TTL).label().value());

        machine.passes(GRACE);

        assertThat(machine.intents()).isOne();
        assertThat(machine.executions()).isZero();
        assertThat(machine.endings()).containsExactly(Reason.Code.NO_LONGER_DUE);
        assertThat(machine.phase()).isNull();
    }

    @Test
    void givesAScratchMachineBackOnItsOwnersWord() {
        machine.leased(endingIn(TTL)).passes(TTL.plus(GRACE)).isGoneFromLists();

        assertThat(machine.machine().power()).isEqualTo(MachineState.DELETED);
        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
        assertThat(machine.alerts()).contains(Reason.Code.LEASE_EXPIRED);
        assertThat(claimed().kind()).isEqualTo(Operation.Kind.DESTROY);
        assertThat(claimed().dataLoss()).isEqualTo(DataLoss.acceptedBy("the lease of train-7"));
    }

    @Test
    void stopsAnyOtherAndKeepsItsDisk() {
        machine.leased(kept(endingIn(TTL))).passes(TTL.plus(GRACE));

        assertThat(machine.machine().power()).isEqualTo(MachineState.STOPPED);
        assertThat(claimed().kind()).isEqualTo(Operation.Kind.STOP);
        assertThat(claimed().dataLoss()).isEqualTo(DataLoss.REFUSED);
    }

    @Test
    void keepsTheDiskUnderALegalHoldWhateverItsOwnerSaid() {
        machine.tell(new Event.LegalHoldSet("case 17")).leased(endingIn(TTL)).passes(TTL.plus(GRACE));

        assertThat(machine.machine().power()).isEqualTo(MachineState.STOPPED);
        assertThat(claimed().kind()).isEqualTo(Operation.Kind.STOP);
    }

    @ParameterizedTest
    @EnumSource(
            value = MachineState.class,
            names = {"STOPPED", "STARTING", "FAILED", "RUNNING"})
    void givesAScratchMachineBackWhateverItsPower(MachineState power) {
        machine.providerShows(power).leased(endingIn(TTL)).passes(TTL.plus(GRACE));

        assertThat(machine.executions()).isOne();
        assertThat(claimed().kind()).isEqualTo(Operation.Kind.DESTROY);
    }

    @Test
    void leavesAStoppedMachineStopped() {
        machine.providerShows(MachineState.STOPPED).leased(kept(endingIn(TTL))).passes(Duration.ofHours(2));

        assertThat(machine.intents()).isZero();
    }

    /** Use on the machine says nothing: nobody is left to whom it could matter. */
    @Test
    void letsAMachineGoThoughItIsInUse() {
        machine.leased(kept(endingIn(TTL)))
                .hears(Beat.working(), TTL.plus(GRACE).plusMinutes(2));

        assertThat(machine.machine().power()).isEqualTo(MachineState.STOPPED);
    }

    @ParameterizedTest
    @EnumSource(
            value = FleetMode.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"SHADOW", "NOTIFIER_BLIND"})
    void waitsInAMode(FleetMode mode) {
        machine.enters(mode).leased(endingIn(TTL)).passes(Duration.ofHours(2));
        assertThat(machine.intents()).isZero();
        assertThat(machine.machine().waiting()).contains(Cause.LEASE_EXPIRED);

        machine.leaves(mode).tell(new Event.Ticked());
        assertThat(machine.executions()).isOne();
    }

    @Test
    void isDecidedAndNotCarriedOutInShadow() {
        machine.enters(FleetMode.SHADOW).leased(endingIn(TTL)).passes(Duration.ofHours(2));

        assertThat(machine.intents()).isOne();
        assertThat(machine.executions()).isZero();
        assertThat(machine.endings()).containsExactly(Reason.Code.SHADOW);
    }

    @ParameterizedTest
    @CsvSource({"IDLE_AND_ORPHAN, 0", "IDLE, 1"})
    void waitsForPeopleWhoWantAnAbandonedMachineLeftAlone(KeepAlive.Scope scope, long executions) {
        machine.keptAlive(Duration.ofHours(3), scope).leased(endingIn(TTL)).passes(Duration.ofHours(2));

        assertThat(machine.executions()).isEqualTo(executions);
    }

    @Test
    void touchesNothingThatIsOnlyToBeWatched() {
        LifecycleSettings observed =
                Preset.BALANCED.settings().toBuilder().observeOnly(true).build();
        Scenario watched = Scenario.rented(observed).leased(endingIn(TTL)).passes(Duration.ofHours(2));

        assertThat(watched.intents()).isZero();
    }

    /** Whoever wakes what was left behind has taken it over, until its label says otherwise. */
    @Test
    void leavesAMachineToWhoeverWokeItAfterwards() {
        machine.leased(kept(endingIn(TTL))).passes(TTL.plus(GRACE));
        machine.commanded(Operation.Kind.WAKE).passes(Duration.ofHours(2));

        assertThat(machine.machine().power()).isEqualTo(MachineState.RUNNING);
        assertThat(machine.machine().lease()).isEmpty();
    }

    @Test
    void isWokenByAPersonThoughItsLeaseRanOutWhileItWasStopped() {
        machine.providerShows(MachineState.STOPPED).leased(kept(endingIn(TTL))).passes(Duration.ofHours(2));

        machine.commanded(Operation.Kind.WAKE).passes(Duration.ofHours(2));

        assertThat(machine.machine().power()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void triesAgainAfterTheProviderRefused() {
        machine.providerAnswers(ActionReceipt.Outcome.REFUSED)
                .leased(endingIn(TTL))
                .passes(Duration.ofMinutes(35));
        assertThat(machine.executions()).isOne();
        assertThat(machine.machine().power()).isEqualTo(MachineState.RUNNING);

        machine.providerAnswers(ActionReceipt.Outcome.ACCEPTED).passes(Duration.ofMinutes(20));
        assertThat(machine.executions()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void asksOnceWhereTheAnswerIsLostThoughItTookEffect(boolean scratch) {
        OwnerLease lease = scratch ? endingIn(TTL) : kept(endingIn(TTL));
        machine.providerAnswers(ActionReceipt.Outcome.UNKNOWN).leased(lease).passes(Duration.ofMinutes(40));
        if (scratch) {
            machine.isGoneFromLists();
        }

        assertThat(machine.executions()).isOne();
        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
    }

    /** T19. */
    @Test
    void claimsAMachineThatItsProviderMerelyLists() {
        Scenario found = Scenario.found(LifecyclePolicyEngine.of(Preset.BALANCED.settings()));
        assertThat(found.machine().isClaimed()).isFalse();

        found.leased(endingIn(TTL));

        assertThat(found.machine().isClaimed()).isTrue();
    }

    @Test
    void saysNothingWhereItsLabelCannotBeRead() {
        machine.labelled("quickstart").hears(Beat.idle(), Duration.ofMinutes(31));

        assertThat(machine.machine().lease()).isEmpty();
        assertThat(machine.machine().pending()).isEmpty();
        assertThat(machine.intents()).isOne();
        assertThat(claimed().cause()).isEqualTo(Cause.IDLE);
    }

    @Test
    void isOverOnceItsLabelIsGone() {
        machine.leased(endingIn(TTL)).labelled(null).passes(Duration.ofHours(2));

        assertThat(machine.machine().lease()).isEmpty();
        assertThat(machine.intents()).isZero();
    }

    /** It came between the intent and the claim: what was to be given back is stopped. */
    @Test
    void isNotGivenBackUnderALegalHoldThatCameLate() {
        machine.runnerSleeps().leased(endingIn(TTL)).passes(TTL.plus(GRACE));
        assertThat(machine.phase()).isEqualTo(Operation.Phase.INTENDED);

        machine.runnerWakes().tell(new Event.LegalHoldSet("case 17")).passes(Duration.ofMinutes(1));

        assertThat(machine.endings()).first().isEqualTo(Reason.Code.LEGAL_HOLD);
        assertThat(machine.machine().power()).isEqualTo(MachineState.STOPPED);
    }

    private Operation claimed() {
        List<Operation> claimed = machine.operationsClaimed();
        return claimed.get(claimed.size() - 1);
    }

    private OwnerLease endingIn(Duration length) {
        return new OwnerLease("train-7", machine.now().wall().plus(length), EVERY, true);
    }

    private static OwnerLease kept(OwnerLease lease) {
        return new OwnerLease(lease.owner(), lease.until(), lease.renewedEvery(), false);
    }
}
