package com.dumontcloud.sdk.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.time.TimeSource.Scheduled;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VirtualTimeTest {

    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    private final VirtualTime time = VirtualTime.startingAt(START);
    private final List<String> ran = new ArrayList<>();

    @Test
    void standsStillUntilAdvanced() {
        assertThat(time.wall()).isEqualTo(START);
        assertThat(time.mono()).isZero();

        time.advance(Duration.ofMillis(1_500));

        assertThat(time.wall()).isEqualTo(START.plusMillis(1_500));
        assertThat(time.mono()).isEqualTo(1_500_000_000L);
    }

    @ParameterizedTest
    @CsvSource({"9999999999, 0", "10000000000, 1", "10000000001, 1"})
    void runsATaskAtItsDueTimeAndNotBefore(long nanos, int times) {
        schedule(Duration.ofSeconds(10), "task");

        time.advance(Duration.ofNanos(nanos));

        assertThat(ran).hasSize(times);
        assertThat(time.mono()).isEqualTo(nanos);
    }

    @Test
    void runsTasksInTheOrderOfTheirDueTimesAndThenOfScheduling() {
        schedule(Duration.ofSeconds(3), "third");
        schedule(Duration.ofSeconds(1), "first");
        schedule(Duration.ofSeconds(2), "second");
        schedule(Duration.ofSeconds(2), "second again");

        time.advance(Duration.ofSeconds(5));

        assertThat(ran).containsExactly("first at 1", "second at 2", "second again at 2", "third at 3");
    }

    @Test
    void showsATaskItsDueTimeOnBothClocks() {
        List<Object> seen = new ArrayList<>();
        time.schedule(Duration.ofSeconds(7), () -> {
            seen.add(time.wall());
            seen.add(time.mono());
        });

        time.advance(Duration.ofHours(1));

        assertThat(seen).containsExactly(START.plusSeconds(7), 7_000_000_000L);
    }

    @Test
    void runsWhatTasksScheduleOnTheWayAsFarAsItFallsDue() {
        time.schedule(Duration.ofSeconds(1), () -> {
            schedule(Duration.ZERO, "at once");
            schedule(Duration.ofSeconds(1), "on the way");
            schedule(Duration.ofSeconds(5), "later");
        });

        time.advance(Duration.ofSeconds(3));

        assertThat(ran).containsExactly("at once at 1", "on the way at 2");
        assertThat(time.pending()).isEqualTo(1);
        time.advance(Duration.ofSeconds(3));
        assertThat(ran).endsWith("later at 6");
    }

    @Test
    void letsATaskPassTimeItself() {
        time.schedule(Duration.ofSeconds(1), () -> time.advance(Duration.ofSeconds(9)));
        schedule(Duration.ofSeconds(4), "within");
        schedule(Duration.ofSeconds(11), "after");

        time.advance(Duration.ofSeconds(2));

        assertThat(ran).containsExactly("within at 4");
        assertThat(time.mono()).isEqualTo(10_000_000_000L);
    }

    @Test
    void neverRunsATaskTakenBack() {
        Scheduled task = schedule(Duration.ofSeconds(1), "task");
        schedule(Duration.ofSeconds(1), "other");

        task.cancel();
        task.cancel();
        time.advance(Duration.ofSeconds(2));

        assertThat(ran).containsExactly("other at 1");
        task.cancel();
        assertThat(time.pending()).isZero();
    }

    @Test
    void letsATaskTakeBackAnotherOfTheSameInstant() {
        List<Scheduled> second = new ArrayList<>();
        time.schedule(Duration.ofSeconds(1), () -> second.get(0).cancel());
        second.add(schedule(Duration.ofSeconds(1), "second"));

        time.advance(Duration.ofSeconds(1));

        assertThat(ran).isEmpty();
    }

    @Test
    void handsOnWhatATaskThrowsAndKeepsTheRest() {
        time.schedule(Duration.ofSeconds(1), () -> {
            throw new IllegalStateException("on purpose");
        });
        schedule(Duration.ofSeconds(1), "same instant");
        schedule(Duration.ofSeconds(2), "next");

        assertThatThrownBy(() -> time.advance(Duration.ofSeconds(5))).hasMessage("on purpose");

        assertThat(ran).isEmpty();
        assertThat(time.mono()).isEqualTo(1_000_000_000L);
        time.advance(Duration.ofSeconds(5));
        assertThat(ran).containsExactly("same instant at 1", "next at 2");
        assertThat(time.mono()).isEqualTo(6_000_000_000L);
    }

    @Test
    void runsWhatIsDueWithoutLettingTimePass() {
        schedule(Duration.ZERO, "now");
        schedule(Duration.ofSeconds(-5), "overdue");
        schedule(Duration.ofNanos(1), "soon");

        time.runDue();

        assertThat(ran).containsExactly("now at 0", "overdue at 0");
        assertThat(time.mono()).isZero();
        assertThat(time.pending()).isEqualTo(1);
    }

    @Test
    void doesNothingOnTheCallersThreadUntilAdvanced() {
        schedule(Duration.ZERO, "task");

        assertThat(ran).isEmpty();
        assertThat(time.pending()).isEqualTo(1);
    }

    @Test
    void jumpsOnTheWallWithoutAnythingFallingDue() {
        schedule(Duration.ofHours(1), "task");

        time.jumpWall(Duration.ofDays(2));
        assertThat(time.wall()).isEqualTo(START.plus(Duration.ofDays(2)));
        assertThat(time.mono()).isZero();
        time.runDue();
        assertThat(ran).isEmpty();

        time.jumpWall(Duration.ofDays(-3));
        time.advance(Duration.ofHours(1));
        assertThat(ran).hasSize(1);
        assertThat(time.wall()).isEqualTo(START.minus(Duration.ofDays(1)).plus(Duration.ofHours(1)));
    }

    @Test
    void cannotPassBackwardsOrFurtherThanItCounts() {
        time.advance(Duration.ofSeconds(1));

        assertThatThrownBy(() -> time.advance(Duration.ofNanos(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> time.advance(Duration.ofNanos(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> time.advance(Duration.ofSeconds(Long.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(time.mono()).isEqualTo(1_000_000_000L);
    }

    @Test
    void takesDelaysThatNeverComeAndDelaysLongPast() {
        time.advance(Duration.ofSeconds(1));
        schedule(Duration.ofNanos(Long.MAX_VALUE), "beyond the clock");
        schedule(Duration.ofSeconds(Long.MAX_VALUE), "for ever");
        schedule(Duration.ofSeconds(Long.MIN_VALUE), "long past");

        time.advance(Duration.ofDays(36_500));

        assertThat(ran).containsExactly("long past at 1");
        assertThat(time.pending()).isEqualTo(2);
    }

    @Test
    void takesTasksFromManyThreadsWhileTimePasses() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 100; round++) {
                VirtualTime shared = VirtualTime.startingAt(START);
                AtomicInteger count = new AtomicInteger();
                CountDownLatch go = new CountDownLatch(1);
                List<Future<?>> schedulers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    schedulers.add(threads.submit(() -> {
                        go.await();
                        for (int task = 0; task < 50; task++) {
                            shared.schedule(Duration.ofMillis(task), count::incrementAndGet);
                            shared.schedule(Duration.ofMillis(task), count::incrementAndGet)
                                    .cancel();
                        }
                        return null;
                    }));
                }

                go.countDown();
                while (!schedulers.stream().allMatch(Future::isDone)) {
                    shared.advance(Duration.ofMillis(1));
                }
                for (Future<?> scheduler : schedulers) {
                    scheduler.get(5, TimeUnit.SECONDS);
                }
                shared.advance(Duration.ofMillis(50));

                assertThat(shared.pending()).isZero();
                assertThat(count).hasValueBetween(200, 400);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void takesBackOneOfAHundredThousandTasksQuickly() {
        List<Scheduled> tasks = IntStream.range(0, 100_000)
                .mapToObj(i -> time.schedule(Duration.ofSeconds(i + 1), () -> ran.add("never")))
                .toList();

        tasks.forEach(Scheduled::cancel);
        time.advance(Duration.ofSeconds(100_000));

        assertThat(ran).isEmpty();
        assertThat(time.pending()).isZero();
    }

    private Scheduled schedule(Duration delay, String name) {
        return time.schedule(
                delay,
                () -> ran.add(name + " at " + Duration.ofNanos(time.mono()).toSeconds()));
    }
}
