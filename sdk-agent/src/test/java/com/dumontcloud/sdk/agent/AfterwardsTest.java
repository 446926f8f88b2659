package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a handler wants done once its result is known: what ends the process, for example. */
class AfterwardsTest {

    private final AtomicInteger done = new AtomicInteger();
    private CommandRig rig;

    @BeforeEach
    void prepare(@TempDir Path state) {
        rig = new CommandRig(state);
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void isDoneOnceTheResultIsCounted() {
        rig.options.handler(AgentCommand.RESTART, (command, context) -> {
            context.afterwards(() -> {
                done.incrementAndGet();
                assertThat(rig.ends("c1")).containsExactly(Outcome.DONE);
            });
            assertThat(done).hasValue(0);
            return context.done("restarting");
        });
        rig.ask(AgentCommand.of("c1", AgentCommand.RESTART));
        rig.start();
        rig.time.runDue();
        assertThat(done).hasValue(1);

        rig.time.advance(Duration.ofMinutes(5));
        assertThat(done).hasValue(1);
    }

    @Test
    void isDoneHalfAMinuteLaterWhereNobodyCanBeTold() {
        restart(Outcome.DONE, true);
        rig.ask(AgentCommand.of("c1", AgentCommand.RESTART));
        rig.start();
        rig.time.runDue();
        rig.time.advance(Duration.ofSeconds(30).minusNanos(1));
        assertThat(done).hasValue(0);

        rig.time.advance(Duration.ofNanos(1));
        assertThat(done).hasValue(1);
    }

    @Test
    void isNotDoneForACommandThatFailed() {
        restart(Outcome.FAILED, false);
        rig.ask(AgentCommand.of("c1", AgentCommand.RESTART));
        rig.start();
        rig.time.advance(Duration.ofMinutes(5));

        assertThat(done).hasValue(0);
    }

    @Test
    void isNotDoneOnceTheReporterIsClosed() {
        restart(Outcome.DONE, true);
        rig.ask(AgentCommand.of("c1", AgentCommand.RESTART));
        HeartbeatReporter reporter = rig.start();
        rig.time.runDue();
        reporter.close();
        rig.time.advance(Duration.ofMinutes(5));

        assertThat(done).hasValue(0);
    }

    @Test
    void isDoneAtOnceForABareWordWhoseResultNobodyHears() {
        restart(Outcome.DONE, false);
        rig.ask(new AgentCommand(null, AgentCommand.RESTART, Map.of()));
        rig.start();
        rig.time.runDue();

        assertThat(done).hasValue(1);
    }

    private void restart(Outcome outcome, boolean cutOff) {
        rig.options.handler(AgentCommand.RESTART, (command, context) -> {
            rig.reachable = !cutOff;
            context.afterwards(done::incrementAndGet);
            return outcome == Outcome.DONE ? context.done(null) : context.failed("no");
        });
    }
}
