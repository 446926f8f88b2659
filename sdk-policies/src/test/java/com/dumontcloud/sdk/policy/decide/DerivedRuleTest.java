package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.GapMemory;
import com.dumontcloud.sdk.policy.IdleChoice;
import com.dumontcloud.sdk.policy.IdleThreshold;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How the engine behaves where the threshold is derived. */
class DerivedRuleTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration QUARTER = Duration.ofMinutes(15);

    /** 8 min 25 s for a machine of which nothing is known; DerivedThresholdTest works it out. */
    private static final Duration CHOSEN = Duration.ofSeconds(505);

    @Test
    void warnsAndParksAtTheTimeThatIsChosen() {
        Scenario machine = usedFor(QUARTER);
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), CHOSEN.minusSeconds(25));
        assertThat(machine.intents()).isZero();
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
        // 0.4 x idleAfter ahead
        assertThat(machine.machine().settings().warnLeadNanos()).isEqualTo(CHOSEN.toNanos() / 5 * 2);

        // Warned 330 s into the run, by the first heartbeat that could: due 202 s later, at the heartbeat after that.
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());
        assertThat(machine.intents()).isZero();
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());

        assertThat(machine.intents()).isOne();
        Reason reason = machine.machine().operation().orElseThrow().reason();
        assertThat(reason.code()).isEqualTo(Reason.Code.WORTH_PARKING);
        assertThat(reason.details()).element(1).isEqualTo("8min 25s");
        assertThat(reason.details()).element(2).isEqualTo("53 %");
        assertThat(reason.text())
                .contains("saves 3.71 USD", "costs 0.113 USD"); // parked it costs 0.01 of its 0.40 USD/h
    }

    @Test
    void learnsTheGapsBetweenUses() {
        Scenario machine = usedFor(QUARTER);

        for (int i = 0; i < 3; i++) {
            machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), Duration.ofSeconds(360));
            machine.passes(Duration.ofSeconds(30)).hears(Beat.working(), MINUTE);
        }

        GapMemory gaps = machine.machine().habit.gaps();
        Duration seven = Duration.ofMinutes(7);
        assertThat(gaps).isEqualTo(GapMemory.NONE.plus(seven).plus(seven).plus(seven));
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());
        assertThat(machine.machine().idleChoice().orElseThrow().idleAfter()).isGreaterThan(CHOSEN);
    }

    @Test
    void aHeartbeatThatComesTwiceTeachesNothingTwice() {
        Scenario machine = usedFor(QUARTER);
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), Duration.ofSeconds(360));

        machine.passes(Duration.ofSeconds(30)).hears(Beat.working().numbered(1_000));
        Habit once = machine.machine().habit;
        machine.passes(MINUTE).hears(Beat.working().numbered(1_000));

        assertThat(machine.counted()).isFalse();
        assertThat(machine.machine().habit).isEqualTo(once);
        assertThat(once.gaps().gaps()).isEqualTo(1);
    }

    @Test
    void aGapEndedByARebootOrByASilenceLastedAtLeastUntilThen() {
        GapMemory sixMinutes = GapMemory.NONE.plusUnfinished(MINUTE.multipliedBy(6));
        Scenario rebooted = rented("0").hears(Beat.working().boot("a"), QUARTER);
        rebooted.passes(Duration.ofSeconds(30))
                .hears(Beat.idle().boot("a"), Duration.ofSeconds(330))
                .passes(Duration.ofSeconds(30))
                .hears(Beat.idle().boot("b"));
        Scenario silent = usedFor(QUARTER);
        silent.passes(Duration.ofSeconds(30))
                .hears(Beat.idle(), Duration.ofSeconds(330))
                .passes(MINUTE.multipliedBy(4))
                .hears(Beat.working());

        assertThat(rebooted.machine().habit.gaps()).isEqualTo(sixMinutes);
        assertThat(silent.machine().habit.gaps()).isEqualTo(sixMinutes);
    }

    @Test
    void whoIsBackSoonAfterAHibernationIsWaitedForLonger() {
        Scenario machine = parkedAfterUse();
        machine.passes(MINUTE.multipliedBy(10)).commanded(Operation.Kind.WAKE).providerShows(MachineState.RUNNING);
        assertThat(machine.machine().habit.leastNanos()).isEqualTo(CHOSEN.toNanos() / 2 * 3);

        machine.hears(Beat.working(), QUARTER).passes(Duration.ofSeconds(30));
        machine.hears(Beat.idle(), CHOSEN.plus(MINUTE));

        assertThat(machine.intents()).isEqualTo(2); // to park and to wake
        assertThat(machine.machine().idleChoice().orElseThrow().idleAfter())
                .isGreaterThanOrEqualTo(CHOSEN.dividedBy(2).multipliedBy(3));
    }

    @Test
    void theGapGoesOnUntilSomebodyWakesTheMachine() {
        Scenario machine = parkedAfterUse();

        machine.passesUnseen(Duration.ofHours(14)).commanded(Operation.Kind.WAKE);

        GapMemory gaps = machine.machine().habit.gaps();
        assertThat(gaps.weights()[7]).isEqualTo(1); // 640 to 1,280 min
        assertThat(machine.machine().habit.leastNanos()).isZero();
    }

    @Test
    void saysWhyItNeverParks() {
        LifecycleSettings settings = settings("0");
        MachineProfile free = MachineProfile.unmanaged(Beat.MACHINE, "m-1", HourlyRate.FREE);
        Scenario machine = Scenario.of(LifecyclePolicyEngine.of(settings), free);

        machine.hears(Beat.working(), QUARTER).passes(Duration.ofSeconds(30)).hears(Beat.idle(), Duration.ofHours(5));

        assertThat(machine.intents()).isZero();
        assertThat(machine.hibernateIn()).isNull();
        assertThat(machine.machine().pending()).get().satisfies(reason -> {
            assertThat(reason.code()).isEqualTo(Reason.Code.NOT_WORTH_PARKING);
            assertThat(reason.text()).contains("idle for 5h", "saves 0 USD");
        });
    }

    @Test
    void aNewPriceIsAnotherChoice() {
        Scenario machine = rented("5")
                .hears(Beat.working(), QUARTER)
                .passes(Duration.ofSeconds(30))
                .hears(Beat.idle());
        Duration before = machine.machine().idleChoice().orElseThrow().idleAfter();

        machine.tell(new Event.Registered(MachineProfile.unmanaged(Beat.MACHINE, "m-1", HourlyRate.ofUsd("40"))));
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());

        assertThat(machine.machine().idleChoice().orElseThrow().idleAfter()).isLessThan(before);
    }

    @Test
    void asksOnceAnHourWhatItTakesToWakeAMachineThatIsNotUsed() {
        Scenario machine = usedFor(Duration.ofHours(2));
        assertThat(machine.count(effect -> effect instanceof Effect.AskWakeRisk))
                .isZero();

        machine.passes(Duration.ofSeconds(30))
                .hears(Beat.idle(), MINUTE.multipliedBy(60).minusSeconds(30));
        assertThat(machine.count(effect -> effect instanceof Effect.AskWakeRisk))
                .isOne();

        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());
        assertThat(machine.count(effect -> effect instanceof Effect.AskWakeRisk))
                .isEqualTo(2);
    }

    @Test
    void asksNobodyWhereThereIsNoProvider() {
        Scenario machine = Scenario.unmanaged(LifecyclePolicyEngine.of(settings("0")));

        machine.hears(Beat.working(), QUARTER).hears(Beat.idle(), MINUTE);

        assertThat(machine.count(effect -> effect instanceof Effect.AskWakeRisk))
                .isZero();
    }

    @Test
    void waitsForLongerWhereAWakeMayBeRefused() {
        assertThat(chosenIn(rented("5").refusesToWake(0.5))).isGreaterThan(chosenIn(rented("5")));
    }

    @Test
    void nothingIsLearntWhereNothingIsDerived() {
        Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.working(), QUARTER);

        machine.passes(Duration.ofSeconds(30))
                .hears(Beat.idle(), MINUTE.multipliedBy(10))
                .hears(Beat.working());

        assertThat(machine.machine().habit).isSameAs(Habit.NONE);
        assertThat(machine.machine().idleChoice()).isEmpty();
    }

    private static Duration chosenIn(Scenario machine) {
        machine.hears(Beat.working(), QUARTER).passes(Duration.ofSeconds(30)).hears(Beat.idle(), MINUTE);
        return machine.machine().idleChoice().map(IdleChoice::idleAfter).orElse(Duration.ofDays(365));
    }

    private static Scenario parkedAfterUse() {
        Scenario machine = usedFor(QUARTER);
        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle(), MINUTE.multipliedBy(11));
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.HIBERNATING);
        assertThat(machine.phase()).isNull();
        return machine;
    }

    private static Scenario usedFor(Duration length) {
        return rented("0").hears(Beat.working(), length);
    }

    private static Scenario rented(String interruptionUsd) {
        return Scenario.rented(settings(interruptionUsd));
    }

    private static LifecycleSettings settings(String interruptionUsd) {
        return Preset.DERIVED.settings().toBuilder()
                .idleThreshold(IdleThreshold.derived()
                        .interruptionUsd(new BigDecimal(interruptionUsd))
                        .build())
                .build();
    }
}
