package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.IdleSignal;
import com.dumontcloud.sdk.policy.LifecyclePolicy;
import com.dumontcloud.sdk.policy.MachineView;
import com.dumontcloud.sdk.policy.Moment;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExtensionsTest {

    private static final Duration LONG_ENOUGH = Duration.ofMinutes(40);

    @Test
    void anyVetoOverridesEveryProposal() {
        Scenario machine = with(
                (view, now) -> Verdict.veto(Reason.of(Reason.Code.KEPT_ALIVE, "the night shift"), Set.of(Cause.IDLE)));

        machine.hears(Beat.idle(), LONG_ENOUGH);

        assertThat(machine.intents()).isZero();
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);
        assertThat(machine.machine().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.KEPT_ALIVE);
    }

    @Test
    void aVetoThatLiftsByItselfIsLookedAtWhenItDoes() {
        Scenario other = Scenario.rented(Preset.BALANCED);
        long lifts = other.now().observedNanos() + Duration.ofMinutes(50).toNanos();
        Scenario machine = with((view, now) -> now.observedNanos() < lifts
                ? Verdict.vetoUntil(Reason.of(Reason.Code.KEPT_ALIVE, "ten to one"), Set.of(Cause.IDLE), lifts)
                : Verdict.abstain());

        machine.hears(Beat.idle(), LONG_ENOUGH);

        assertThat(machine.machine().nextDueNanos()).isLessThanOrEqualTo(lifts);
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), Duration.ofMinutes(10));
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
    }

    @Test
    void aPolicyMayProposeToActSoonerAndPeopleAreWarnedAheadOfIt() {
        Scenario machine = with((view, now) -> view.idleRun()
                .map(run -> Verdict.proposePark(
                        Cause.IDLE,
                        Reason.of(Reason.Code.ASKED_FOR),
                        run.firstNanos() + Duration.ofMinutes(20).toNanos()))
                .orElse(Verdict.abstain()));

        machine.hears(Beat.idle(), Duration.ofMinutes(15));
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), Duration.ofMinutes(5));

        assertThat(machine.intents()).isOne();
        assertThat(machine.times(effect -> effect instanceof Effect.Claim)).containsExactly(Duration.ofMinutes(20));
    }

    @Test
    void aPolicyThatThrowsAbstainsAndPeopleAreToldOnce() {
        Scenario machine = with(new Broken());

        machine.hears(Beat.idle(), LONG_ENOUGH);

        assertThat(machine.intents()).isOne();
        assertThat(machine.alerts()).containsExactly(Reason.Code.EXTENSION_FAILED);
    }

    @Test
    void theAlertNamesThePolicyAndWhatItThrew() {
        LifecyclePolicyEngine engine = LifecyclePolicyEngine.builder(Preset.BALANCED.settings())
                .policy((view, now) -> Verdict.abstain())
                .policy(new Broken())
                .build();
        MachineCondition machine = engine.begin(
                GuardRemovalTest.profile(), true, Scenario.rented(engine).now());

        Decision decision = engine.decide(
                machine,
                Beat.idle().event(Scenario.START),
                Scenario.rented(engine).now(),
                new Surroundings(1));

        assertThat(decision.effects())
                .containsExactly(new Effect.Alert(
                        Effect.Severity.WARNING,
                        Reason.of(
                                Reason.Code.EXTENSION_FAILED,
                                "policy 2 (" + Broken.class.getName() + ")",
                                "java.lang.IllegalStateException: no calendar")));
    }

    @Test
    void aSignalThatThrowsReadsUnknown() {
        for (IdleSignal broken : List.<IdleSignal>of(
                sample -> {
                    throw new AssertionError("no sensor");
                },
                sample -> null)) {
            Scenario machine = Scenario.rented(LifecyclePolicyEngine.builder(Preset.BALANCED.settings())
                    .signal(broken)
                    .build());

            machine.hears(Beat.idle(), LONG_ENOUGH);

            assertThat(machine.intents()).isOne();
            assertThat(machine.alerts()).containsExactly(Reason.Code.EXTENSION_FAILED);
        }
    }

    @Test
    void aSignalOfOnesOwnKeepsTheMachine() {
        Scenario machine = Scenario.rented(LifecyclePolicyEngine.builder(Preset.BALANCED.settings())
                .signal(sample -> IdleSignal.Reading.ACTIVE)
                .build());

        machine.hears(Beat.idle(), LONG_ENOUGH);

        assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);
    }

    private static Scenario with(LifecyclePolicy policy) {
        return Scenario.rented(LifecyclePolicyEngine.builder(Preset.BALANCED.settings())
                .policy(policy)
                .build());
    }

    private static final class Broken implements LifecyclePolicy {
        @Override
        public Verdict evaluate(MachineView machine, Moment now) {
            throw new IllegalStateException("no calendar");
        }
    }
}
