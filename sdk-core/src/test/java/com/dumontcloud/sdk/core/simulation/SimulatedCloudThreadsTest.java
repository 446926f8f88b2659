package com.dumontcloud.sdk.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.MachineState;
import com.dumontcloud.sdk.core.provider.ActionReceipt;
import com.dumontcloud.sdk.core.time.SystemTime;
import com.dumontcloud.sdk.core.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SimulatedCloudThreadsTest {

    private static final MachineId ID = MachineId.of("gpu-1");

    @Test
    void completesChangesByTheClockAloneWhenNoTimerFires() {
        ClockOnly time = new ClockOnly();
        SimulatedCloud cloud = SimulatedCloud.create(time);
        SimulatedMachine machine = cloud.rent(ID.value(), HourlyRate.ofUsd("0.36"), HourlyRate.FREE);
        machine.queueStart(Duration.ofMinutes(1));
        cloud.stop(ID);
        time.nanos.addAndGet(Duration.ofSeconds(10).toNanos());
        cloud.start(ID);
        time.nanos.addAndGet(Duration.ofHours(1).toNanos());

        assertThat(cloud.list().machines())
                .singleElement()
                .satisfies(shown -> assertThat(shown.state()).isEqualTo(MachineState.RUNNING));
        assertThat(machine.history())
                .extracting(change -> change.at().getEpochSecond())
                .containsExactly(0L, 0L, 10L, 10L, 70L, 100L);
        assertThat(cloud.billedUsd()).isEqualByComparingTo("0.355");
    }

    @Test
    void countsFromAnyOriginOfTheMonotonicClock() {
        ClockOnly time = new ClockOnly();
        time.nanos.set(Long.MAX_VALUE - Duration.ofSeconds(5).toNanos());
        SimulatedCloud cloud = SimulatedCloud.create(time);
        SimulatedMachine machine = cloud.rent(ID.value(), HourlyRate.ofUsd("3600"), HourlyRate.FREE);
        cloud.faults().during(Duration.ofSeconds(9), Duration.ofSeconds(11), Fault.NETWORK);

        cloud.stop(ID);
        time.nanos.addAndGet(Duration.ofSeconds(10).toNanos() - 1);
        assertThat(machine.state()).isEqualTo(MachineState.STOPPING);
        assertThat(ActionReceipt.of(() -> cloud.stop(ID)).outcome()).isEqualTo(ActionReceipt.Outcome.UNKNOWN);
        time.nanos.addAndGet(1);

        assertThat(machine.state()).isEqualTo(MachineState.STOPPED);
        assertThat(machine.billedUsd()).isEqualByComparingTo("10");
    }

    @Test
    void takesEachCallOfManyThreadsOneAfterTheOther() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            for (int round = 0; round < 100; round++) {
                VirtualTime time = VirtualTime.startingAt(Instant.EPOCH);
                SimulatedCloud cloud =
                        SimulatedCloud.builder(time).timings(Timings.IMMEDIATE).build();
                SimulatedMachine machine = cloud.rent(ID.value(), HourlyRate.FREE, HourlyRate.FREE);
                CyclicBarrier together = new CyclicBarrier(4);
                List<Future<?>> callers = new ArrayList<>();
                for (int caller = 0; caller < 4; caller++) {
                    callers.add(threads.submit(() -> {
                        together.await(5, TimeUnit.SECONDS);
                        for (int i = 0; i < 10; i++) {
                            cloud.stop(ID);
                            cloud.list();
                            cloud.start(ID);
                            machine.billedUsd();
                        }
                        return null;
                    }));
                }
                for (Future<?> caller : callers) {
                    caller.get(5, TimeUnit.SECONDS);
                }

                assertThat(cloud.calls().count(Operation.STOP)).isEqualTo(40);
                assertThat(cloud.calls().count(Operation.START)).isEqualTo(40);
                assertThat(machine.state()).isEqualTo(MachineState.RUNNING);
                List<StateChange> history = machine.history();
                for (int i = 1; i < history.size(); i++) {
                    assertThat(history.get(i).from())
                            .isEqualTo(history.get(i - 1).to());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void livesByRealTimeToo() throws Exception {
        try (SystemTime time = SystemTime.create("dumont-test", 1)) {
            SimulatedCloud cloud = SimulatedCloud.builder(time)
                    .timings(Timings.DEFAULT.withStop(Duration.ofMillis(20)))
                    .build();
            CountDownLatch stopped = new CountDownLatch(1);
            cloud.addListener(change -> {
                if (change.to() == MachineState.STOPPED) {
                    stopped.countDown();
                }
            });
            SimulatedMachine machine = cloud.rent(ID.value(), HourlyRate.ofUsd("0.40"), HourlyRate.FREE);

            cloud.stop(ID);

            assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
            assertThat(machine.state()).isEqualTo(MachineState.STOPPED);
            assertThat(machine.billedRunning()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        }
    }

    /** Clocks that go on while no task ever runs. */
    private static final class ClockOnly implements TimeSource {

        private final AtomicLong nanos = new AtomicLong();

        @Override
        public Instant wall() {
            return Instant.EPOCH.plusNanos(nanos.get());
        }

        @Override
        public long mono() {
            return nanos.get();
        }

        @Override
        public Scheduled schedule(Duration delay, Runnable task) {
            return () -> {};
        }
    }
}
