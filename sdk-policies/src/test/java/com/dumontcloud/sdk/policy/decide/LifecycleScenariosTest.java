package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.Witness;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.ProtectedHours;
import com.dumontcloud.sdk.policy.Reason;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scenarios of the lifecycle rules, section 8, that one machine alone can tell; {@link ScenarioTableTest} lists them all. */
class LifecycleScenariosTest {

    private final Scenario machine = Scenario.rented(Preset.BALANCED);

    /** S1. */
    @Test
    void aMachineForgottenAfterItsJobIsParked() {
        machine.hears(Beat.working(), minutes(90)).passes(Duration.ofSeconds(30));
        Duration ended = machine.elapsed();

        machine.hears(Beat.idle(), minutes(33));

        assertThat(machine.machine().shownState()).isEqualTo(MachineState.HIBERNATING);
        assertThat(machine.times(effect -> effect instanceof Effect.Claim)).containsExactly(ended.plus(minutes(30)));
    }

    /** S2. */
    @Test
    void aNotebookThatHoldsMemoryAtNoUseIsParkedAfterTwiceTheTime() {
        machine.hears(Beat.idle().vram(20_000).processes(1), minutes(63));

        assertThat(machine.times(effect -> effect instanceof Effect.Claim)).containsExactly(minutes(60));
    }

