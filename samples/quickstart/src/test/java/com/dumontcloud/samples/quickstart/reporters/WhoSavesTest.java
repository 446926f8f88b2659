package com.dumontcloud.samples.quickstart.reporters;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.CommandContext;
import com.dumontcloud.sdk.agent.CommandHandler;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
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

/** A machine with several reporters is about to be parked: one of them is asked to save. */
class WhoSavesTest {

    private static final Duration INTERVAL = Preset.BALANCED.settings().interval();
    private static final Duration SAVE_FOR = Preset.BALANCED.settings().saveFor();

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
                .onHibernate(agentSaver, state)
                .start();
        program = host.process("jvm")
                .gpus(host.truth.gpuProbe())
                .onHibernate(programSaver, state)
                .start();
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void oneReporterIsAskedAndItsAnswerEndsTheWait() {
        host.passes(Duration.ofMinutes(35));

        assertThat(agentSaver.asked).hasSize(1);
        assertThat(agentSaver.timeLeft).containsExactly(SAVE_FOR);
        assertThat(programSaver.asked).isEmpty();
        assertThat(program.commands()).isEmpty();
        Duration intent = host.chronicle.intents().get(0);
        assertThat(host.chronicle.stops())
                .singleElement()
                .satisfies(at -> assertThat(at.minus(intent)).isLessThan(INTERVAL.multipliedBy(2)));
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void theProgramIsAskedWhereTheAgentWasStopped() {
        host.passes(Duration.ofMinutes(20));
        agent.stop();
        host.passes(Duration.ofMinutes(15));

        assertThat(programSaver.asked).hasSize(1);
        assertThat(agent.commands()).isEmpty();
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
    }

    @Test
    void oneThatIsKilledWhileItSavesIsWaitedForUntilItsTimeIsUp() {
        agentSaver.onAsked = agent::abandon;
        host.passes(Duration.ofMinutes(40));

        Duration asked = agentSaver.at.get(0);
        assertThat(host.chronicle.stops())
                .singleElement()
                .satisfies(at -> assertThat(at.minus(asked)).isBetween(SAVE_FOR, SAVE_FOR.plusSeconds(1)));
        assertThat(programSaver.asked).isEmpty();
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
    }

    /** Nobody was told yet, so that another may be, should there be time once the silent one is no longer expected. */
    @Test
    void oneThatIsKilledTooSoonToHearIsNotWaitedForAnyLonger() {
        Duration intent = passUntilIntended();
        agent.abandon();
        host.passes(Duration.ofMinutes(5));

        assertThat(agentSaver.asked).isEmpty();
        assertThat(programSaver.asked).hasSizeLessThanOrEqualTo(1);
        Duration latest = SAVE_FOR.plus(INTERVAL.multipliedBy(5).dividedBy(4)).plusSeconds(1);
        assertThat(host.chronicle.stops())
                .singleElement()
                .satisfies(at -> assertThat(at.minus(intent)).isLessThanOrEqualTo(latest));
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
                                SAVE_FOR.minus(INTERVAL.multipliedBy(11).dividedBy(10))
                                        .minusSeconds(1),
                                SAVE_FOR.minus(INTERVAL.multipliedBy(9).dividedBy(10))));
        assertThat(programSaver.at.get(0).plus(programSaver.timeLeft.get(0)))
                .isLessThanOrEqualTo(
                        intent.plus(INTERVAL.multipliedBy(11).dividedBy(10)).plus(SAVE_FOR));
        assertThat(host.power()).isEqualTo(MachineState.STOPPED);
    }

    private Duration passUntilIntended() {
        while (host.chronicle.intents().isEmpty()) {
            host.passes(Duration.ofSeconds(1));
        }
        return host.chronicle.intents().get(0);
    }

    /** Saves at once, and remembers what it was asked. */
    private final class Saver implements CommandHandler {

        private final List<AgentCommand> asked = new ArrayList<>();
        private final List<Duration> timeLeft = new ArrayList<>();
        private final List<Duration> at = new ArrayList<>();
        private Runnable onAsked = () -> {};

        @Override
        public CommandResult run(AgentCommand command, CommandContext context) {
            asked.add(command);
            timeLeft.add(context.timeLeft());
            at.add(host.now());
            onAsked.run();
            return context.done("saved");
        }
    }
}
