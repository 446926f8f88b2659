package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.provider.OwnerLease;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Explanation.NextStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said ahead of machines that are given back: those that are forgotten, and those whose lease runs out. */
class ReleaseExplanationTest {

    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final OwnerLease LEASE =
            new OwnerLease("train-7", Scenario.START.plus(Duration.ofMinutes(30)), Duration.ofMinutes(10), true);

    private Scenario machine;
    private Instant parked;

    @Test
    void saysWhenAForgottenMachineIsGivenBackAndKeepsItsWord() {
        forgotten(deleting());
        machine.passesQuickly(Duration.ofHours(1));

        NextStep next = step(Cause.FORGOTTEN);

        assertThat(next.releases()).isTrue();
        assertThat(next.notBefore()).isEqualTo(parked.plus(WEEK));
        assertThat(texts(next.conditions()))
                .containsExactly(
                        "once its owner has been told 3 more times that it is given back, next at "
                                + parked.plus(WEEK).minus(Duration.ofHours(72)),
                        "if its newest snapshot can be read back, and is not older than " + parked);
        assertThat(machine.explain().text())
                .contains("next it may be given back for good, its disk included (forgotten), at " + parked.plus(WEEK))
                .doesNotContain("nothing leads");
        machine.passesQuickly(WEEK.minusHours(1).minus(SECOND));
        assertThat(released()).isZero();
        assertThat(step(Cause.FORGOTTEN).notBefore()).isEqualTo(parked.plus(WEEK));
        machine.passesQuickly(SECOND);
        assertThat(released()).isOne();
    }

    @Test
    void saysWhenEachWarningWasTaken() {
        forgotten(deleting());
        machine.passesQuickly(WEEK.minusHours(23));
        Instant first = parked.plus(WEEK).minus(Duration.ofHours(72));
        Instant second = parked.plus(WEEK).minus(Duration.ofHours(24));

        Explanation why = machine.explain();

        assertThat(why.notice().reason().text())
                .isEqualTo("its owner was told 2 of 3 times that it is given back: " + first + ", " + second);
        assertThat(why.notice().sent()).isEqualTo(second);
        assertThat(why.notice().arrived()).isTrue();
        assertThat(texts(step(Cause.FORGOTTEN).conditions()))
                .contains("once its owner has been told 1 more times that it is given back, next at "
                        + parked.plus(WEEK).minus(Duration.ofHours(1)));
    }

    @Test
    void whatNobodyTookPutsItOff() {
        forgotten(deleting());
        machine.notifierFails().passesQuickly(WEEK.plusDays(3));

        Explanation why = machine.explain();

        assertThat(why.notice().arrived()).isFalse();
        assertThat(why.notice().sent()).isNull();
        assertThat(step(Cause.FORGOTTEN).notBefore())
                .isEqualTo(machine.now().wall().plus(Duration.ofHours(72)));
    }

    @Test
    void aHoldPutsItOffByAllThreeWarnings() {
        forgotten(deleting());
        machine.passesQuickly(WEEK.minusHours(1));
        Instant until = machine.now().wall().plus(Duration.ofDays(2));
        machine.tell(new Event.Exempted(new Exemption("exam week", until)));

        assertThat(step(Cause.FORGOTTEN).notBefore()).isEqualTo(until.plus(Duration.ofHours(72)));
    }

    @Test
    void saysWhatIsMissingWhereDeletingIsNotAllowed() {
        forgotten(Preset.LIFECYCLE.settings());

        assertThat(step(Cause.FORGOTTEN).conditions())
                .extracting(Reason::code)
                .contains(Reason.Code.IF_LIFTED, Reason.Code.IF_TOLD_OF_RELEASE, Reason.Code.IF_COPIED);
    }

    @Test
    void aFreezeIsACondition() {
        forgotten(deleting());
        machine.enters(FleetMode.FROZEN);

        assertThat(step(Cause.FORGOTTEN).conditions()).extracting(Reason::code).contains(Reason.Code.IF_LIFTED);
        assertThat(step(Cause.FORGOTTEN).notBefore()).isEqualTo(parked.plus(WEEK));
    }

    @Test
    void saysWhenALeasedMachineIsReapedAndKeepsItsWord() {
        machine = Scenario.rented(Preset.BALANCED).leased(LEASE).passes(Duration.ofMinutes(5));
        Instant reaped = LEASE.until().plusSeconds(60);

        NextStep next = step(Cause.LEASE_EXPIRED);

        assertThat(next.notBefore()).isEqualTo(reaped);
        assertThat(next.releases()).isTrue();
        assertThat(texts(next.conditions())).containsExactly("if nobody renews the lease of train-7");
        machine.passes(Duration.between(machine.now().wall(), reaped).minus(SECOND));
        assertThat(machine.intents()).isZero();
        assertThat(machine.passes(SECOND).executions()).isOne();
    }

    @Test
    void alsoOfOneThatIsOff() {
        machine = Scenario.rented(Preset.BALANCED).leased(LEASE);
        machine.commanded(Operation.Kind.STOP).passes(Duration.ofMinutes(1));

        assertThat(step(Cause.LEASE_EXPIRED).notBefore())
                .isEqualTo(LEASE.until().plusSeconds(60));
    }

    /** The wall says that it ran out long ago; its label has to be seen to stand still. */
    @Test
    void ofOneThatWasLeftBehindByTheSlowerOfTwoClocks() {
        machine = Scenario.rented(Preset.BALANCED).leased(LEASE.withUntil(Scenario.START.minus(Duration.ofDays(2))));

        assertThat(step(Cause.LEASE_EXPIRED).notBefore())
                .isEqualTo(Scenario.START.plus(Duration.ofMinutes(10)).plusSeconds(60));
    }

    @Test
    void oneThatIsNoScratchIsParkedAndThenLeftAlone() {
        OwnerLease keeps = new OwnerLease("train-7", LEASE.until(), LEASE.renewedEvery(), false);
        machine = Scenario.rented(Preset.BALANCED).leased(keeps);
        assertThat(step(Cause.LEASE_EXPIRED).releases()).isFalse();

        machine.passes(Duration.ofMinutes(32));

        assertThat(machine.executions()).isOne();
        assertThat(machine.explain().next()).isEmpty();
    }

    @Test
    void anExemptionBeyondItsEndHolds() {
        Instant until = Scenario.START.plus(Duration.ofHours(5));
        machine = Scenario.rented(Preset.BALANCED)
                .leased(LEASE)
                .tell(new Event.Exempted(new Exemption("exam week", until)));

        assertThat(step(Cause.LEASE_EXPIRED).notBefore()).isEqualTo(until);
    }

    private void forgotten(LifecycleSettings settings) {
        machine = Scenario.rented(settings)
                .takesSnapshots()
                .witnessSays(Witness.IDLE)
                .hears(Beat.working());
        while (!machine.machine().isParked()) {
            machine.passes(SECOND);
        }
        parked = machine.now().wall();
        machine.newestSnapshot(parked);
    }

    private long released() {
        return machine.executed().stream().filter(Operation::releases).count();
    }

    private NextStep step(Cause cause) {
        return machine.explain().next().stream()
                .filter(step -> step.cause() == cause)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> texts(List<Reason> reasons) {
        return reasons.stream().map(Reason::text).toList();
    }

    private static LifecycleSettings deleting() {
        return Preset.LIFECYCLE.settings().toBuilder().allowDelete(true).build();
    }
}