    /** S3. */
    @ParameterizedTest
    @CsvSource({"1", "5", "12"})
    void dipsOfATrainingAreNotIdleness(long dip) {
        for (int epoch = 0; epoch < 12; epoch++) {
            machine.hears(Beat.working(), minutes(8)).passes(Duration.ofSeconds(30));
            machine.hears(Beat.idle(), minutes(dip)).passes(Duration.ofSeconds(30));
        }

        assertThat(machine.intents()).isZero();
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);
    }

    /** S4. */
    @Test
    void aLongDownloadIsUse() {
        machine.hears(Beat.idle().network(400_000_000, 0), minutes(40));

        assertThat(machine.intents()).isZero();
        assertThat(machine.hibernateIn()).isNull();
    }

    /** S5. */
    @Test
    void oneBusyGpuOfEightKeepsTheMachine() {
        var gpus = new com.dumontcloud.sdk.core.model.GpuReading[8];
        for (int i = 0; i < 8; i++) {
            gpus[i] = Beat.gpu(i, i == 0 ? 70.0 : 0.0, null, null);
        }

        machine.hears(Beat.gpus(gpus), minutes(90));

        assertThat(machine.intents()).isZero();
    }

    /** S6. */
    @Test
    void aStageOnTheProcessorAloneIsUse() {
        machine.hears(Beat.idle().cpu(25), minutes(90));

        assertThat(machine.intents()).isZero();
    }

    /** S7. */
    @Test
    void anInferenceServiceThatIsAskedEveryTwentyMinutesIsKept() {
        for (int request = 0; request < 12; request++) {
            machine.hears(Beat.working()).passes(Duration.ofSeconds(30));
            machine.hears(Beat.idle().vram(40_000).processes(1), minutes(19)).passes(Duration.ofSeconds(30));
        }

        assertThat(machine.intents()).isZero();
    }

    /** S8. */
    @Test
    void anAgentThatCrashedBesideARunningJobIsReportedAndTheJobGoesOn() {
        machine.witnessSays(Witness.BUSY).hears(Beat.working(), minutes(20));

        machine.passes(Duration.ofHours(12));

        assertThat(machine.intents()).isZero();
        assertThat(machine.alerts()).containsExactly(Reason.Code.NO_HEARTBEAT);
        assertThat(machine.machine().pending()).get().extracting(Reason::code).isEqualTo(Reason.Code.WITNESS);
    }

    /** S9. */
    @ParameterizedTest(name = "a dead host in a fleet of {0}, whose provider says {1}")
    @CsvSource({"10, UNKNOWN", "10, DEAD", "1, DEAD"})
    void aDeadHostThatIsStillBilledIsStoppedWithItsDiskKept(int fleet, Witness says) {
        machine.inScopeOf(fleet).witnessSays(says).hears(Beat.working(), minutes(20));

        machine.passes(Duration.ofHours(3));

        assertThat(machine.executions()).isOne();
        assertThat(machine.machine().operation()).isEmpty();
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.HIBERNATING);
    }

    /** S13, as far as one machine shows it. */
    @Test
    void halfOfTheHeartbeatsLostNeitherOrphansNorParksABusyMachine() {
        for (int i = 0; i < 400; i++) {
            if (i % 2 == 0) {
                machine.hears(Beat.working().numbered(i));
            }
            machine.passes(Duration.ofSeconds(30));
        }

        assertThat(machine.alerts()).isEmpty();
        assertThat(machine.intents()).isZero();
    }

    /** S16, as far as this scope goes: the wall is no clock. */
    @ParameterizedTest
    @CsvSource({"P730D", "PT-1H"})
    void aWallClockThatJumpsMovesNeitherSilenceNorIdleness(Duration jump) {
        machine.hears(Beat.idle(), minutes(20)).wallJumps(jump).passes(Duration.ofSeconds(30));

        machine.hears(Beat.idle(), minutes(4));
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);

        machine.passes(Duration.ofSeconds(30)).hears(Beat.idle());
        assertThat(machine.activity()).isEqualTo(Activity.WARNED);
    }

    /** S16: where an hour is left out its protection begins with the next, and where one comes twice it is protected twice. */
    @ParameterizedTest(name = "{0}: protected {1} to {2} in New York, so not before {3}")
    @CsvSource({
        "2026-03-08T06:35:00Z, 02:15, 04:00, 2026-03-08T08:00:00Z",
        "2026-11-01T05:50:00Z, 01:15, 01:45, 2026-11-01T06:45:00Z"
    })
    void protectedHoursHoldWhenTheClocksChange(Instant idleFrom, LocalTime from, LocalTime to, Instant until) {
        ProtectedHours hours = ProtectedHours.of(
                new ProtectedHours.Window(EnumSet.allOf(DayOfWeek.class), from, to, ZoneId.of("America/New_York")));
        machine.passes(minutes(20)).wallJumps(Duration.between(Scenario.START.plus(minutes(20)), idleFrom));

        machine.tell(new Event.HoursProtected(hours)).hears(Beat.idle(), minutes(120));

        Duration first = machine.times(effect -> effect instanceof Effect.Claim).get(0);
        assertThat(idleFrom.plus(first.minus(minutes(20)))).isBetween(until, until.plus(minutes(6)));
    }

    /** S19: neither copies nor stragglers of before a reboot are use or idleness of the machine as it is now. */
    @Test
    void aRebootStartsAnewWhateverComesLateOfBefore() {
        Beat before = Beat.idle().from("agent", "agent", "run-1").boot("boot-1");
        Beat after = Beat.idle().from("agent", "agent", "run-2").boot("boot-2");
        for (int i = 0; i < 40; i++) {
            machine.hears(before.numbered(i)).passes(Duration.ofSeconds(30));
        }
        Duration rebooted = machine.elapsed();

        for (int i = 0; i < 64; i++) {
            machine.hears(after.numbered(i)).hears(after.numbered(i)).hears(before.numbered(100 + i));
            assertThat(machine.counted()).isFalse();
            machine.passes(Duration.ofSeconds(30));
        }

        assertThat(machine.times(effect -> effect instanceof Effect.Claim)).containsExactly(rebooted.plus(minutes(30)));
    }

    /** S29. */
    @Test
    void aHungLoopThatSaysItIsBusyIsReportedThenParked() {
        machine.hears(Beat.idle().busy(0.25), minutes(155));

        assertThat(machine.alerts()).containsExactly(Reason.Code.STALLED);
        assertThat(machine.times(effect -> effect instanceof Effect.Claim)).containsExactly(minutes(150));
    }

    /** S30. */
    @Test
    void aTerminalLeftOpenOnlyDoublesTheTime() {
        machine.hears(Beat.idle().sessions(1).users(1), minutes(62));

        assertThat(machine.times(effect -> effect instanceof Effect.Claim)).containsExactly(minutes(60));
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }
}
