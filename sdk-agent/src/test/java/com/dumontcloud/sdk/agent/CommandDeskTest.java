package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.error.DumontException;
import com.dumontcloud.sdk.core.error.DumontException.Kind;
import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.simulation.VirtualTime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of commands, seen from the control plane. */
class CommandDeskTest {

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-01T12:00:00Z"));
    private final RecordingSink sink = new RecordingSink(time);
    private final ReporterOptions.Builder options = ReporterOptions.builder(MachineId.of("7"))
            .sink(sink)
            .timeSource(time)
            .random(new SplittableRandom(42))
            .gpuProbe(GpuProbe.none())
            .hostProbe(HostProbe.none())
            .peopleProbe(PeopleProbe.none());
    private final List<HeartbeatReporter> started = new ArrayList<>();

    @TempDir
    private Path state;

    @AfterEach
    void close() {
        started.forEach(HeartbeatReporter::close);
    }

    @Test
    void sendsTheResultAtOnce() {
        options.handler(AgentCommand.SNAPSHOT, (command, context) -> context.doneWithSnapshot("s1", "3 files"));
        sink.commandNow(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        start();
        time.runDue();

        assertThat(sink.sent).hasSize(2);
        assertThat(sink.last().results()).containsExactly(new CommandResult("c1", Outcome.DONE, "3 files", null, "s1"));
    }

    @Test
    void repeatsTheResultUntilItIsCounted() {
        options.handler(AgentCommand.SNAPSHOT, (command, context) -> context.done("saved"));
        start();
        sink.answer = heartbeat -> {
            sink.answer = second -> {
                throw new DumontException(Kind.NETWORK, "lost");
            };
            return commands(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        };
        time.runDue();
        sink.answer = heartbeat -> RecordingSink.PLAIN;
        time.advance(Duration.ofSeconds(70));

        assertThat(sink.sent).hasSizeGreaterThanOrEqualTo(4);
        assertThat(sink.sent.get(1).results()).extracting(CommandResult::id).containsExactly("c1");
        assertThat(sink.sent.get(2).results()).extracting(CommandResult::id).containsExactly("c1");
        assertThat(sink.sent.get(3).results()).isEmpty();
    }

    @Test
    void givesUpAResultThatTheControlPlaneCannotTake() {
        options.handler(AgentCommand.SNAPSHOT, (command, context) -> context.done("saved"));
        start();
        sink.answer = heartbeat -> {
            sink.answer = second -> {
                throw new DumontException(Kind.INVALID_REQUEST, "422");
            };
            return commands(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        };
        time.runDue();
        time.advance(Duration.ofSeconds(34));

        assertThat(sink.last().results()).isEmpty();
    }

    @Test
    void runsEachIdAtMostOnceHoweverOftenItIsRepeated() {
        AtomicInteger runs = new AtomicInteger();
        options.handler(AgentCommand.SNAPSHOT, (command, context) -> {
            runs.incrementAndGet();
            return context.done(null);
        });
        sink.answer = heartbeat -> commands(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        start();
        time.advance(Duration.ofHours(1));

        assertThat(runs).hasValue(1);
    }

    @Test
    void runsABareWordOnceForEachTimeItIsAskedFor() {
        AtomicInteger runs = new AtomicInteger();
        options.handler(AgentCommand.RESTART, (command, context) -> {
            runs.incrementAndGet();
            return context.done(null);
        });
        start();
        sink.answer = heartbeat -> commands(new AgentCommand(null, AgentCommand.RESTART, Map.of()));
        time.advance(Duration.ofMinutes(5));
        assertThat(runs).hasValue(1);

        sink.answer = heartbeat -> RecordingSink.PLAIN;
        time.advance(Duration.ofMinutes(1));
        sink.answer = heartbeat -> commands(new AgentCommand(null, AgentCommand.RESTART, Map.of()));
        time.advance(Duration.ofMinutes(1));

        assertThat(runs).hasValue(2);
        assertThat(sink.sent).flatExtracting(Heartbeat::results).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "self_destruct, unknown",
        "snapshot, no handler for snapshot",
        "update, no handler for update",
        "restart, no handler for restart",
    })
    void refusesWhatNobodyHandles(String type, String detail) {
        sink.commandNow(AgentCommand.of("c1", type));
        start();
        time.runDue();

        assertThat(sink.last().results()).containsExactly(CommandResult.of("c1", Outcome.REFUSED, detail));
    }

    @Test
    void saysAtOnceThatThereIsNothingToSave() {
        sink.commandNow(new AgentCommand("c1", AgentCommand.HIBERNATE, Map.of(AgentCommand.SAVE_FOR_SECONDS, "60")));
        start();
        time.runDue();

        assertThat(sink.last().results()).containsExactly(CommandResult.of("c1", Outcome.DONE, "nothing to save"));
    }

    @Test
    void neverClaimsToHaveParkedTheMachineItself() {
        sink.commandNow(AgentCommand.of("c1", AgentCommand.HIBERNATE));
        start();
        time.runDue();

        assertThat(sink.last().results()).extracting(CommandResult::outcome).containsExactly(Outcome.REFUSED);
    }

    @Test
    void aHandlerThatThrowsHasFailed() {
        options.handler(AgentCommand.SNAPSHOT, (command, context) -> {
            throw new IllegalStateException("disk full\nreally");
        });
        sink.commandNow(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        start();
        time.runDue();

        assertThat(sink.last().results())
                .containsExactly(CommandResult.of("c1", Outcome.FAILED, "IllegalStateException: disk full really"));
    }

    @Test
    void aHandlerThatThrowsAnErrorHasFailed() {
        options.handler(AgentCommand.SNAPSHOT, (command, context) -> {
            throw new NoClassDefFoundError("torch/Model");
        });
        sink.commandNow(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        start();
        time.runDue();

        assertThat(sink.last().results()).extracting(CommandResult::outcome).containsExactly(Outcome.FAILED);
    }

    @Test
    void knowsHowMuchTimeThereIs() {
        List<Duration> left = new ArrayList<>();
        options.handler(AgentCommand.HIBERNATE, (command, context) -> {
            left.add(context.timeLeft());
            time.advance(Duration.ofSeconds(20)); // a handler that takes its time
            left.add(context.timeLeft());
            time.advance(Duration.ofSeconds(100));
            left.add(context.timeLeft());
            return context.done(null);
        });
        sink.commandNow(new AgentCommand("c1", AgentCommand.HIBERNATE, Map.of(AgentCommand.SAVE_FOR_SECONDS, "60")));
        start();
        time.runDue();

        assertThat(left).containsExactly(Duration.ofSeconds(60), Duration.ofSeconds(40), Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-1", "NaN"})
    void knowsNoTimeWhereItMakesNoSense(String seconds) {
        AgentCommand command =
                new AgentCommand("c1", AgentCommand.HIBERNATE, Map.of(AgentCommand.SAVE_FOR_SECONDS, seconds));

        assertThat(CommandTime.left(command, Duration.ZERO)).isNull();
    }

    @Test
    void reportsALongCommandAsRunning() {
        options.handler(AgentCommand.SNAPSHOT, (command, context) -> {
            context.progress(0.25, "1 of 4");
            time.advance(Duration.ofSeconds(34)); // heartbeats go on meanwhile
            return context.done("4 of 4");
        });
        sink.commandNow(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        start();
        time.runDue();
        time.runDue(); // the handler let time pass under the first call

        assertThat(sink.sent.get(1).results())
                .containsExactly(new CommandResult("c1", Outcome.RUNNING, "1 of 4", 0.25, null));
        assertThat(sink.last().results()).containsExactly(CommandResult.of("c1", Outcome.DONE, "4 of 4"));
    }

    @Test
    void runsOneCommandAtATimeAndRefusesWhatIsTooMuch() {
        AtomicInteger under = new AtomicInteger();
        List<Integer> seen = new ArrayList<>();
        options.handler(AgentCommand.SNAPSHOT, (command, context) -> {
            seen.add(under.incrementAndGet());
            time.runDue();
            under.decrementAndGet();
            return context.done(null);
        });
        AgentCommand[] many = IntStream.range(0, 40)
                .mapToObj(i -> AgentCommand.of("c" + i, AgentCommand.SNAPSHOT))
                .toArray(AgentCommand[]::new);
        sink.commandNow(many);
        start();
        time.advance(Duration.ofMinutes(5));

        assertThat(seen).hasSizeBetween(16, 17).containsOnly(1);
        List<CommandResult> ended = sink.sent.stream()
                .flatMap(heartbeat -> heartbeat.results().stream())
                .filter(result -> result.outcome().isFinal())
                .toList();
        assertThat(ended).extracting(CommandResult::id).doesNotHaveDuplicates().hasSize(40);
    }

    @Test
    void aServerThatAlwaysHasANewCommandCannotMakeItSpin() {
        AtomicInteger next = new AtomicInteger();
        sink.answer = heartbeat -> commands(AgentCommand.of("c" + next.incrementAndGet(), "nonsense"));
        start();

        time.advance(Duration.ofMinutes(1));

        assertThat(sink.sent).hasSizeLessThan(20);
    }

    @Test
    void tellsTheListenerOfEachCommandAndItsEnd() {
        List<String> heard = new ArrayList<>();
        options.listener(new ReporterListener() {
            @Override
            public void commandReceived(AgentCommand command) {
                heard.add("received " + command.id());
            }

            @Override
            public void commandEnded(AgentCommand command, CommandResult result) {
                heard.add("ended " + command.id() + " " + result.outcome());
            }
        });
        sink.commandNow(AgentCommand.of("c1", "nonsense"));
        start();
        time.runDue();

        assertThat(heard).containsExactly("received c1", "ended c1 REFUSED");
    }

    private void start() {
        started.add(HeartbeatReporter.start(options.stateDirectory(state).build()));
    }

    private static HeartbeatReply commands(AgentCommand... commands) {
        return HeartbeatReply.builder().commands(List.of(commands)).build();
    }
}
