package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Cause;
import com.dumontcloud.sdk.policy.Exemption;
import com.dumontcloud.sdk.policy.FleetMode;
import com.dumontcloud.sdk.policy.IdleSignal.Reading;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.ProtectedHours;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Explanation.Hold;
import com.dumontcloud.sdk.policy.decide.Explanation.NextStep;
import com.dumontcloud.sdk.policy.decide.Explanation.SignalReading;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** BALANCED: 30 min unused, a warning 5 min ahead, 15 min of setup, a heartbeat every 30 s; it is 12:00 at first. */
class ExplanationTest {

    private final Scenario machine = Scenario.rented(Preset.BALANCED);

    @Test
    void saysOfAUsedMachineWhenItWouldBeParkedIfItWereUnusedFromNowOn() {
        machine.hears(Beat.working(), Duration.ofMinutes(20));

        Explanation why = machine.explain();

        assertThat(why.state()).isEqualTo(MachineState.RUNNING);
        assertThat(why.liveness()).isEqualTo(Liveness.HEALTHY);
        assertThat(why.activity()).isEqualTo(Activity.ACTIVE);
        assertThat(why.idle()).isNull();
        assertThat(signal(why, "gpu").reading()).isEqualTo(Reading.ACTIVE);
        assertThat(signal(why, "gpu").value()).isEqualTo(90);
        assertThat(signal(why, "gpu").threshold()).isEqualTo(5);
        NextStep idle = step(why, Cause.IDLE);
        assertThat(idle.notBefore()).isEqualTo(at(20 + 30));
        assertThat(codes(idle.conditions())).containsExactly(Reason.Code.IF_UNUSED_FROM_NOW, Reason.Code.IF_WARNED);
        NextStep orphan = step(why, Cause.ORPHAN);
        assertThat(orphan.notBefore()).isEqualTo(at(20 + 120));
        assertThat(codes(orphan.conditions())).contains(Reason.Code.IF_SILENT, Reason.Code.IF_OWNER_TOLD);
    }

