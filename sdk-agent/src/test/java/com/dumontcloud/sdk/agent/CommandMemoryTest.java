package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.agent.logs.RecordedLogs;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** What a reporter knows of commands after a restart, and what it does where it cannot write them down. */
class CommandMemoryTest {

    private final AtomicInteger runs = new AtomicInteger();
    private CommandRig rig;

    @TempDir
    private Path files;

    @BeforeEach
    void prepare() {
        RecordedLogs.clear();
        rig = new CommandRig(files.resolve("state"));
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void answersACommandRepeatedAfterARestartFromItsRecord() {
        handle(AgentCommand.SNAPSHOT);
        rig.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        HeartbeatReporter first = rig.start();
        rig.beat();
        first.close();
        int before = rig.sink.sent.size();

        rig.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        rig.start();
        rig.beat();

        assertThat(runs).hasValue(1);
        assertThat(rig.sink.sent.subList(before, rig.sink.sent.size()))
                .flatExtracting(heartbeat -> heartbeat.results())
                .containsExactly(CommandResult.of("c1", Outcome.DONE, "handled"));
    }

    @Test
    void tellsAfterARestartWhatItCouldNotTellBefore() {
        rig.options.handler(AgentCommand.SNAPSHOT, (command, context) -> {
            rig.reachable = false;
            return context.done("handled");
        });
        rig.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        HeartbeatReporter first = rig.start();
        rig.beat();
        first.close();
        int before = rig.sink.sent.size();

        rig.reachable = true;
        rig.start();
        rig.beat();

        assertThat(rig.sink.sent.get(before).results())
                .containsExactly(CommandResult.of("c1", Outcome.DONE, "handled"));
    }

    @Test
    void doesNotTellAgainAfterARestartWhatWasTold() {
        handle(AgentCommand.SNAPSHOT);
        rig.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        HeartbeatReporter first = rig.start();
        rig.beat();
        first.close();
        int before = rig.sink.sent.size();

        rig.start();
        rig.beat();

        assertThat(rig.sink.sent.subList(before, rig.sink.sent.size()))
                .isNotEmpty()
                .allSatisfy(heartbeat -> assertThat(heartbeat.results()).isEmpty());
    }

    @Test
    void tellsAgainWhatIsAskedAgain() {
        handle(AgentCommand.SNAPSHOT);
        rig.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        rig.start();
        rig.beat();
        assertThat(rig.sink.last().results()).isEmpty();

        rig.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        rig.beat();
        rig.beat();

        assertThat(runs).hasValue(1);
        assertThat(rig.sink.sent)
                .filteredOn(heartbeat -> heartbeat.results().contains(CommandResult.of("c1", Outcome.DONE, "handled")))
                .hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"self_destruct", AgentCommand.UPDATE, AgentCommand.RESTART})
    void writesNothingForWhatItDoesNotCarryOut(String type) {
        handle(AgentCommand.SNAPSHOT);
        rig.ask(AgentCommand.of("c1", type));
        rig.askToSave("c2", 60);
        rig.start();
        rig.beat();

        assertThat(rig.ends("c1")).containsExactly(Outcome.REFUSED);
        assertThat(rig.told("c2")).containsExactly(CommandResult.of("c2", Outcome.DONE, "nothing to save"));
        assertThat(files.resolve("state")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {AgentCommand.SNAPSHOT, AgentCommand.UPDATE, AgentCommand.RESTART, AgentCommand.HIBERNATE})
    void refusesWhatItCannotWriteDown(String type) throws IOException {
        nowhereToWrite();
        handle(type);
        rig.ask(AgentCommand.of("c1", type));
        rig.start();
        rig.beat();

        assertThat(runs).hasValue(0);
        assertThat(rig.told("c1")).singleElement().satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(result.detail()).startsWith("it cannot be written down").contains("state");
        });
        assertThat(RecordedLogs.at(Level.WARN)).hasSize(1);
    }

    @Test
    void savesStateAlsoWhereItCannotWriteThatDown() throws IOException {
        nowhereToWrite();
        rig.options.beforeHibernate(context -> runs.incrementAndGet());
        rig.askToSave("c1", 60);
        rig.start();
        rig.askToSave("c1", 60);
        rig.beat();
        rig.askToSave("c1", 60);
        rig.beat();

        assertThat(runs).hasValue(1);
        assertThat(rig.ends("c1")).containsExactly(Outcome.DONE);
    }

    @Test
    void leavesCommandsAloneThatAnotherReporterOfTheSameNameIsAt() {
        handle(AgentCommand.SNAPSHOT);
        rig.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        rig.start();
        rig.beat();

        RecordingSink other = new RecordingSink(rig.time);
        other.commandNow(AgentCommand.of("c2", AgentCommand.SNAPSHOT));
        rig.options.sink(other);
        rig.start();
        rig.beat();

        assertThat(runs).hasValue(1);
        assertThat(other.sent.get(1).results()).singleElement().satisfies(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.REFUSED);
            assertThat(result.detail()).contains("another reporter of this program has the same name");
        });
    }

    @Test
    void mayBeClosedAndStartedAgainInOneProgram() {
        handle(AgentCommand.SNAPSHOT);
        for (int i = 0; i < 5; i++) {
            rig.ask(AgentCommand.of("c" + i, AgentCommand.SNAPSHOT));
            HeartbeatReporter reporter = rig.start();
            rig.beat();
            reporter.close();
        }

        assertThat(runs).hasValue(5);
    }

    /** Or a control plane that never takes its word back would restart an agent for ever. */
    @Test
    void doesNotRunABareWordAgainThatHasBeenAskedForSinceBeforeTheRestart() {
        handle(AgentCommand.RESTART);
        rig.sink.answer = heartbeat -> HeartbeatReply.builder()
                .commands(List.of(new AgentCommand(null, AgentCommand.RESTART, Map.of())))
                .build();
        for (int i = 0; i < 5; i++) {
            HeartbeatReporter reporter = rig.start();
            rig.beat();
            rig.beat();
            reporter.close();
        }
        assertThat(runs).hasValue(1);

        rig.sink.answer = heartbeat -> RecordingSink.PLAIN;
        HeartbeatReporter reporter = rig.start();
        rig.beat();
        reporter.close();
        rig.sink.answer = heartbeat -> HeartbeatReply.builder()
                .commands(List.of(new AgentCommand(null, AgentCommand.RESTART, Map.of())))
                .build();
        rig.start();
        rig.beat();
        assertThat(runs).hasValue(2);
    }

    private void handle(String type) {
        rig.options.handler(type, (command, context) -> {
            runs.incrementAndGet();
            return context.done("handled");
        });
    }

    private void nowhereToWrite() throws IOException {
        Path inTheWay = Files.writeString(files.resolve("state"), "a file where a directory should be");
        rig.options.stateDirectory(inTheWay);
    }
}
