package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.KeepAlive;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.MachineProfile;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import com.dumontcloud.sdk.policy.decide.Operation.Kind;
import com.dumontcloud.sdk.policy.decide.Operation.Phase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A machine with several reporters is about to be parked: each of them saves what it has, once, and then it is parked. */
class SavingTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Beat agent = Beat.idle().from("agent", "agent", "a1");
    private final Beat jvm = Beat.idle().from("jvm", "process", "j1");
    private final Beat worker = Beat.idle().from("worker", "process", "w1");

    @Test
    void everyProgramIsAskedAtOnceAndTheAgentAfterThem() {
        Scenario machine = saving(agent, jvm, worker);
        hearsAll(machine.passes(SECOND), agent, jvm, worker);
        assertThat(machine.commandFor("agent")).isEmpty();
        String jvmsId = id(machine, "jvm");
        String workersId = id(machine, "worker");
        assertThat(jvmsId).isNotEqualTo(workersId);

        hearsAll(machine.passes(SECOND), jvm.result(jvmsId, Outcome.DONE), agent);
        assertThat(machine.commandFor("agent")).isEmpty();

        hearsAll(machine.passes(SECOND), worker.result(workersId, Outcome.DONE), agent);
        assertThat(machine.executions()).isZero();
        assertThat(id(machine, "agent")).isNotIn(jvmsId, workersId);

        machine.passes(SECOND).hears(agent.result(id(machine, "agent"), Outcome.DONE));
        assertThat(machine.executions()).isOne();
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.HIBERNATING);
    }

    @Test
    void programsAloneAreWaitedForUntilTheLastHasAnswered() {
        Scenario machine = saving(jvm, worker);
        hearsAll(machine, jvm, worker);

        machine.passes(SECOND).hears(jvm.result(id(machine, "jvm"), Outcome.DONE));
        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);

        machine.passes(SECOND).hears(worker.result(id(machine, "worker"), Outcome.DONE));
        assertThat(machine.executions()).isOne();
    }

    @ParameterizedTest(name = "the {0} answers {1}")
    @CsvSource({"jvm, DONE", "jvm, REFUSED", "jvm, UNKNOWN", "agent, DONE", "agent, REFUSED", "agent, UNKNOWN"})
    void whoeverHasNothingToSaveOrIsNotThereAnyMoreHoldsNothingUp(String reporter, Outcome answer) {
        Scenario machine = saving(agent, jvm);
        answers(machine, jvm, reporter.equals("jvm") ? answer : Outcome.DONE);
        assertThat(machine.executions()).isZero();

        answers(machine, agent, reporter.equals("agent") ? answer : Outcome.DONE);

        assertThat(machine.executions()).isOne();
        assertThat(machine.alerts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "agent"})
    void aFailureToSaveKeepsTheMachineAndIsTriedAgainLater(String fails) {
        Scenario machine = saving(agent, jvm);
        if (fails.equals("agent")) {
            answers(machine, jvm, Outcome.DONE);
        }
        answers(machine, fails.equals("agent") ? agent : jvm, Outcome.FAILED);

        assertThat(machine.endings()).containsExactly(Reason.Code.NOT_SAVED);
        assertThat(machine.alerts()).containsExactly(Reason.Code.NOT_SAVED);
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);
        assertThat(machine.executions()).isZero();
        hearsAll(machine, agent, jvm);
        assertThat(machine.commandFor("agent")).isEmpty();

        Duration failed = machine.elapsed();
        hears(machine, Duration.ofMinutes(40), agent, jvm);
        assertThat(machine.times(effect -> effect instanceof Effect.Claim))
                .last()
                .satisfies(again -> assertThat(again.minus(failed))
                        .as("10 min, and its users are warned anew meanwhile")
                        .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(11)));
    }

    @Test
    void theOwnersStopStandsThoughSavingFails() {
        Scenario machine = Scenario.rented(Preset.BALANCED);
        hearsAll(machine, jvm);
        machine.commanded(Kind.STOP);

        answers(machine, jvm, Outcome.FAILED);

        assertThat(machine.alerts()).containsExactly(Reason.Code.NOT_SAVED);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void theOwnersHibernationEndsWhenSavingFails() {
        Scenario machine = Scenario.rented(Preset.BALANCED);
        hearsAll(machine, jvm);
        machine.commanded(Kind.HIBERNATE);

        answers(machine, jvm, Outcome.FAILED);

        assertThat(machine.endings()).containsExactly(Reason.Code.NOT_SAVED);
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.RUNNING);
    }

    /** It is told at 30 s and has 60; the deadline is 60 s and two heartbeats of 37.5 s after the beginning. */
    @ParameterizedTest(name = "the agent is heard at {0} s")
    @CsvSource({"89, ", "90, 45", "120, 15"})
    void aProgramThatHangsCostsTheAgentAllButWhatIsLeft(long second, Long left) {
        Scenario machine = saving(agent, jvm).passes(Duration.ofSeconds(30));
        hearsAll(machine, agent, jvm);
        machine.passes(SECOND).hears(jvm.result(id(machine, "jvm"), Outcome.RUNNING));
        machine.passes(Duration.ofSeconds(29)).hears(agent);
        machine.passes(Duration.ofSeconds(second - 60)).hears(agent);

        assertThat(machine.commandFor("agent").map(AgentCommand::args))
                .isEqualTo(left == null ? Optional.empty() : Optional.of(seconds(left)));
        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);
    }

    @Test
    void savingEndsWithItsTimeWhoeverHasNotAnswered() {
        Scenario machine = saving(agent, jvm).passes(Duration.ofSeconds(30));
        hearsAll(machine, jvm);
        machine.passes(Duration.ofSeconds(30)).hears(agent);
        machine.passes(Duration.ofSeconds(30)).hears(agent);
        assertThat(machine.commandFor("agent")).isPresent();
        machine.passes(SECOND).hears(agent.result(id(machine, "agent"), Outcome.RUNNING));

        machine.passes(Duration.ofSeconds(43));
        assertThat(machine.executions()).isZero();

        machine.passes(SECOND);
        assertThat(machine.executions()).isOne();
    }

    /** Told every 60 s with 60 s to save: had the time of all begun with the first, the second would never be asked. */
    @Test
    void whoIsHeardAnIntervalAfterTheFirstHasAllOfTheTime() {
        Scenario machine = Scenario.rented(Preset.REACTIVE);
        hearsAll(machine, jvm, worker);
        machine.commanded(Kind.HIBERNATE);
        machine.passes(SECOND).hears(jvm).passes(Duration.ofSeconds(59)).hears(worker);

        assertThat(machine.commandFor("worker").orElseThrow().args()).isEqualTo(seconds(60));
        assertThat(machine.commandFor("jvm").orElseThrow().args()).isEqualTo(seconds(1));
    }

    @ParameterizedTest
    @EnumSource(Goodbye.class)
    void whoSaysGoodbyeIsNotWaitedFor(Goodbye word) {
        Scenario machine = saving(agent, jvm).hears(jvm);
        machine.passes(SECOND).hears(jvm.result(id(machine, "jvm"), Outcome.RUNNING));

        machine.passes(SECOND).hears(jvm.goodbye(word)).passes(SECOND).hears(agent);

        assertThat(id(machine, "agent")).isNotEmpty();
    }

    @Test
    void nothingIsWaitedForWhenEverybodyHasSaidGoodbye() {
        Scenario machine = saving(jvm).hears(jvm);

        machine.passes(SECOND).hears(jvm.goodbye(Goodbye.STOPPED));

        assertThat(machine.executions()).isOne();
    }

    /** What a run had in its memory went with it, and what its next run has is what was saved before. */
    @Test
    void whoIsStartedAnewIsNeitherWaitedForNorToldAgain() {
        Scenario machine = saving(agent, jvm).hears(jvm);
        assertThat(machine.commandFor("jvm")).isPresent();

        machine.passes(SECOND).hears(Beat.idle().from("jvm", "process", "j2"));
        assertThat(machine.commandFor("jvm")).isEmpty();

        machine.passes(SECOND).hears(agent);
        assertThat(id(machine, "agent")).isNotEmpty();
        hearsAll(machine.passes(SECOND), Beat.idle().from("jvm", "process", "j2"));
        assertThat(machine.commandFor("jvm")).isEmpty();
    }

    @Test
    void whoIsStartedAnewBeforeItWasToldIsToldOnce() {
        Scenario machine = saving(agent, jvm);

        machine.passes(SECOND).hears(Beat.idle().from("jvm", "process", "j2")).hears(agent);

        assertThat(id(machine, "jvm")).isNotEmpty();
        assertThat(machine.commandFor("agent")).isEmpty();
    }

    @ParameterizedTest(name = "told before it falls silent: {0}")
    @ValueSource(booleans = {true, false})
    void whoFallsSilentIsSkippedOnceItIsLate(boolean told) {
        Scenario machine = saving(fiveMinutesToSave(), agent, jvm).hears(told ? jvm : agent);
        Duration heard = told ? machine.elapsed() : machine.elapsed().minusSeconds(30);
        while (machine.elapsed().minus(heard).compareTo(Duration.ofSeconds(74)) < 0) {
            machine.passes(SECOND).hears(agent);
        }
        assertThat(machine.commandFor("agent")).isEmpty();

        machine.passes(SECOND).hears(agent);

        assertThat(id(machine, "agent")).isNotEmpty();
    }

    @Test
    void aProgramThatComesWhileOthersSaveIsAskedForWhatItHas() {
        Scenario machine = saving(jvm).hears(jvm);
        machine.passes(Duration.ofSeconds(50)).hears(jvm).hears(worker);
        assertThat(machine.commandFor("worker").orElseThrow().args()).isEqualTo(seconds(47));

        machine.passes(SECOND).hears(jvm.result(id(machine, "jvm"), Outcome.DONE));
        assertThat(machine.executions()).isZero();

        machine.hears(worker.result(id(machine, "worker"), Outcome.DONE));
        assertThat(machine.executions()).isOne();
    }

    @Test
    void onlyWhoWasToldCanAnswer() {
        Scenario machine = saving(jvm, worker);
        hearsAll(machine, jvm, worker);

        machine.passes(SECOND).hears(worker.result(id(machine, "jvm"), Outcome.DONE));
        machine.passes(SECOND).hears(jvm.result("op-of-another-time", Outcome.DONE));

        assertThat(machine.commandFor("jvm")).isPresent();
        assertThat(machine.commandFor("worker")).isPresent();
    }

    @Test
    void duplicatesAndOvertakenHeartbeatsNeitherTellNorUndoAnything() {
        Scenario machine =
                Scenario.rented(Preset.BALANCED).hears(jvm.numbered(0)).hears(worker.numbered(0));
        machine.commanded(Kind.HIBERNATE);
        machine.passes(SECOND).hears(jvm.numbered(2));
        String jvmsId = id(machine, "jvm");

        machine.passes(SECOND).hears(jvm.numbered(1)).hears(jvm.numbered(2));
        assertThat(id(machine, "jvm")).isEqualTo(jvmsId);
        machine.passes(SECOND).hears(worker.numbered(0));
        assertThat(machine.commandFor("worker")).isEmpty();

        machine.hears(jvm.numbered(4).result(jvmsId, Outcome.DONE));
        machine.hears(jvm.numbered(3).result(jvmsId, Outcome.RUNNING));
        assertThat(machine.commandFor("jvm")).isEmpty();
        machine.hears(worker.numbered(1)).hears(worker.numbered(2).result(id(machine, "worker"), Outcome.DONE));
        assertThat(machine.executions()).isOne();
    }

    /** T12b. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void useAndHoldsEndItBetweenTheProgramAndTheAgent(boolean used) {
        Scenario machine = saving(agent, jvm);
        answers(machine, jvm, Outcome.DONE);

        if (used) {
            machine.hears(agent.typedAgo(1));
        } else {
            machine.keptAlive(Duration.ofMinutes(5), KeepAlive.Scope.IDLE).hears(agent);
        }

        assertThat(machine.endings()).containsExactly(used ? Reason.Code.IN_USE_AGAIN : Reason.Code.KEPT_ALIVE);
        assertThat(machine.commandFor("agent")).isEmpty();
        assertThat(machine.executions()).isZero();
    }

    @Test
    void anotherHibernationAsksUnderAnotherId() {
        Scenario machine = saving(jvm).hears(jvm);
        String first = id(machine, "jvm");
        machine.passes(SECOND).hears(jvm.typedAgo(1)).commanded(Kind.HIBERNATE).hears(jvm);

        assertThat(id(machine, "jvm")).isNotEqualTo(first);
    }

    /** Whoever parks the machine itself is told to do so only when the others have saved. */
    @Test
    void withoutAProviderProgramsSaveBeforeTheAgentParks() {
        Scenario machine = Scenario.unmanaged(Preset.BALANCED);
        hearsUntilDue(machine, agent, jvm);
        hearsAll(machine, agent, jvm);
        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);
        assertThat(machine.commandFor("agent")).isEmpty();
        String saves = id(machine, "jvm");

        hearsAll(machine.passes(SECOND), jvm.result(saves, Outcome.DONE), agent);
        assertThat(machine.phase()).isEqualTo(Phase.EXECUTING);
        assertThat(machine.commandFor("jvm")).isEmpty();
        AgentCommand parks = machine.commandFor("agent").orElseThrow();
        assertThat(parks.args()).isEmpty();
        assertThat(parks.id()).isNotEqualTo(saves);

        machine.passes(SECOND).hears(agent.result(parks.id(), Outcome.DONE));
        assertThat(machine.endings()).containsExactly(Reason.Code.AGENT_DONE);
    }

    /** Its processor is all that tells whether it is used, and is what saves. */
    @Test
    void aMachineWithoutGpusIsParkedThoughSavingKeepsItsProcessorBusy() {
        LifecyclePolicyEngine engine = LifecyclePolicyEngine.of(Preset.BALANCED.settings());
        MachineProfile profile = new MachineProfile(
                Beat.MACHINE, "m-1", "cloud", null, GpuSpec.none(), HourlyRate.ofUsd("0.10"), null, Map.of());
        Scenario machine = Scenario.rented(engine, profile);
        machine.hears(agent.cpu(0), Duration.ofMinutes(30));
        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);

        for (int halfMinute = 0; halfMinute < 8; halfMinute++) {
            machine.passes(Duration.ofSeconds(30)).hears(agent.cpu(95));
        }

        assertThat(machine.executions()).isOne();
        assertThat(machine.machine().shownState()).isEqualTo(MachineState.HIBERNATING);
    }

    private Scenario saving(Beat... reporters) {
        return saving(Preset.BALANCED.settings(), reporters);
    }

    /** Returns a machine that is to be parked since just now: none of its reporters was heard since. */
    private static Scenario saving(LifecycleSettings settings, Beat... reporters) {
        Scenario machine = Scenario.rented(settings);
        hearsUntilDue(machine, reporters);
        assertThat(machine.phase()).isEqualTo(Phase.QUIESCING);
        return machine;
    }

    private static void hearsUntilDue(Scenario machine, Beat... reporters) {
        for (int halfMinute = 0; halfMinute < 60; halfMinute++) {
            hearsAll(machine, reporters);
            machine.passes(Duration.ofSeconds(30));
        }
        machine.hears(reporters[0]);
    }

    private static void hears(Scenario machine, Duration length, Beat... reporters) {
        for (Duration end = machine.elapsed().plus(length); machine.elapsed().compareTo(end) < 0; ) {
            hearsAll(machine.passes(Duration.ofSeconds(30)), reporters);
        }
    }

    private static void hearsAll(Scenario machine, Beat... beats) {
        for (Beat beat : beats) {
            machine.hears(beat);
        }
    }

    /** Is told, and answers a second later. */
    private static void answers(Scenario machine, Beat reporter, Outcome answer) {
        machine.passes(SECOND).hears(reporter);
        String id = id(machine, reporter.reporter());
        machine.passes(SECOND).hears(reporter.result(id, answer));
    }

    private static String id(Scenario machine, String reporter) {
        return machine.commandFor(reporter).orElseThrow().id();
    }

    private static Map<String, String> seconds(long left) {
        return Map.of(AgentCommand.SAVE_FOR_SECONDS, Long.toString(left));
    }

    private static LifecycleSettings fiveMinutesToSave() {
        return Preset.BALANCED.settings().toBuilder()
                .saveFor(Duration.ofMinutes(5))
                .build();
    }
}
