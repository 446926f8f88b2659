package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ErrandRuleTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration QUARTER = Duration.ofMinutes(15);
    private static final Event RESTART = new Event.ErrandAsked(AgentCommand.RESTART, Map.of());

    private final Scenario machine = Scenario.rented(Preset.BALANCED).hears(Beat.working());

    @Test
    void repeatsTheSameCommandWithEveryReplyUntilAResultComes() {
        asked();
        AgentCommand first = told();

        for (int repeat = 0; repeat < 5; repeat++) {
            machine.passes(Duration.ofSeconds(30)).hears(Beat.working());
            assertThat(machine.errandFor("agent")).contains(first);
        }
        assertThat(first.type()).isEqualTo(AgentCommand.RESTART);

        machine.passes(SECOND).hears(Beat.working().result(first.id(), CommandResult.Outcome.DONE));
        assertThat(machine.errandFor("agent")).isEmpty();
        assertThat(machine.machine().errand()).isEmpty();
        assertThat(machine.errandEndings()).containsExactly(Reason.Code.AGENT_SAYS);
    }

    @Test
    void stopsRepeatingOnceTheAgentIsAtIt() {
        asked();
        String id = told().id();

        machine.passes(SECOND).hears(Beat.working().result(id, CommandResult.Outcome.RUNNING));

        assertThat(machine.errandFor("agent")).isEmpty();
        assertThat(machine.machine().errand()).isPresent();
        assertThat(machine.errandEndings()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = CommandResult.Outcome.class,
            names = {"FAILED", "REFUSED", "UNKNOWN"})
    void saysWhatTheAgentAnsweredWhereItWasNotDone(CommandResult.Outcome answer) {
        asked();
        String id = told().id();

        machine.passes(SECOND).hears(Beat.working().result(id, answer));

        assertThat(machine.errandEndings()).containsExactly(Reason.Code.AGENT_FAILED);
        assertThat(machine.alerts()).isEmpty();
    }

    @Test
    void isToldTheInstalledAgentAndNoProgram() {
        machine.passes(SECOND).hears(Beat.working().from("a-program"));
        asked();

        machine.passes(SECOND).hears(Beat.working().from("a-program"));
        assertThat(machine.errandFor("a-program")).isEmpty();
        machine.passes(SECOND).hears(Beat.working());

        assertThat(machine.errandFor("agent")).isPresent();
        assertThat(machine.errandFor("a-program")).isEmpty();
    }

    @Test
    void takesTheWordOfWhoeverWasToldAndOfNobodyElse() {
        asked();
        String id = told().id();

        machine.passes(SECOND).hears(Beat.working().from("other").result(id, CommandResult.Outcome.DONE));
        machine.passes(SECOND).hears(Beat.working().result("cmd-of-before", CommandResult.Outcome.DONE));

        assertThat(machine.errandEndings()).isEmpty();
        assertThat(machine.errandFor("agent")).isPresent();
    }

    /** An agent that starts anew tells of it after it has, under another start, or with its goodbye. */
    @Test
    void takesTheResultAlsoFromAnAgentThatHasStartedAnew() {
        machine.passes(SECOND).hears(Beat.working().from("agent", "agent", "start-1"));
        asked();
        machine.passes(SECOND).hears(Beat.working().from("agent", "agent", "start-1"));
        String id = machine.errandFor("agent").orElseThrow().id();

        machine.passes(SECOND)
                .hears(Beat.working().from("agent", "agent", "start-2").result(id, CommandResult.Outcome.DONE));
        assertThat(machine.errandEndings()).containsExactly(Reason.Code.AGENT_SAYS);

        asked();
        machine.passes(SECOND).hears(Beat.working().from("agent", "agent", "start-2"));
        String next = machine.errandFor("agent").orElseThrow().id();
        assertThat(next).isNotEqualTo(id);
        machine.passes(SECOND)
                .hears(Beat.working()
                        .from("agent", "agent", "start-2")
                        .result(next, CommandResult.Outcome.DONE)
                        .goodbye(Goodbye.STOPPED));
        assertThat(machine.errandEndings()).hasSize(2);
    }

    @Test
    void isOneAtATime() {
        asked();

        assertThat(machine.tell(RESTART).counted()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"STOPPED", "STARTING"})
    void isNotAskedOfAMachineThatIsOff(MachineState state) {
        machine.providerShows(state);

        assertThat(machine.tell(RESTART).counted()).isFalse();
    }

    @Test
    void isNotAskedOfAMachineThatIsGone() {
        machine.isGoneFromLists();

        assertThat(machine.tell(RESTART).counted()).isFalse();
    }

    @Test
    void isNotAskedWhereNothingWasEverHeard() {
        assertThat(Scenario.rented(Preset.BALANCED).tell(RESTART).counted()).isFalse();
        assertThat(Scenario.unmanaged(Preset.BALANCED).tell(RESTART).counted()).isFalse();
    }

    @Test
    void endsWithTheMachine() {
        asked();

        machine.commanded(Operation.Kind.STOP).passes(Duration.ofMinutes(5));

        assertThat(machine.errandEndings()).containsExactly(Reason.Code.AGENT_GONE);
        assertThat(machine.machine().errand()).isEmpty();
    }

    /** It changes nothing about power, and so it neither waits for what does nor keeps it waiting. */
    @Test
    void standsBesideAnOperation() {
        asked();
        machine.commanded(Operation.Kind.STOP).passes(SECOND).hears(Beat.working());

        assertThat(machine.commandFor("agent").orElseThrow().type()).isEqualTo(AgentCommand.HIBERNATE);
        assertThat(machine.errandFor("agent").orElseThrow().type()).isEqualTo(AgentCommand.RESTART);
    }

    @Test
    void isGivenUpAfterAQuarterOfAnHourInWhichNobodyTookIt() {
        askedOfOneThatIsLeftAlone();

        machine.passes(QUARTER.minus(SECOND));
        assertThat(machine.errandEndings()).isEmpty();
        machine.passes(SECOND);
        assertThat(machine.errandEndings()).containsExactly(Reason.Code.AGENT_SILENT);
    }

    @Test
    void isGivenUpAQuarterOfAnHourAfterItWasToldIfNothingIsSaidOfIt() {
        askedOfOneThatIsLeftAlone();
        machine.passes(Duration.ofMinutes(14)).hears(Beat.working());

        machine.passes(QUARTER.minus(SECOND));
        assertThat(machine.errandEndings()).isEmpty();
        machine.passes(SECOND);
        assertThat(machine.errandEndings()).containsExactly(Reason.Code.AGENT_SILENT);
    }

    /** An agent lets a handler without progress run for an hour, and says so itself. */
    @Test
    void hasMoreThanTheHourOfTheAgentWhereItIsAtIt() {
        askedOfOneThatIsLeftAlone();
        String id = told().id();
        machine.hears(Beat.working().result(id, CommandResult.Outcome.RUNNING));

        machine.passes(Duration.ofMinutes(75).minus(SECOND));
        assertThat(machine.errandEndings()).isEmpty();
        machine.passes(SECOND);
        assertThat(machine.errandEndings()).containsExactly(Reason.Code.AGENT_SILENT);
    }

    /** So that nothing becomes of its silence. */
    private void askedOfOneThatIsLeftAlone() {
        machine.keptAlive(Duration.ofHours(4), KeepAlive.Scope.IDLE_AND_ORPHAN);
        asked();
    }

    /** Returns what the agent is told with its next heartbeat. */
    private AgentCommand told() {
        return machine.passes(SECOND).hears(Beat.working()).errandFor("agent").orElseThrow();
    }

    private void asked() {
        assertThat(machine.tell(RESTART).counted()).isTrue();
    }
}
