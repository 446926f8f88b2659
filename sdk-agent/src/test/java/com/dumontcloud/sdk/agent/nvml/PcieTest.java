package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PcieTest {
    @TempDir
    private Path root;

    private Machine machine;
    private FakeGpu gpu;

    @BeforeEach
    void settle() {
        machine = Machine.of(ScriptedNvml.with(1), root);
        gpu = machine.gpu();
        machine.settled();
    }

    @Test
    void tellsTheBytesMovedBetweenTwoSamples() {
        gpu.sentBytes += 1_000;
        gpu.receivedBytes += 5_000_000_000L;

        GpuReading reading = machine.next();

        assertThat(reading.pcieSentBytes()).isEqualTo(1_000);
        assertThat(reading.pcieReceivedBytes()).isEqualTo(5_000_000_000L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void knowsHowFarACounterWentThatRanOver(int valueType) {
        gpu.fieldValueType = valueType;
        gpu.sentBytes = (1L << 32) - 100;
        machine.next();
        gpu.sentBytes = 50;

        assertThat(machine.next().pcieSentBytes()).isEqualTo(150);
    }

    @Test
    void knowsNothingOfACounterOf64BitsThatWentBack() {
        gpu.sentBytes = 1L << 32;
        machine.next();
        gpu.sentBytes = 50;

        GpuReading reading = machine.next();

        assertThat(reading.pcieSentBytes()).isNull();
        assertThat(reading.absent()).containsEntry("pcie_tx_bytes", "the counter went back");
    }

    @Test
    void readsOneDirectionWhereTheOtherFails() {
        gpu.sentCode = NvmlCode.NOT_SUPPORTED;
        gpu.receivedBytes += 7;

        GpuReading reading = machine.next();

        assertThat(reading.pcieSentBytes()).isNull();
        assertThat(reading.absent()).containsEntry("pcie_tx_bytes", "not supported by this GPU (NVML code 3)");
        assertThat(reading.pcieReceivedBytes()).isEqualTo(7);
    }

    @Test
    void knowsNothingOverASampleThatFailed() {
        gpu.receivedCode = NvmlCode.UNKNOWN;
        machine.next();
        gpu.receivedCode = NvmlCode.SUCCESS;
        gpu.receivedBytes += 7;

        assertThat(machine.next().pcieReceivedBytes()).isNull();
        assertThat(machine.next().pcieReceivedBytes()).isZero();
    }

    @Test
    void doesNotTakeATypeThatIsNotKnownForANumber() {
        gpu.fieldValueType = 99;

        assertThat(machine.next().absent()).containsEntry("pcie_tx_bytes", "the driver gives no value");
    }
}
