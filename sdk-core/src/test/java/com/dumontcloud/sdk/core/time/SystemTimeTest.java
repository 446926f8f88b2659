package com.dumontcloud.sdk.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real threads and real clocks, so every wait is for something to happen and has a bound. */
class SystemTimeTest {

    private static final Duration FOREVER = Duration.ofDays(1);

    /** What threads do to each other does not show each time. */
    private static final int ROUNDS = 100;

    private final SystemTime time = SystemTime.create("dumont-test", 1);
    private final BlockingQueue<String> ran = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        time.close();
    }

    @Test
    void tellsTheTimeOfTheMachine() {
        Instant before = Instant.now();
        long start = System.nanoTime();

        assertThat(time.wall()).isBetween(before, Instant.now());
        assertThat(time.mono() - start).isBetween(0L, System.nanoTime() - start);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT0.001S", "PT-1S", "PT-2562047788015215H"})
    void runsATaskOnADaemonThreadThatSaysWhoseItIs(Duration delay) throws InterruptedException {
        time.schedule(
                delay,
                () -> ran.add(Thread.currentThread().getName()
                        + (Thread.currentThread().isDaemon() ? " daemon" : " not daemon")));

        assertThat(ran.poll(5, TimeUnit.SECONDS)).isEqualTo("dumont-test-1 daemon");
    }

    @Test
    void doesNotRunATaskBeforeItsTime() throws InterruptedException {
        long start = System.nanoTime();
        time.schedule(Duration.ofMillis(20), () -> ran.add("late"));

        assertThat(ran.poll(5, TimeUnit.SECONDS)).isEqualTo("late");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20_000_000);
    }

    @Test
    void waitsForATimeBeyondAllNanoseconds() throws InterruptedException {
        time.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.add("never"));
        time.schedule(Duration.ZERO, () -> ran.add("now"));

        assertThat(ran.poll(5, TimeUnit.SECONDS)).isEqualTo("now");
        assertThat(ran).isEmpty();
    }

    @Test
    void takesATaskBackThatHasNotBegun() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        time.schedule(Duration.ZERO, () -> await(release));
        TimeSource.Scheduled taken = time.schedule(Duration.ZERO, () -> ran.add("taken back"));
        time.schedule(Duration.ZERO, () -> ran.add("next"));

        taken.cancel();
        taken.cancel();
        release.countDown();

        assertThat(ran.poll(5, TimeUnit.SECONDS)).isEqualTo("next");
        assertThat(ran).isEmpty();
    }

    @Test
    void goesOnAfterATaskThatFails() throws InterruptedException {
        time.schedule(Duration.ZERO, () -> {
            throw new IllegalStateException("as planned");
        });
        time.schedule(Duration.ZERO, () -> {
            throw new AssertionError("as planned");
        });
        time.schedule(Duration.ZERO, () -> ran.add("after"));

        assertThat(ran.poll(5, TimeUnit.SECONDS)).isEqualTo("after");
    }

    @Test
    void interruptsWhatRunsAndForgetsWhatWaitsOnClose() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        time.schedule(Duration.ZERO, () -> {
            begun.countDown();
            ran.add(await(new CountDownLatch(1)) ? "released" : "interrupted");
        });
        time.schedule(Duration.ZERO, () -> ran.add("was waiting"));
        time.schedule(FOREVER, () -> ran.add("was waiting long"));
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();

        time.close();
        time.close();

        assertThat(ran.poll(5, TimeUnit.SECONDS)).isEqualTo("interrupted");
        assertThat(ran).isEmpty();
    }

    @Test
    void quietlyRunsNothingOnceClosed() {
        time.close();

        time.schedule(Duration.ZERO, () -> ran.add("too late")).cancel();

        assertThat(ran).isEmpty();
    }

    @RepeatedTest(ROUNDS)
    void runsWhatIsDueInTheOrderInWhichItWasAskedFor() throws InterruptedException {
        CountDownLatch release = new CountDownLatch(1);
        time.schedule(Duration.ZERO, () -> await(release));
        time.schedule(FOREVER, () -> ran.add("never"));
        for (int i = 0; i < 5; i++) {
            String number = String.valueOf(i);
            time.schedule(Duration.ZERO, () -> ran.add(number));
        }

        release.countDown();

        assertThat(List.of(next(), next(), next(), next(), next())).containsExactly("0", "1", "2", "3", "4");
    }

    @RepeatedTest(ROUNDS)
    void runsAsManyTasksAtOnceAsItMayHaveThreads() throws InterruptedException {
        try (SystemTime three = SystemTime.create("dumont-test", 3)) {
            CountDownLatch together = new CountDownLatch(3);
            for (int i = 0; i < 3; i++) {
                three.schedule(Duration.ofNanos(i * 50_000), () -> {
                    together.countDown();
                    ran.add(await(together) ? "together" : "alone");
                });
            }

            for (int i = 0; i < 3; i++) {
                assertThat(ran.poll(5, TimeUnit.SECONDS)).isEqualTo("together");
            }
        }
    }

    @RepeatedTest(ROUNDS)
    void runsNoMoreTasksAtOnceThanItMayHaveThreads() throws InterruptedException {
        try (SystemTime two = SystemTime.create("dumont-test", 2)) {
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            CountDownLatch all = new CountDownLatch(20);
            for (int i = 0; i < 20; i++) {
                two.schedule(Duration.ofNanos(i % 3 * 50_000), () -> {
                    most.accumulateAndGet(running.incrementAndGet(), Math::max);
                    Thread.yield();
                    running.decrementAndGet();
                    all.countDown();
                });
            }

            assertThat(await(all)).isTrue();
            assertThat(most.get()).isBetween(1, 2);
        }
    }

    @RepeatedTest(ROUNDS)
    void runsWhatATaskAskedForBeforeItHung() throws InterruptedException {
        try (SystemTime two = SystemTime.create("dumont-test", 2)) {
            CountDownLatch release = new CountDownLatch(1);
            two.schedule(Duration.ZERO, () -> {
                two.schedule(Duration.ofNanos(100_000), () -> ran.add("asked for"));
                await(release);
            });

            assertThat(ran.poll(5, TimeUnit.SECONDS)).isEqualTo("asked for");
            release.countDown();
        }
    }

    @RepeatedTest(ROUNDS)
    void runsEarlierTasksWhileAllThreadsWaitForLaterOnes() throws InterruptedException {
        try (SystemTime two = SystemTime.create("dumont-test", 2)) {
            two.schedule(FOREVER, () -> ran.add("never"));
            two.schedule(FOREVER.minusSeconds(1), () -> ran.add("never"));
            two.schedule(FOREVER.minusSeconds(2), () -> ran.add("never"));
            two.schedule(Duration.ofNanos(100_000), () -> ran.add("soon"));
            two.schedule(Duration.ZERO, () -> ran.add("now"));

            assertThat(List.of(next(), next())).containsExactlyInAnyOrder("soon", "now");
        }
    }

    @RepeatedTest(ROUNDS)
    void runsEachTaskOfABurstOnceUnlessItIsTakenBack() throws InterruptedException {
        try (SystemTime three = SystemTime.create("dumont-test", 3)) {
            int kept = 50;
            CountDownLatch all = new CountDownLatch(kept);
            for (int i = 0; i < kept; i++) {
                three.schedule(Duration.ofNanos(i % 7 * 20_000), () -> {
                    ran.add("kept");
                    all.countDown();
                });
                three.schedule(FOREVER, () -> ran.add("taken back")).cancel();
            }

            assertThat(await(all)).isTrue();
            assertThat(ran).hasSize(kept).containsOnly("kept");
        }
    }

    @RepeatedTest(ROUNDS)
    void runsWhatIsLeftWhenTheFirstTaskIsTakenBack() throws InterruptedException {
        TimeSource.Scheduled first = time.schedule(Duration.ofNanos(50_000), () -> {});
        time.schedule(Duration.ofNanos(100_000), () -> ran.add("left"));
        first.cancel();

        assertThat(ran.poll(5, TimeUnit.SECONDS)).isEqualTo("left");
    }

    @RepeatedTest(ROUNDS)
    void endsItsThreadsOnCloseWhateverTheyAreAt() throws InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        SystemTime two = SystemTime.create("dumont-test", 2);
        CountDownLatch begun = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            two.schedule(Duration.ZERO, () -> {
                threads.add(Thread.currentThread());
                begun.countDown();
                two.schedule(Duration.ZERO, () -> {});
            });
        }
        assertThat(await(begun)).isTrue();

        two.close();

        for (Thread thread : threads) {
            thread.join(5_000);
            assertThat(thread.isAlive()).isFalse();
        }
    }

    @Test
    void aTaskThatKeepsItsInterruptLeavesItToNoOther() throws InterruptedException {
        time.schedule(Duration.ZERO, () -> Thread.currentThread().interrupt());
        time.schedule(Duration.ZERO, () -> ran.add(Thread.interrupted() ? "interrupted" : "not interrupted"));

        assertThat(ran.poll(5, TimeUnit.SECONDS)).isEqualTo("not interrupted");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void needsAThread(int threads) {
        assertThatThrownBy(() -> SystemTime.create("dumont-test", threads))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(threads));
    }

    private String next() throws InterruptedException {
        return String.valueOf(ran.poll(5, TimeUnit.SECONDS));
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
