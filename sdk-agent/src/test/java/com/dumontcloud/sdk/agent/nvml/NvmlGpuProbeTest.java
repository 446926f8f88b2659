package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.agent.GpuUnreadableException;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.MemoryBasis;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvmlGpuProbeTest {

    @TempDir
    private Path root;

    private final ScriptedNvml nvml = ScriptedNvml.with(1);
    private Machine machine;

    @BeforeEach
    void start() {
        machine = Machine.of(nvml, root);
    }

    @Test
    void readsEverythingThatAGpuGives() {
        machine.gpu().gpm = true;
        machine.gpu().eccErrors = 3;
        machine.settled();
        machine.gpu().millijoules += 1_500_000;
        machine.gpu().sentBytes += 111;
        machine.gpu().receivedBytes += 222;

        GpuReading reading = machine.next();

        assertThat(reading.state()).isEqualTo(State.OK);
        assertThat(reading.index()).isZero();
        assertThat(reading.uuid()).isEqualTo("GPU-0");
        assertThat(reading.name()).isEqualTo("NVIDIA H100");
        assertThat(reading.utilizationMeanPercent()).isEqualTo(40);
        assertThat(reading.memoryUtilizationPercent()).isEqualTo(20);
        assertThat(reading.smUtilizationPercent()).isEqualTo(21.25);
        assertThat(reading.memoryUsedMib()).isEqualTo(1_000);
        assertThat(reading.memoryTotalMib()).isEqualTo(80_000);
        assertThat(reading.memoryBasis()).isEqualTo(MemoryBasis.ALLOCATED);
        assertThat(reading.temperatureCelsius()).isEqualTo(55);
        assertThat(reading.powerWatts()).isEqualTo(300);
        assertThat(reading.powerLimitWatts()).isEqualTo(700);
        assertThat(reading.energyJoules()).isEqualTo(1_500);
        assertThat(reading.smClockMhz()).isEqualTo(1_980);
        assertThat(reading.memoryClockMhz()).isEqualTo(2_619);
        assertThat(reading.pcieSentBytes()).isEqualTo(111);
        assertThat(reading.pcieReceivedBytes()).isEqualTo(222);
        assertThat(reading.eccUncorrectedErrors()).isEqualTo(3);
        assertThat(reading.processCount()).isEqualTo(2);
        assertThat(reading.xid()).isNull();
        assertThat(reading.instances()).isEmpty();
        assertThat(reading.absent()).isEmpty();
    }

    @Test
    void opensTheDriverWithTheFirstSampleAndHoldsIt() {
        assertThat(machine.openings).isZero();
        assertThat(machine.probe.status().state()).isEqualTo(NvmlStatus.State.NOT_OPENED);

        List<GpuReading> first = machine.sample();
        for (int i = 0; i < 1_000; i++) {
            machine.nextAll();
        }

        assertThat(first).hasSize(1);
        assertThat(machine.openings).isEqualTo(1);
        assertThat(nvml.calls(NvmlFunction.INIT)).isEqualTo(1);
        assertThat(nvml.calls(NvmlFunction.SHUTDOWN)).isZero();
        assertThat(nvml.calls(NvmlFunction.DEVICE_GET_HANDLE_BY_INDEX)).isEqualTo(1);
    }

    @Test
    void closesWhatItOpenedOnce() {
        machine.settled();

        machine.probe.close();
        machine.probe.close();

        assertThat(nvml.calls(NvmlFunction.SHUTDOWN)).isEqualTo(1);
        assertThat(machine.probe.status().state()).isEqualTo(NvmlStatus.State.CLOSED);
        assertThatThrownBy(machine::sample)
                .isInstanceOf(GpuUnreadableException.class)
                .hasMessage("the probe is closed");
        assertThat(nvml.calls(NvmlFunction.INIT)).isEqualTo(1);
    }

    @Test
    void opensNothingOnlyToCloseIt() {
        machine.probe.close();

        assertThat(machine.openings).isZero();
        assertThat(nvml.calls).isEmpty();
    }

    @Test
    void endsWithoutAShutdownThatNeverReturns() throws InterruptedException {
        machine.settled();
        CountDownLatch over = new CountDownLatch(1);
        nvml.beforeCall = () -> await(over);

        Thread closing = daemon(machine.probe::close);
        closing.join(5_000);

        assertThat(closing.isAlive()).isFalse();
        over.countDown();
    }

    @Test
    void failsAtOnceAndClosesAtOnceWhileACallHangsInTheDriver() throws Exception {
        machine.settled();
        CountDownLatch inDriver = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        nvml.beforeCall = () -> {
            inDriver.countDown();
            await(over);
        };
        Thread sampling = daemon(machine::next);
        assertThat(inDriver.await(5, TimeUnit.SECONDS)).isTrue();

        assertThatThrownBy(machine::sample)
                .isInstanceOf(GpuUnreadableException.class)
                .hasMessageContaining("has not answered");
        Thread closing = daemon(machine.probe::close);
        closing.join(5_000);

        assertThat(closing.isAlive()).isFalse();
        assertThat(nvml.calls(NvmlFunction.SHUTDOWN)).isZero();
        over.countDown();
        sampling.join(5_000);
        assertThat(sampling.isAlive()).isFalse();
        assertThat(nvml.calls(NvmlFunction.SHUTDOWN)).isEqualTo(1);
        assertThat(machine.probe.status().state()).isEqualTo(NvmlStatus.State.CLOSED);
    }

    @Test
    void makesEveryCallOfASampleOnTheThreadThatAsksForIt() {
        Set<Thread> callers = new HashSet<>();
        nvml.beforeCall = () -> callers.add(Thread.currentThread());

        machine.settled();

        assertThat(callers).containsExactly(Thread.currentThread());
    }

    @Test
    void readsEightGpusIndependently() {
        Machine eight = Machine.of(ScriptedNvml.with(8), root);
        for (int i = 0; i < 8; i++) {
            eight.nvml.gpus.get(i).utilization = i * 10;
        }
        eight.nvml.gpus.get(5).answers(NvmlFunction.DEVICE_GET_UTILIZATION_RATES, NvmlCode.UNKNOWN);

        List<GpuReading> readings = eight.settled().nextAll();

        assertThat(readings)
                .extracting(GpuReading::utilizationMeanPercent)
                .containsExactly(0.0, 10.0, 20.0, 30.0, 40.0, null, 60.0, 70.0);
        assertThat(readings).extracting(GpuReading::state).containsOnly(State.OK);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "dumont-test");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
