package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.Goodbye;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HeartbeatReply;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.time.SystemTime;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds with real threads and real time; every wait is bounded. */
class ReporterThreadsTest {

    private final CountDownLatch over = new CountDownLatch(1);
    private final BlockingQueue<Heartbeat> arrived = new ArrayBlockingQueue<>(10_000);

    @AfterEach
    void letEverythingGo() {
        over.countDown();
    }

    @Test
    void aHungGpuProbeDelaysNoHeartbeatAndSaysSo() throws Exception {
        GpuProbe hung = () -> {
            hang();
            return List.of();
        };
        try (HeartbeatReporter reporter =
                HeartbeatReporter.start(options().gpuProbe(hung).build())) {
            Heartbeat heartbeat = next();

            GpuReading gpu = heartbeat.gpus().get(0);
            assertThat(gpu.state()).isEqualTo(GpuReading.State.UNKNOWN);
            assertThat(gpu.absent().get("utilization_mean_percent")).isNotBlank();
            assertThat(heartbeat.host()).isNotEqualTo(HostReading.UNKNOWN);
            assertThat(reporter.reporter().kind()).isEqualTo("process");
        }
    }

    @Test
    void aHungHostProbeDelaysNoHeartbeat() throws Exception {
        HostProbe hung = () -> {
            hang();
            return HostReading.UNKNOWN;
        };
        try (var reporter = HeartbeatReporter.start(options().hostProbe(hung).build())) {
            assertThat(next().host()).isEqualTo(HostReading.UNKNOWN);
        }
    }

    @Test
    void aHungListenerDelaysNoHeartbeat() throws Exception {
        ReporterListener hung = new ReporterListener() {
            @Override
            public void replied(Heartbeat sent, HeartbeatReply reply) {
                hang();
            }
        };
        AtomicInteger commands = new AtomicInteger();
        HeartbeatSink sink = heartbeat -> {
            arrived.add(heartbeat);
            return commands.getAndIncrement() < 3
                    ? Replies.command("c" + commands.get(), "nonsense")
                    : RecordingSink.PLAIN;
        };
        try (var reporter =
                HeartbeatReporter.start(options().listener(hung).sink(sink).build())) {
            assertThat(next().seq()).isZero();
            assertThat(next().seq()).isEqualTo(1);
            assertThat(next().seq()).isEqualTo(2);
        }
    }

    @Test
    void aHungHandlerDelaysNoHeartbeatAndIsReportedAsRunning(@TempDir Path state) throws Exception {
        CountDownLatch began = new CountDownLatch(1);
        AtomicInteger sent = new AtomicInteger();
        HeartbeatSink sink = heartbeat -> {
            arrived.add(heartbeat);
            return switch (sent.getAndIncrement()) {
                case 0 -> Replies.command("c1", "snapshot");
                case 1 -> Replies.command("c2", "nonsense");
                default -> RecordingSink.PLAIN;
            };
        };
        ReporterOptions.Builder options = options()
                .stateDirectory(state)
                .sink(sink)
                .handler("snapshot", (command, context) -> {
                    context.progress(0.5, "half");
                    began.countDown();
                    hang();
                    return context.done(null);
                });
        try (SystemTime time = SystemTime.create("dumont-test", 5);
                var reporter = HeartbeatReporter.start(options.timeSource(time).build())) {
            next();
            assertThat(began.await(5, TimeUnit.SECONDS)).isTrue();

            reporter.close();

            assertThat(next().results()).singleElement().satisfies(result -> {
                assertThat(result.id()).isEqualTo("c1");
                assertThat(result.progress()).isEqualTo(0.5);
            });
        }
    }

    @Test
    void closesInTimeWhileAHeartbeatHangs() throws Exception {
        HeartbeatSink hung = heartbeat -> {
            arrived.add(heartbeat);
            hang();
            return RecordingSink.PLAIN;
        };
        HeartbeatReporter reporter = HeartbeatReporter.start(
                options().sink(hung).shutdownTimeout(Duration.ofMillis(300)).build());
        next();

        long began = System.nanoTime();
        reporter.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        assertThat(arrived).isEmpty();
    }

