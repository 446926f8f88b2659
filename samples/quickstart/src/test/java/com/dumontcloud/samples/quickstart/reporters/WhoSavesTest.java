package com.dumontcloud.samples.quickstart.reporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.CommandContext;
import com.dumontcloud.sdk.agent.StateSaver;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.policy.Preset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine with several reporters is about to be parked: the program saves, and after it the installed agent. */
class WhoSavesTest {

    private static final Duration INTERVAL = Preset.BALANCED.settings().interval();
    private static final Duration SAVE_FOR = Preset.BALANCED.settings().saveFor();
    private static final Duration LONGEST_BEAT = INTERVAL.multipliedBy(11).dividedBy(10);

    private final Host host = new Host(Preset.BALANCED.settings());
    private final Saver agentSaver = new Saver();
    private final Saver programSaver = new Saver();
    private ReportingProcess agent;
    private ReportingProcess program;

    @BeforeEach
    void start(@TempDir Path state) {
        agent = host.process("agent")
                .kind("agent")
                .gpus(host.truth.gpuProbe())
                .beforeHibernate(agentSaver, state)
                .start();
        program = host.process("jvm")
                .gpus(host.truth.gpuProbe())
                .beforeHibernate(programSaver, state)
                .start();
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void theProgramSavesThenTheAgentAndTheirAnswersEndTheWait() {
        host.passes(Duration.ofMinutes(35));

        assertThat(programSaver.timeLeft).containsExactly(SAVE_FOR);
        assertThat(agentSaver.timeLeft).containsExactly(SAVE_FOR);
        assertThat(programSaver.at.get(0)).isLessThan(agentSaver.at.get(0));
        assertThat(ids(program)).hasSize(1).doesNotContainAnyElementsOf(ids(agent));
        Duration intent = host.chronicle.intents().get(0);
        assertThat(host.chronicle.stops())
                .singleElement()
                .satisfies(at -> assertThat(at.minus(intent)).isLessThan(INTERVAL.multipliedBy(3)));
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
    }

    /** What an agent without anything to save answers at once must not be taken for the word of the training beside it. */
    @Test
    void anAgentThatHasNothingToSaveDoesNotSpeakForTheProgram() {
        agent.stop();
        ReportingProcess plain = host.agent();
        host.passes(Duration.ofMinutes(35));

        assertThat(programSaver.at).hasSize(1);
        assertThat(ids(plain)).hasSize(1);
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void theProgramAloneIsAskedWhereTheAgentWasStopped() {
        host.passes(Duration.ofMinutes(20));
        agent.stop();
        host.passes(Duration.ofMinutes(15));

        assertThat(programSaver.at).hasSize(1);
        assertThat(agent.commands()).isEmpty();
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void aFailureToSaveKeepsTheMachineUntilSavingWorks() {
        programSaver.onAsked = () -> {
            throw new IllegalStateException("no space left on the disk");
        };
        host.passes(Duration.ofMinutes(35));
        assertThat(programSaver.at).hasSize(1);
        assertThat(host.power()).isEqualTo(MachineState.RUNNING);
        assertThat(host.chronicle.messages()).hasSize(1);
        assertThat(agentSaver.at).isEmpty();

        programSaver.onAsked = () -> {};
        host.passes(Duration.ofMinutes(15));

        assertThat(programSaver.at).hasSize(2);
        assertThat(agentSaver.at).hasSize(1);
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void aProgramThatIsKilledWhileItSavesIsWaitedForUntilItsTimeIsUp() {
        programSaver.onAsked = program::abandon;
        host.passes(Duration.ofMinutes(40));

        Duration asked = programSaver.at.get(0);
        assertThat(agentSaver.at)
                .singleElement()
                .satisfies(at -> assertThat(at.minus(asked)).isBetween(SAVE_FOR, SAVE_FOR.plus(LONGEST_BEAT)));
        assertThat(host.chronicle.stops()).containsExactly(agentSaver.at.get(0));
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
    }

    /** Nobody knows yet that it is dead; once it is late, the agent is asked for what there is. */
    @Test
    void aProgramThatIsKilledTooSoonToHearIsNotWaitedForAnyLongerThanItIsExpected() {
        Duration intent = passUntilIntended();
        program.abandon();
        host.passes(Duration.ofMinutes(5));

        assertThat(programSaver.at).isEmpty();
        assertThat(agentSaver.at)
                .singleElement()
                .satisfies(at -> assertThat(at.minus(intent))
                        .isLessThanOrEqualTo(host.lateAfter().plus(LONGEST_BEAT).plusSeconds(1)));
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
    }

    /** Whoever did not hear the reply that told it hears it again, and how much time is left by then. */
    @Test
    void aReplyThatIsLostOnTheWayCostsTheSaverThatTimeAndNoMore() {
        agent.stop();
        passUntilIntended();
        program.losesTheNextReply();
        host.passes(Duration.ofMinutes(5));

        Duration intent = host.chronicle.intents().get(0);
        assertThat(programSaver.timeLeft)
                .singleElement()
                .satisfies(left -> assertThat(left)
                        .isBetween(
                                SAVE_FOR.minus(LONGEST_BEAT).minusSeconds(1),
                                SAVE_FOR.minus(INTERVAL.multipliedBy(9).dividedBy(10))));
        assertThat(programSaver.at.get(0).plus(programSaver.timeLeft.get(0)))
                .isLessThanOrEqualTo(intent.plus(LONGEST_BEAT).plus(SAVE_FOR));
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
    }

    /** Who was asked and who has answered is in what was written down. */
    @Test
    void anEngineThatGoesOnInAnotherProcessWaitsForItsGraceAndHasEverybodySaveAnew() {
        passUntilIntended();
        while (programSaver.at.isEmpty()) {
            host.passes(Duration.ofSeconds(1));
        }
        assertThat(agentSaver.at).isEmpty();
        host.engineDown();
        host.engineUp();
        host.passes(Preset.BALANCED.settings().restartGrace().minusSeconds(1));
        assertThat(programSaver.at).hasSize(1);
        assertThat(agentSaver.at).isEmpty();
        assertThat(host.chronicle.stops()).isEmpty();
        host.passes(Duration.ofMinutes(4));

        assertThat(programSaver.at).hasSize(2);
        assertThat(ids(program)).hasSize(2);
        assertThat(agentSaver.at).hasSize(1);
        assertThat(host.chronicle.stops()).hasSize(1);
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
    }

    private static List<String> ids(ReportingProcess process) {
        return process.commands().stream().map(AgentCommand::id).distinct().toList();
    }

    private Duration passUntilIntended() {
        while (host.chronicle.intents().isEmpty()) {
            host.passes(Duration.ofSeconds(1));
        }
        return host.chronicle.intents().get(0);
    }

    /** Saves at once, and remembers when it was asked to. */
    private final class Saver implements StateSaver {

        private final List<Duration> timeLeft = new ArrayList<>();
        private final List<Duration> at = new ArrayList<>();
        private Runnable onAsked = () -> {};

        @Override
        public void save(CommandContext context) {
            timeLeft.add(context.timeLeft());
            at.add(host.now());
            onAsked.run();
        }
    }
}
