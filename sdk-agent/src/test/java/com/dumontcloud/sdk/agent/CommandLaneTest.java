package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Handlers that take their time, and what becomes of the commands behind them. A handler lets time pass while it runs. */
class CommandLaneTest {

    private static final Duration TICK = Duration.ofNanos(1);
    private static final CommandResult GIVEN_UP =
            CommandResult.of("c1", Outcome.UNKNOWN, "its handler has not ended in time and is no longer waited for");

    private final List<String> order = new ArrayList<>();
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
    void waitsHalfAMinuteLongerThanTheTimeToSave() {
        rig.options.beforeHibernate(context -> {
            rig.time.advance(Duration.ofSeconds(90).minus(TICK));
            assertThat(rig.ends("c1")).isEmpty();
            rig.time.advance(TICK);
            assertThat(rig.told("c1")).contains(GIVEN_UP); // at once, in a heartbeat of its own
        });
        rig.askToSave("c1", 60);
        rig.start();
        rig.time.advance(Duration.ofMinutes(5));

        assertThat(rig.ends("c1")).containsExactly(Outcome.UNKNOWN, Outcome.DONE);
    }

    @Test
    void waitsLongerForASaveThatGoesOn() {
        rig.options.beforeHibernate(context -> {
            rig.time.advance(Duration.ofSeconds(80));
            context.progress(0.9, "9 of 10");
            rig.time.advance(Duration.ofSeconds(30).minus(TICK));
            assertThat(rig.ends("c1")).isEmpty();
            rig.time.advance(TICK);
            assertThat(rig.ends("c1")).containsExactly(Outcome.UNKNOWN);
        });
        rig.askToSave("c1", 60);
        rig.start();
        rig.time.advance(Duration.ofMinutes(5));

        assertThat(rig.ends("c1")).containsExactly(Outcome.UNKNOWN, Outcome.DONE);
    }

    @Test
    void waitsAnHourWithoutProgressForAnyOtherCommand() {
        rig.options.handler(AgentCommand.SNAPSHOT, (command, context) -> {
            rig.time.advance(Duration.ofMinutes(59));
            context.progress(0.5, null);
            rig.time.advance(Duration.ofHours(1).minus(TICK));
            assertThat(rig.ends("c1")).isEmpty();
            rig.time.advance(TICK);
            assertThat(rig.told("c1")).contains(GIVEN_UP);
            return context.doneWithSnapshot("s1", null);
        });
        rig.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        rig.start();
        rig.beat();
        rig.beat();

        assertThat(rig.told("c1")).last().isEqualTo(new CommandResult("c1", Outcome.DONE, null, null, "s1"));
    }

    @Test
    void ofAHandlerThatIsNoLongerWaitedForOnlyTheEndIsHeard() {
        rig.options.handler(AgentCommand.SNAPSHOT, (command, context) -> {
            rig.time.advance(Duration.ofHours(1));
            context.progress(0.5, "still at it");
            rig.beat();
            assertThat(rig.told("c1")).last().isEqualTo(GIVEN_UP);
            return context.failed("disk full");
        });
        rig.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        rig.start();
        rig.beat();
        rig.beat();

        assertThat(rig.ends("c1")).containsExactly(Outcome.UNKNOWN, Outcome.FAILED);
    }

    @Test
    void theNextCommandWaitsForTheOneBeforeButNotForEver() {
        rig.options.handler(AgentCommand.SNAPSHOT, (command, context) -> {
            order.add("snapshot begins");
            rig.ask(AgentCommand.of("c2", AgentCommand.RESTART));
            rig.time.advance(Duration.ofMinutes(59));
            assertThat(order).containsExactly("snapshot begins");
            rig.time.advance(Duration.ofMinutes(2));
            order.add("snapshot ends");
            return context.done(null);
        });
        rig.options.handler(AgentCommand.RESTART, (command, context) -> {
            order.add("restart");
            return context.done(null);
        });
        rig.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        rig.start();
        rig.beat();

        assertThat(order).containsExactly("snapshot begins", "restart", "snapshot ends");
    }

    @Test
    void savingWaitsForNoOtherCommand() {
        rig.options.handler(AgentCommand.SNAPSHOT, (command, context) -> {
            order.add("snapshot begins");
            rig.askToSave("c2", 60);
            rig.time.advance(Duration.ofSeconds(40));
            order.add("snapshot ends");
            return context.done(null);
        });
        rig.options.beforeHibernate(context -> order.add("save with " + context.timeLeft()));
        rig.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        rig.start();
        rig.beat();

        assertThat(order).containsExactly("snapshot begins", "save with PT1M", "snapshot ends");
    }

    @Test
    void refusesWhatWaitsBehindTwoThatHangAndTakesInAgainWhenOneEnds() {
        rig.options.handler(AgentCommand.SNAPSHOT, (command, context) -> {
            if (command.id().equals("c1")) {
                rig.ask(AgentCommand.of("c2", AgentCommand.SNAPSHOT));
                rig.time.advance(Duration.ofHours(3));
            } else if (command.id().equals("c2")) {
                rig.ask(AgentCommand.of("c3", AgentCommand.SNAPSHOT));
                rig.time.advance(Duration.ofMinutes(61));
                rig.ask(AgentCommand.of("c4", AgentCommand.SNAPSHOT));
                rig.time.advance(Duration.ofMinutes(1));
            }
            return context.done(null);
        });
        rig.ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        rig.start();
        rig.beat();

        assertThat(rig.told("c3"))
                .containsExactly(CommandResult.of("c3", Outcome.REFUSED, "the handlers of earlier commands hang"));
        assertThat(rig.ends("c4")).containsExactly(Outcome.REFUSED);

        rig.ask(AgentCommand.of("c5", AgentCommand.SNAPSHOT));
        rig.beat();
        rig.beat();
        assertThat(rig.ends("c5")).containsExactly(Outcome.DONE);
    }
}
