package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Liveness;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportersTest {

    private static final Duration HALF_MINUTE = Duration.ofSeconds(30);

    private final Scenario machine = Scenario.rented(Preset.BALANCED);

    @Test
    void oneBusyReporterMakesTheMachineActive() {
        for (int i = 0; i < 200; i++) {
            machine.hears(Beat.silentOnUse().from("jvm").busy(i / 200.0))
                    .hears(Beat.idle().from("agent"));
            assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);
            machine.passes(HALF_MINUTE);
        }
    }

    @Test
    void theWordOfABusyReporterLapsesWhenItFallsSilent() {
        machine.hears(Beat.silentOnUse().from("jvm").busy(0.1))
                .hears(Beat.idle().from("agent"));

        machine.passes(HALF_MINUTE).hears(Beat.idle().from("agent"));
        machine.passes(HALF_MINUTE).hears(Beat.idle().from("agent"));
        assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);

        machine.passes(Duration.ofSeconds(15)).hears(Beat.idle().from("agent"));
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);
    }

    @Test
    void livenessIsThatOfTheNewest() {
        machine.hears(Beat.working().from("a"))
                .passes(Duration.ofMinutes(4))
                .hears(Beat.working().from("b"));

        machine.passes(Duration.ofMinutes(4));

        assertThat(machine.liveness()).isEqualTo(Liveness.LATE);
    }

    /** S31: a daemon and four executors, which end one by one. */
    @Test
    void executorsThatEndOneByOneNeitherResetNorOrphanAndTheMachineIsParkedAfterTheLast() {
        for (int minute = 0; minute < 50; minute++) {
            machine.hears(Beat.idle().from("agent", "agent", "boot-1"));
            for (int executor = 0; executor < 4; executor++) {
                Beat says = Beat.silentOnUse().from("executor-" + executor, "process", "run-1");
                if (minute < 10 * (executor + 1)) {
                    machine.hears(says.busy(minute / 60.0));
                } else if (minute == 10 * (executor + 1)) {
                    machine.hears(says.goodbye(Goodbye.FINISHED));
                }
            }
            machine.passes(HALF_MINUTE)
                    .hears(Beat.idle().from("agent", "agent", "boot-1"))
                    .passes(HALF_MINUTE);
            assertThat(machine.intents()).isZero();
        }
        assertThat(machine.machine().finishedAtNanos()).isEmpty();

        machine.hears(Beat.idle().from("agent", "agent", "boot-1"), Duration.ofMinutes(22));

        assertThat(machine.intents()).isOne();
        assertThat(machine.alerts()).isEmpty();
        assertThat(machine.times(effect -> effect instanceof Effect.Claim).get(0))
                .isBetween(Duration.ofMinutes(69), Duration.ofMinutes(72));
    }

    /** S32: an agent that is updated keeps its id and its boot, and counts from 0. */
    @Test
    void anUpdateOfTheAgentChangesNothing() {
        for (int seq = 0; seq < 40; seq++) {
            machine.hears(Beat.idle().from("agent", "agent", "old").boot("b").numbered(seq))
                    .passes(HALF_MINUTE);
        }
        for (int seq = 0; seq < 20; seq++) {
            machine.hears(Beat.idle().from("agent", "agent", "new").boot("b").numbered(seq))
                    .passes(HALF_MINUTE);
        }
        assertThat(machine.machine().idleRun().orElseThrow().length()).isEqualTo(HALF_MINUTE.multipliedBy(59));
        assertThat(machine.alerts()).isEmpty();

        machine.hears(Beat.working().from("agent", "agent", "old").boot("b").numbered(999));
        assertThat(machine.counted()).isFalse();
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
    }

    /** I19 holds for it as well: everybody who reports is told, so that one who dies of it delays nothing. */
    @Test
    void aWarningThatItsFirstHearerDoesNotSurviveHoldsByTheNext() {
        for (int i = 0; i < 50; i++) {
            machine.hears(Beat.idle().from("executor"))
                    .passes(Duration.ofSeconds(15))
                    .hears(Beat.idle().from("agent"))
                    .passes(Duration.ofSeconds(15));
        }
        assertThat(machine.hibernateIn()).isNull();
        machine.hears(Beat.idle().from("executor"));
        assertThat(machine.hibernateIn()).isEqualTo(Duration.ofMinutes(5));
        machine.passes(Duration.ofSeconds(15));

        machine.hears(Beat.idle().from("agent"), Duration.ofMinutes(5));

        assertThat(machine.times(effect -> effect instanceof Effect.Claim))
                .containsExactly(Duration.ofMinutes(30).plusSeconds(15));
    }

    @Test
    void whoHearsOfAWarningAndLeavesHasShownNothing() {
        machine.hears(Beat.idle().from("a"), Duration.ofMinutes(25));
        assertThat(machine.hibernateIn()).isEqualTo(Duration.ofMinutes(5));

        machine.passes(HALF_MINUTE).hears(Beat.idle().from("a").goodbye(Goodbye.STOPPED));
        machine.passes(HALF_MINUTE)
                .hears(Beat.idle().from("b"), Duration.ofMinutes(5).minusSeconds(1));
        assertThat(machine.intents()).isZero();

        machine.passes(Duration.ofSeconds(1));
        assertThat(machine.intents()).isOne();
    }

    /** What its run before was told died with that run. */
    @Test
    void anAgentThatIsUpdatedUnderAWarningIsWarnedItself() {
        machine.hears(Beat.idle().from("agent", "agent", "old"), Duration.ofMinutes(25));
        assertThat(machine.hibernateIn()).isEqualTo(Duration.ofMinutes(5));

        machine.passes(HALF_MINUTE)
                .hears(
                        Beat.idle().from("agent", "agent", "new"),
                        Duration.ofMinutes(5).minusSeconds(1));
        assertThat(machine.intents()).isZero();

        machine.passes(Duration.ofSeconds(1));
        assertThat(machine.intents()).isOne();
    }

    @Test
    void twoPlainAgentsUnderOneNameAreBothHeard() {
        for (int i = 0; i < 100; i++) {
            machine.hears(Beat.working())
                    .passes(Duration.ofSeconds(15))
                    .hears(Beat.idle())
                    .passes(Duration.ofSeconds(15));
        }

        assertThat(machine.intents()).isZero();
        assertThat(machine.hibernateIn()).isNull();
    }

    @Test
    void afterTheLastGoodbyeSilenceIsCounted() {
        machine.hears(Beat.working().from("a")).hears(Beat.working().from("b").goodbye(Goodbye.STOPPED));
        machine.passes(HALF_MINUTE).hears(Beat.working().from("a").goodbye(Goodbye.STOPPED));

        machine.passes(Duration.ofSeconds(299));
        assertThat(machine.liveness()).isEqualTo(Liveness.LATE);

        machine.passes(Duration.ofSeconds(1));
        assertThat(machine.liveness()).isEqualTo(Liveness.SUSPECT);
    }

    @Test
    void theWordOfTheLastProgramThatItIsDoneParksTheMachine() {
        machine.hears(Beat.working().from("job")).passes(HALF_MINUTE);
        machine.hears(Beat.working().from("job").goodbye(Goodbye.FINISHED));

        machine.passes(Duration.ofMinutes(30).minusSeconds(1));
        assertThat(machine.count(effect -> effect instanceof Effect.Notice)).isOne();
        assertThat(machine.liveness()).isEqualTo(Liveness.HEALTHY);
        assertThat(machine.intents()).isZero();

        machine.passes(Duration.ofSeconds(1));
        assertThat(machine.executions()).isOne();
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.HIBERNATING);
        assertThat(machine.alerts()).isEmpty();
    }

    @Test
    void aFinishedMachineThatItsProviderSeesAtWorkIsLeftAlone() {
        machine.witnessSays(Witness.BUSY).hears(Beat.working().goodbye(Goodbye.FINISHED));

        machine.passes(Duration.ofHours(3));

        assertThat(machine.intents()).isZero();
    }

    @Test
    void theNoticeOfAFinishedMachineMustBeOutForTheLengthOfAWarning() {
        machine.notifierFails().hears(Beat.working().goodbye(Goodbye.FINISHED)).passes(Duration.ofHours(1));
        assertThat(machine.intents()).isZero();
    }

    @Test
    void whoeverSpeaksAfterTheGoodbyeTakesItBackAndNoEarlierNoticeCountsForTheNext() {
        machine.hears(Beat.working().goodbye(Goodbye.FINISHED)).passes(Duration.ofMinutes(29));
        machine.hears(Beat.working().from("next job")).passes(HALF_MINUTE);
        assertThat(machine.machine().finishedAtNanos()).isEmpty();

        machine.notifierFails().hears(Beat.working().from("next job").goodbye(Goodbye.FINISHED));
        machine.passes(Duration.ofHours(1));

        assertThat(machine.count(effect -> effect instanceof Effect.Notice)).isEqualTo(2);
        assertThat(machine.intents()).isZero();
    }

    @Test
    void aFinishedMachineWithoutAProviderIsReportedOnce() {
        Scenario unmanaged =
                Scenario.unmanaged(Preset.BALANCED).hears(Beat.working().goodbye(Goodbye.FINISHED));

        unmanaged.passes(Duration.ofHours(3));

        assertThat(unmanaged.alerts()).containsExactly(Reason.Code.WORK_FINISHED);
        assertThat(unmanaged.intents()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"named", ""})
    void aHeartbeatOfAnotherBootBreaksTheRunAndTakesBackWhatWasIntended(String start) {
        String run = start.isEmpty() ? null : start;
        machine.runnerSleeps();
        for (int seq = 0; seq <= 60; seq++) {
            machine.hears(Beat.idle().from("agent", "agent", run).boot("one").numbered(seq))
                    .passes(HALF_MINUTE);
        }
        assertThat(machine.phase()).isEqualTo(Operation.Phase.INTENDED);

        String newRun = run == null ? null : "another";
        machine.hears(Beat.idle().from("agent", "agent", newRun).boot("two").numbered(0));

        assertThat(machine.counted()).isTrue();
        assertThat(machine.phase()).isNull();
        assertThat(machine.endings()).containsExactly(Reason.Code.REBOOTED);
        assertThat(machine.machine().idleRun().orElseThrow().length()).isZero();
    }

    @Test
    void stragglersOfTheBootBeforeAreNotTakenForAnotherReboot() {
        machine.hears(Beat.idle().from("agent", "agent", "a1").boot("one").numbered(7));
        machine.hears(Beat.idle().from("jvm", "process", "j1").boot("one").numbered(7));
        machine.passes(HALF_MINUTE)
                .hears(Beat.idle().from("agent", "agent", "a2").boot("two").numbered(0));
        machine.passes(HALF_MINUTE)
                .hears(Beat.idle().from("agent", "agent", "a2").boot("two").numbered(1));

        machine.hears(Beat.working().from("jvm", "process", "j1").boot("one").numbered(8));

        assertThat(machine.counted()).isFalse();
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);
        assertThat(machine.machine().idleRun().orElseThrow().length()).isEqualTo(HALF_MINUTE);
    }

    @Test
    void duplicatesAndOvertakenHeartbeatsChangeNothing() {
        machine.hears(Beat.idle().numbered(5))
                .passes(HALF_MINUTE)
                .hears(Beat.idle().numbered(9));

        for (long old : new long[] {5, 6, 9, 0}) {
            machine.passes(Duration.ofSeconds(1)).hears(Beat.working().numbered(old));
            assertThat(machine.counted()).isFalse();
            assertThat(machine.activity()).isEqualTo(Activity.IDLE);
        }
        machine.hears(Beat.working().numbered(10));
        assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);
    }
}
