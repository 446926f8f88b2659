package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.MemoryBasis;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import java.nio.file.Path;
import java.util.List;
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
}
