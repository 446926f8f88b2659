package com.dumontcloud.sdk.core.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real threads and real clocks, so every wait is for something to happen and has a bound. */
class SystemTimeTest {

    private static final Duration FOREVER = Duration.ofDays(1);

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

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void needsAThread(int threads) {
        assertThatThrownBy(() -> SystemTime.create("dumont-test", threads))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(threads));
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
