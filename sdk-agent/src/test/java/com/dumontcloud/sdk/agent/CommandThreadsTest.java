package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.AgentCommand;
import com.dumontcloud.sdk.core.model.CommandResult;
import com.dumontcloud.sdk.core.model.CommandResult.Outcome;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.MachineId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on real threads; every wait is bounded. */
class CommandThreadsTest {

    private final CountDownLatch over = new CountDownLatch(1);
    private final BlockingQueue<Heartbeat> arrived = new LinkedBlockingQueue<>();
    private final AtomicReference<List<AgentCommand>> asked = new AtomicReference<>(List.of());

    @TempDir
    private Path state;

    @AfterEach
    void letEverythingGo() {
        over.countDown();
    }

    @Test
    void runsEachCommandOnADaemonThreadThatIsGoneAfterwards() throws Exception {
        AtomicReference<Thread> used = new AtomicReference<>();
        ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        try (HeartbeatReporter reporter = start(options().handler(AgentCommand.SNAPSHOT, (command, context) -> {
            used.set(Thread.currentThread());
            return context.done(null);
        }))) {
            assertThat(nextResult().outcome()).isEqualTo(Outcome.DONE);
            used.get().join(5_000);

            assertThat(used.get().isAlive()).isFalse();
            assertThat(used.get().isDaemon()).isTrue();
            assertThat(used.get().getName()).isEqualTo("dumont-heartbeat-command");
            assertThat(reporter).isNotNull();
        }
    }

    @Test
    void closesInTimeAndInterruptsWhatRuns() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        HeartbeatReporter reporter = start(options().handler(AgentCommand.SNAPSHOT, (command, context) -> {
            began.countDown();
            try {
                over.await();
            } catch (InterruptedException closed) {
                interrupted.countDown();
                throw closed;
            }
            return context.done(null);
        }));
        assertThat(began.await(5, TimeUnit.SECONDS)).isTrue();

        reporter.close();

        assertThat(interrupted.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closesInTimeWhileADeafHandlerHangsAndGivesItsRecordBackWhenItEnds() throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        HeartbeatReporter deaf = start(
                options().shutdownTimeout(Duration.ofMillis(300)).handler(AgentCommand.SNAPSHOT, (command, context) -> {
                    began.countDown();
                    awaitDeaf();
                    return context.done("late");
                }));
        assertThat(began.await(5, TimeUnit.SECONDS)).isTrue();
        long closing = System.nanoTime();
        deaf.close();
        assertThat(Duration.ofNanos(System.nanoTime() - closing)).isLessThan(Duration.ofSeconds(3));

        arrived.clear();
        ask(AgentCommand.of("c2", AgentCommand.SNAPSHOT));
        try (HeartbeatReporter next =
                start(options().handler(AgentCommand.SNAPSHOT, (c, context) -> context.done("")))) {
            assertThat(nextResult().detail()).contains("another reporter of this program has the same name");
            assertThat(next).isNotNull();
        }

        over.countDown();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("dumont-heartbeat-command")) {
                thread.join(5_000);
            }
        }
        arrived.clear();
        ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT), AgentCommand.of("c3", AgentCommand.SNAPSHOT));
        try (HeartbeatReporter last =
                start(options().handler(AgentCommand.SNAPSHOT, (c, context) -> context.done("3")))) {
            assertThat(nextResult()).isEqualTo(CommandResult.of("c1", Outcome.DONE, "late"));
            assertThat(last).isNotNull();
        }
    }

    /** An interrupt that a handler leaves behind must not reach the writing down of its result. */
    @Test
    void writesDownTheResultOfAHandlerThatInterruptsItself() throws Exception {
        ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        try (HeartbeatReporter first = start(options().handler(AgentCommand.SNAPSHOT, (command, context) -> {
            Thread.currentThread().interrupt();
            return context.done("kept");
        }))) {
            assertThat(nextResult().detail()).isEqualTo("kept");
            assertThat(first).isNotNull();
        }

        AtomicBoolean again = new AtomicBoolean();
        ask(AgentCommand.of("c1", AgentCommand.SNAPSHOT));
        try (HeartbeatReporter second = start(options().handler(AgentCommand.SNAPSHOT, (command, context) -> {
            again.set(true);
            return context.done("twice");
        }))) {
            assertThat(nextResult().detail()).isEqualTo("kept");
            assertThat(second).isNotNull();
        }
        assertThat(again).isFalse();
    }

    @Test
    void savingBeginsAtOnceWhileASnapshotHangs() throws Exception {
        CountDownLatch saved = new CountDownLatch(1);
        ask(
                AgentCommand.of("c1", AgentCommand.SNAPSHOT),
                new AgentCommand("c2", AgentCommand.HIBERNATE, Map.of(AgentCommand.SAVE_FOR_SECONDS, "60")));
        try (HeartbeatReporter reporter = start(options()
                .shutdownTimeout(Duration.ofMillis(300))
                .handler(AgentCommand.SNAPSHOT, (command, context) -> {
                    awaitDeaf();
                    return context.done(null);
                })
                .beforeHibernate(context -> saved.countDown()))) {
            assertThat(saved.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(nextResult()).isEqualTo(CommandResult.of("c2", Outcome.DONE, "saved"));
            assertThat(reporter).isNotNull();
        }
    }

    /** Has the next reply ask for this. */
    private void ask(AgentCommand... commands) {
        asked.set(List.of(commands));
    }

    private ReporterOptions.Builder options() {
        return ReporterOptions.builder(MachineId.of("7"))
                .stateDirectory(state)
                .gpuProbe(GpuProbe.none())
                .hostProbe(HostProbe.none())
                .peopleProbe(PeopleProbe.none())
                .sink(heartbeat -> {
                    arrived.add(heartbeat);
                    return HeartbeatReply.builder()
                            .commands(asked.getAndSet(List.of()))
                            .build();
                });
    }

    private static HeartbeatReporter start(ReporterOptions.Builder options) {
        return HeartbeatReporter.start(options.build());
    }

    private CommandResult nextResult() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (true) {
            Heartbeat heartbeat = arrived.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            assertThat(heartbeat).as("a result within 10 s").isNotNull();
            for (CommandResult result : heartbeat.results()) {
                if (result.outcome().isFinal()) {
                    return result;
                }
            }
        }
    }

    /** Hangs as a driver does: deaf to interrupts, until the test is over. */
    private void awaitDeaf() {
        boolean released = false;
        while (!released) {
            try {
                released = over.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException deaf) {
                // goes on hanging
            }
        }
    }
}
