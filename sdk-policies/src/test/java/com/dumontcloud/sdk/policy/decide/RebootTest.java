package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt.Outcome;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A reboot begins and ends with a machine that runs, so that running proves less than it does elsewhere; and what a person settles. */
class RebootTest {

    private static final LifecycleSettings WITHOUT_SAVING =
            Preset.BALANCED.settings().toBuilder().saveFor(Duration.ZERO).build();

    @Test
    void isAskedOfTheProviderThoughTheMachineRunsAlready() {
        Scenario machine = Scenario.rented(WITHOUT_SAVING).hears(Beat.working()).commanded(Kind.REBOOT);

        machine.passes(Duration.ofSeconds(10));

        assertThat(machine.executed()).extracting(Operation::kind).containsExactly(Kind.REBOOT);
        assertThat(machine.endings()).containsExactly(Reason.Code.CONFIRMED);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void letsWhatIsOnTheMachineSaveBefore() {
        Scenario machine =
                Scenario.rented(Preset.BALANCED).hears(Beat.working()).commanded(Kind.REBOOT);

        machine.passes(Duration.ofSeconds(1)).hears(Beat.working());
        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);
        assertThat(machine.executions()).isZero();

        String command = machine.commandFor("agent").orElseThrow().id();
        machine.passes(Duration.ofSeconds(1)).hears(Beat.working().result(command, CommandResult.Outcome.DONE));
        assertThat(machine.executions()).isOne();
    }

    @Test
    void isNotTakenForDoneNorRepeatedWhereItsAnswerWasLost() {
        Scenario machine = Scenario.rented(WITHOUT_SAVING)
                .providerAnswers(Outcome.UNKNOWN)
                .hears(Beat.working())
                .commanded(Kind.REBOOT);

        machine.passes(Duration.ofMinutes(20));

        assertThat(machine.executions()).isOne();
        assertThat(machine.endings()).containsExactly(Reason.Code.REBOOT_UNKNOWN);
        assertThat(machine.alerts()).contains(Reason.Code.REBOOT_UNKNOWN);
    }

    @ParameterizedTest
    @EnumSource(
            value = MachineState.class,
            names = {"STOPPED", "STARTING", "STOPPING", "FAILED", "UNKNOWN"})
    void isPossibleOnAMachineThatRunsOnly(MachineState state) {
        Scenario machine = Scenario.rented(WITHOUT_SAVING).providerShows(state);

        assertThat(machine.commanded(Kind.REBOOT).counted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"true, DONE", "false, ABORTED"})
    void whatNeedsAPersonEndsOnTheWordOfOne(boolean done, Operation.Outcome outcome) {
        Scenario machine = Scenario.rented(WITHOUT_SAVING)
                .providerIgnores()
                .commanded(Kind.STOP)
                .passes(Duration.ofMinutes(16));
        assertThat(machine.phase()).isEqualTo(Phase.NEEDS_HUMAN);
        String operation = machine.operationId();

        assertThat(machine.tell(new Event.Resolved("another", done, "")).counted())
                .isFalse();
        machine.tell(new Event.Resolved(operation, done, "seen in its console"));

        assertThat(machine.endings()).containsExactly(Reason.Code.RESOLVED);
        assertThat(machine.count(effect -> effect instanceof Effect.OperationEnded ended
                        && ended.outcome() == outcome
                        && ended.reason().text().contains("seen in its console")))
                .isOne();
        assertThat(machine.machine().operation()).isEmpty();
    }

    @Test
    void whatStillGoesOnIsNotEndedByAWord() {
        Scenario machine = Scenario.rented(WITHOUT_SAVING).providerIgnores().commanded(Kind.STOP);
        machine.passes(Duration.ofMinutes(1));
        assertThat(machine.phase()).isEqualTo(Phase.CONFIRMING);

        assertThat(machine.tell(new Event.Resolved(machine.operationId(), true, ""))
                        .counted())
                .isFalse();
    }
}