    @Test
    void saysWhenAnUnusedMachineIsParkedAndKeepsItsWord() {
        machine.hears(Beat.idle(), Duration.ofMinutes(27));

        Explanation why = machine.explain();

        assertThat(why.idle()).isNotNull();
        assertThat(why.idle().first()).isEqualTo(at(0));
        assertThat(why.idle().newest()).isEqualTo(at(27));
        assertThat(why.idle().length()).isEqualTo(Duration.ofMinutes(27));
        assertThat(why.idle().coverage()).isEqualTo(1);
        assertThat(why.idle().idleAfter()).isEqualTo(Duration.ofMinutes(30));
        assertThat(why.notice().arrived()).isTrue();
        assertThat(why.notice().sent()).isEqualTo(at(25));
        NextStep next = why.next().get(0);
        assertThat(next.cause()).isEqualTo(Cause.IDLE);
        assertThat(next.notBefore()).isEqualTo(at(30));
        assertThat(codes(next.conditions())).containsExactly(Reason.Code.IF_STILL_UNUSED);
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), Duration.ofSeconds(149));
        assertThat(machine.intents()).isZero();
        assertThat(machine.passes(Duration.ofSeconds(1)).hears(Beat.idle()).intents())
                .isEqualTo(1);
    }

    @Test
    void saysWhetherTheWarningHasArrived() {
        machine.hears(Beat.idle(), Duration.ofMinutes(25));
        assertThat(machine.explain().notice().arrived()).isFalse();
        assertThat(codes(machine.explain().next().get(0).conditions())).contains(Reason.Code.IF_WARNED);

        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());

        assertThat(machine.explain().notice().arrived()).isTrue();
        assertThat(machine.explain().notice().sent()).isEqualTo(at(25));
    }

    @Test
    void showsEveryVetoAndUntilWhenItHoldsAndDelaysTheNextActionByIt() {
        machine.hears(Beat.idle(), Duration.ofMinutes(20))
                .keptAlive(Duration.ofMinutes(60), KeepAlive.Scope.IDLE)
                .tell(new Event.Exempted(new Exemption("exam week", at(120))));

        Explanation why = machine.explain();

        assertThat(why.holds())
                .extracting(hold -> hold.reason().code(), Hold::until, Hold::veto)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(Reason.Code.KEPT_ALIVE, at(80), true),
                        org.assertj.core.groups.Tuple.tuple(Reason.Code.EXEMPT, at(120), true));
        assertThat(why.next().get(0).notBefore()).isEqualTo(at(120 + 5));
    }

    @Test
    void seesTheEndOfProtectedHoursBeyondWindowsThatFollowUponEachOther() {
        machine.hears(Beat.idle(), Duration.ofMinutes(20))
                .tell(new Event.HoursProtected(ProtectedHours.of(window(11, 13), window(13, 15))));

        Hold hold = machine.explain().holds().get(0);

        assertThat(hold.reason().code()).isEqualTo(Reason.Code.PROTECTED_HOURS);
        assertThat(hold.until()).isEqualTo(at(180));
        assertThat(step(machine.explain(), Cause.IDLE).notBefore()).isEqualTo(at(185));
    }

    @Test
    void namesAVetoWithoutAnEndAsACondition() {
        Scenario watched = Scenario.rented(
                Preset.BALANCED.settings().toBuilder().observeOnly(true).build());
        watched.hears(Beat.idle(), Duration.ofMinutes(20));

        NextStep next = step(watched.explain(), Cause.IDLE);

        assertThat(next.conditions())
                .contains(Reason.of(
                        Reason.Code.IF_LIFTED,
                        Reason.of(Reason.Code.OBSERVED_ONLY).text()));
    }

    @Test
    void showsWhatMakesItWaitAndUntilWhen() {
        machine.hears(Beat.working(), Duration.ofMinutes(32)).enters(FleetMode.RESTARTING);

        long end = machine.now().observedNanos() + Duration.ofMinutes(10).toNanos();
        Explanation why = machine.explain(new ScopeOutlook(Map.of(FleetMode.RESTARTING, end), List.of(), List.of()));

        assertThat(why.holds())
                .filteredOn(hold -> !hold.veto())
                .extracting(Hold::until)
                .containsExactly(at(42));
    }

    @Test
    void countsWhatDelaysAnActionWithoutWarningAnew() {
        machine.hears(Beat.idle(), Duration.ofMinutes(28)).enters(FleetMode.RESTARTING);

        long end = machine.now().observedNanos() + Duration.ofMinutes(10).toNanos();
        Explanation why = machine.explain(new ScopeOutlook(Map.of(FleetMode.RESTARTING, end), List.of(), List.of()));

        assertThat(step(why, Cause.IDLE).notBefore()).isEqualTo(at(38));
    }

    @Test
    void saysHowTheTimeAllowedCameAbout() {
        machine.hears(Beat.idle().processes(1).sessions(1), Duration.ofMinutes(5));

        Explanation why = machine.explain();

        assertThat(codes(why.idle().reasons()))
                .containsExactly(
                        Reason.Code.IDLE_RUN,
                        Reason.Code.MAY_BE_UNUSED,
                        Reason.Code.LONGER_BESIDE_PROCESSES,
                        Reason.Code.LONGER_BESIDE_SESSIONS);
        assertThat(why.idle().idleAfter()).isEqualTo(Duration.ofMinutes(120));
        assertThat(step(why, Cause.IDLE).notBefore()).isEqualTo(at(120));
    }

    @Test
    void countsSetupWhereItIsWhatMatters() {
        Scenario quick = Scenario.rented(Preset.BALANCED.settings().toBuilder()
                .idleAfter(Duration.ofMinutes(10))
                .build());
        quick.hears(Beat.idle(), Duration.ofMinutes(2));

        assertThat(codes(quick.explain().idle().reasons())).contains(Reason.Code.JUST_STARTED);
        assertThat(step(quick.explain(), Cause.IDLE).notBefore()).isEqualTo(at(15));
    }

    @Test
    void showsTheNumbersOfADerivedThreshold() {
        Scenario derived = Scenario.of(
                LifecyclePolicyEngine.of(Preset.DERIVED.settings()),
                new MachineProfile(
                        Beat.MACHINE,
                        "m-1",
                        null,
                        null,
                        GpuSpec.of("RTX 4090", 1),
                        HourlyRate.ofUsd("0.40"),
                        HourlyRate.ofUsd("0.01"),
                        Map.of()));
        derived.hears(Beat.working(), Duration.ofMinutes(10)).hears(Beat.idle(), Duration.ofMinutes(3));

        Explanation.Idleness idle = derived.explain().idle();

        assertThat(idle.derived().usdPerHour()).isEqualByComparingTo("0.40");
        assertThat(idle.derived().parkedUsdPerHour()).isEqualByComparingTo("0.01");
        assertThat(idle.derived().interruptionUsd()).isEqualByComparingTo("5");
        assertThat(idle.derived().resumeCost()).isEqualTo(Duration.ofMinutes(12));
        assertThat(idle.derived().wakeDelay()).isEqualTo(Duration.ofMinutes(5));
        assertThat(idle.derived().ownGaps()).isZero();
        assertThat(idle.derived().chosen()).isEqualTo(idle.idleAfter());
        assertThat(codes(idle.reasons()))
                .contains(Reason.Code.PAYS_FROM, Reason.Code.AT_PRICES, Reason.Code.AT_COSTS, Reason.Code.AT_STAKE)
                .doesNotContain(Reason.Code.BACKED_OFF);
    }

    @Test
    void showsEverySignalOfAHeartbeatWithItsNumbers() {
        machine.hears(Beat.idle().cpu(3).vram(1000)).passes(Duration.ofSeconds(30));
        machine.hears(Beat.gpuAt(4).cpu(12).vram(1100));

        Explanation why = machine.explain();

        assertThat(signal(why, "gpu"))
                .extracting(SignalReading::value, SignalReading::threshold, SignalReading::reading)
                .containsExactly(4.0, 8.0, Reading.IDLE);
        assertThat(signal(why, "gpu_memory"))
                .extracting(SignalReading::value, SignalReading::threshold)
                .containsExactly(100.0, 256.0);
        assertThat(signal(why, "cpu"))
                .extracting(SignalReading::value, SignalReading::reading)
                .containsExactly(12.0, Reading.QUIET);
        assertThat(signal(why, "network").reason()).isEqualTo(Reason.of(Reason.Code.SIGNAL_UNKNOWN, "network"));
        assertThat(signal(why, "cpu").reason().text()).contains("12 %").contains("20 %");
    }

    @Test
    void showsTheRateOfBytesTheHeartbeatWasReadWith() {
        machine.hears(Beat.idle().network(0, 0)).passes(Duration.ofSeconds(30));
        machine.hears(Beat.idle().network(3_000_000, 0));

        assertThat(signal(machine.explain(), "network").value()).isEqualTo(100_000);
    }

    @Test
    void showsWhatAnAddedSignalRead() {
        Scenario extended = Scenario.unmanaged(LifecyclePolicyEngine.builder(Preset.BALANCED.settings())
                .signal(sample -> Reading.ACTIVE)
                .build());
        extended.hears(Beat.idle());

        assertThat(extended.explain().signals())
                .filteredOn(reading -> reading.signal().startsWith("signal 1"))
                .extracting(SignalReading::reading)
                .containsExactly(Reading.ACTIVE);
    }

    @Test
    void showsAnOpenOperationAndNoNextStepBesideIt() {
        machine.hears(Beat.idle(), Duration.ofMinutes(30));

        Explanation why = machine.explain();

        assertThat(why.next()).isEmpty();
        assertThat(why.operation().phase()).isEqualTo(Operation.Phase.QUIESCING);
        assertThat(why.operation().since()).isEqualTo(at(30));
        assertThat(why.operation().until()).isNotNull();
        assertThat(why.state()).isEqualTo(MachineState.HIBERNATING);
        assertThat(why.text()).contains("every signal idle for 30min of the 30min allowed");
    }

    @Test
    void tellsOfAFinishedMachineWhatItsOwnerWasTold() {
        machine.hears(Beat.working(), Duration.ofMinutes(16))
                .hears(Beat.working().goodbye(Goodbye.FINISHED));

        Explanation why = machine.explain();

        assertThat(why.notice().toOwner()).isTrue();
        assertThat(why.notice().arrived()).isTrue();
        assertThat(step(why, Cause.FINISHED).notBefore()).isEqualTo(at(16 + 30));
    }

    @Test
    void saysNothingLeadsToParkingAMachineThatIsOff() {
        machine.hears(Beat.idle()).providerShows(MachineState.STOPPED);

        assertThat(machine.explain().next()).isEmpty();
        assertThat(codes(machine.explain().allReasons())).contains(Reason.Code.NEXT_NOTHING);
    }

    /** No word of it comes from anywhere but a reason. */
    @Test
    void isRenderedFromReasonsAlone() {
        machine.hears(Beat.idle().cpu(2), Duration.ofMinutes(27));
        Explanation why = machine.explain();

        assertThat(why.text().lines())
                .containsExactlyElementsOf(
                        why.allReasons().stream().map(Reason::text).toList());
        assertThat(why.text()).contains("next it may be parked (idle), at " + at(30));
    }

    /** What is explained holds: nothing is done before the time that was named, as long as nothing but the named happens. */
    @Test
    void namesNoTimeThatIsTooLate() {
        LongAdder checked = new LongAdder();
        ForAll.histories(300, Histories::of, history -> {
            LifecyclePolicyEngine engine =
                    LifecyclePolicyEngine.of(history.world().settings());
            boolean[] holds = {true};
            Playback.remembered(history, (before, event, now, around, decision) -> {
                boolean intended = before.operation().isEmpty()
                        && decision.next().operation().isPresent()
                        && decision.next().operation().orElseThrow().cause() != Cause.PERSON;
                if (intended && (event instanceof Event.Ticked || event instanceof Event.HeartbeatAccepted)) {
                    checked.increment();
                    Cause cause = decision.next().operation().orElseThrow().cause();
                    holds[0] &= engine.explain(before, now, around, ScopeOutlook.NONE).next().stream()
                            .anyMatch(step -> step.cause() == cause
                                    && !step.notBefore().isAfter(now.wall().plusMillis(1)));
                }
                return decision.next();
            });
            return ForAll.unless(holds[0], "EXPLAIN: another time was named");
        });
        assertThat(checked.sum()).isGreaterThan(100);
    }

    private static ProtectedHours.Window window(int from, int to) {
        return new ProtectedHours.Window(
                EnumSet.allOf(DayOfWeek.class), LocalTime.of(from, 0), LocalTime.of(to, 0), ZoneOffset.UTC);
    }

    private static SignalReading signal(Explanation why, String name) {
        return why.signals().stream()
                .filter(reading -> reading.signal().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static NextStep step(Explanation why, Cause cause) {
        return why.next().stream()
                .filter(step -> step.cause() == cause)
                .findFirst()
                .orElseThrow();
    }

    private static List<Reason.Code> codes(List<Reason> reasons) {
        return reasons.stream().map(Reason::code).toList();
    }

    private static Instant at(int minutes) {
        return Scenario.START.plus(Duration.ofMinutes(minutes));
    }
}