    @Test
    void closesInTimeWhenTheGoodbyeHangs() throws Exception {
        HeartbeatSink hung = heartbeat -> {
            arrived.add(heartbeat);
            if (heartbeat.goodbye() != null) {
                hang();
            }
            return RecordingSink.PLAIN;
        };
        HeartbeatReporter reporter = HeartbeatReporter.start(
                options().sink(hung).shutdownTimeout(Duration.ofMillis(300)).build());
        next();

        long began = System.nanoTime();
        reporter.close();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(3));
        assertThat(next().goodbye()).isEqualTo(Goodbye.STOPPED);
    }

    @Test
    void aCallerInAHurryIsNotHeldUpByClosing() throws Exception {
        HeartbeatSink hung = heartbeat -> {
            arrived.add(heartbeat);
            hang();
            return RecordingSink.PLAIN;
        };
        HeartbeatReporter reporter = HeartbeatReporter.start(
                options().sink(hung).shutdownTimeout(Duration.ofSeconds(60)).build());
        next();
        AtomicInteger interrupted = new AtomicInteger();
        Thread closer = new Thread(() -> {
            Thread.currentThread().interrupt();
            reporter.close();
            interrupted.set(Thread.interrupted() ? 1 : 0);
        });
        closer.start();

        closer.join(5_000);

        assertThat(closer.isAlive()).isFalse();
        assertThat(interrupted).hasValue(1);
    }

    @Test
    void hasOnlyDaemonThreadsAndLeavesNone() throws Exception {
        HeartbeatReporter reporter = HeartbeatReporter.start(options().build());
        next();
        assertThat(ownThreads()).isNotEmpty().allMatch(Thread::isDaemon);

        reporter.close();

        for (Thread thread : ownThreads()) {
            thread.join(5_000);
        }
        assertThat(ownThreads()).isEmpty();
    }

    @Test
    void saysExactlyOneGoodbyeAndNothingAfterItHoweverCloseAndBeatRace() throws Exception {
        for (int round = 0; round < 100; round++) {
            arrived.clear();
            AtomicInteger inFlight = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            AtomicInteger commands = new AtomicInteger();
            HeartbeatSink sink = heartbeat -> {
                most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
                arrived.add(heartbeat);
                inFlight.decrementAndGet();
                return Replies.command("c" + commands.incrementAndGet(), "nonsense"); // an extra heartbeat each time
            };
            HeartbeatReporter reporter =
                    HeartbeatReporter.start(options().sink(sink).build());
            CountDownLatch go = new CountDownLatch(1);
            Thread[] closers = new Thread[3];
            for (int i = 0; i < closers.length; i++) {
                closers[i] = new Thread(() -> {
                    await(go);
                    reporter.close();
                });
                closers[i].start();
            }
            if (round % 2 == 0) {
                next();
            }
            go.countDown();
            for (Thread closer : closers) {
                closer.join(5_000);
                assertThat(closer.isAlive()).isFalse();
            }

            assertThat(most).hasValueLessThanOrEqualTo(1);
            List<Heartbeat> sent = List.copyOf(arrived);
            for (int i = 0; i < sent.size(); i++) { // one that was closed before it said anything says nothing at all
                assertThat(sent.get(i).goodbye() != null).isEqualTo(i == sent.size() - 1);
            }
            assertThat(sent).hasSizeGreaterThanOrEqualTo(round % 2 == 0 ? 1 : 0);
        }
    }

    private ReporterOptions.Builder options() {
        return ReporterOptions.builder(MachineId.of("7"))
                .gpuProbe(GpuProbe.none())
                .sink(heartbeat -> {
                    arrived.add(heartbeat);
                    return RecordingSink.PLAIN;
                });
    }

    private Heartbeat next() throws InterruptedException {
        Heartbeat heartbeat = arrived.poll(5, TimeUnit.SECONDS);
        assertThat(heartbeat).as("a heartbeat within 5 s").isNotNull();
        return heartbeat;
    }

    private static List<Thread> ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("dumont-heartbeat"))
                .toList();
    }

    /** Hangs as a driver does: deaf to interrupts, until the test is over. */
    private void hang() {
        boolean released = false;
        while (!released) {
            try {
                released = over.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException deaf) {
                // goes on hanging
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException unexpected) {
            Thread.currentThread().interrupt();
        }
    }
}
