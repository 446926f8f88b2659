package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class XidTest {
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
    void tellsAnErrorOnceAndOnTheGpuThatHadIt() {
        Machine two = Machine.of(ScriptedNvml.with(2), root).settled();
        two.nvml.events.add(new ScriptedNvml.Event(two.nvml.gpus.get(1).handle, 0x8, 31));

        assertThat(two.nextAll()).extracting(GpuReading::xid).containsExactly(null, 31);
        assertThat(two.nextAll()).extracting(GpuReading::xid).containsExactly(null, null);
    }

    @Test
    void tellsTheNewestOfSeveral() {
        machine.nvml.events.add(new ScriptedNvml.Event(gpu.handle, 0x8, 31));
        machine.nvml.events.add(new ScriptedNvml.Event(gpu.handle, 0x8, 43));

        assertThat(machine.next().xid()).isEqualTo(43);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "65535, 65535", "65536, 999", "0, 999", "-1, 999", "999, 999"})
    void tellsAnErrorWithoutANumberAsUnknown(long data, int xid) {
        machine.nvml.events.add(new ScriptedNvml.Event(gpu.handle, 0x8, data));

        assertThat(machine.next().xid()).isEqualTo(xid);
    }

    @Test
    void takesNoOtherEventForAnError() {
        machine.nvml.events.add(new ScriptedNvml.Event(gpu.handle, 0x10, 31));

        assertThat(machine.next().xid()).isNull();
    }

    @Test
    void saysSoWhereErrorsAreNotTold() {
        Machine deaf = Machine.of(ScriptedNvml.with(1), root);
        deaf.gpu().supportedEvents = 0x10;

        GpuReading reading = deaf.settled().next();

        assertThat(reading.absent()).containsKey("xid");
        assertThat(deaf.gpu().registered).isFalse();
    }

    @Test
    void tellsWhyAGpuWasLost() {
        machine.nvml.events.add(new ScriptedNvml.Event(gpu.handle, 0x8, 79));
        gpu.answers(NvmlFunction.DEVICE_GET_POWER_USAGE, NvmlCode.GPU_IS_LOST);

        GpuReading reading = machine.next();

        assertThat(reading.state()).isEqualTo(State.LOST);
        assertThat(reading.xid()).isEqualTo(79);
    }

    @Test
    void isNotHeldUpByAStormOfErrors() {
        for (int i = 0; i < 10_000; i++) {
            machine.nvml.events.add(new ScriptedNvml.Event(gpu.handle, 0x8, 13));
        }

        assertThat(machine.next().xid()).isEqualTo(13);
        assertThat(machine.nvml.calls(NvmlFunction.EVENT_SET_WAIT)).isLessThan(300);
    }

    @Test
    void holdsOneSetOfEventsAndGivesItBack() {
        machine.nextAll();

        assertThat(machine.nvml.openSets).isEqualTo(1);
        machine.probe.close();
        assertThat(machine.nvml.openSets).isZero();
    }
}
