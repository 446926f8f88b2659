package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.dumontcloud.sdk.agent.GpuUnreadableException;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NvmlConnectionTest {
    @TempDir
    private Path root;

    private ScriptedNvml nvml;
    private Machine machine;

    @BeforeEach
    void start() {
        nvml = ScriptedNvml.with(2);
        machine = Machine.of(nvml, root);
    }

    @Test
    void looksForADriverAgainAfterAMinuteThenLessOften() {
        machine.opening = noLibrary();
        for (int seconds = 0; seconds < 24 * 3600; seconds += 5) {
            machine.nextAll();
        }

        assertThat(machine.openings).isBetween(140, 150); // every ten minutes, four more at the start
    }

    @Test
    void readsGpusWhoseDriverIsInstalledLater() {
        machine.opening = noLibrary();
        machine.sample();
        machine.opening = NvmlOpening.of(nvml);
        machine.later(Duration.ofSeconds(59));
        assertThat(machine.sample()).isEmpty();
        machine.later(Duration.ofSeconds(1));

        assertThat(machine.sample()).hasSize(2);
    }

    @Test
    void readsGpusWhoseDriverIsLoadedLater() {
        machine.file("dev/nvidia0", "");
        nvml.answers(NvmlFunction.INIT, NvmlCode.DRIVER_NOT_LOADED);
        unreadable();
        nvml.codes.clear();
        machine.later(Duration.ofMinutes(1));

        assertThat(machine.sample()).hasSize(2);
        assertThat(machine.openings).isEqualTo(1);
    }

    @Test
    void doesNotTryAgainWhatThisProcessMayNever() {
        machine.opening = NvmlOpening.of(NvmlTrouble.denied());
        unreadable();
        machine.later(Duration.ofDays(1));
        unreadable();

        assertThat(machine.openings).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "1, FAILED, UNKNOWN, restart this program",
        "4, ACCESS_DENIED, DENIED, /dev/nvidiactl",
        "15, FAILED, LOST, replace the machine",
        "16, FAILED, RESET_REQUIRED, reset the GPU",
        "17, ACCESS_DENIED, DENIED, restart the container",
        "18, VERSION_MISMATCH, UNKNOWN, restart this program",
        "20, FAILED, UNKNOWN, dmesg",
        "999, FAILED, UNKNOWN, dmesg",
        "4711, FAILED, UNKNOWN, dmesg"
    })
    void saysWhatHelpsWhenTheDriverDoesNotBegin(int code, NvmlStatus.State state, State gpuState, String remedy) {
        nvml.answers(NvmlFunction.INIT, code);

        GpuUnreadableException unreadable = unreadable();

        assertThat(unreadable).hasMessageContaining("NVML code " + code).hasMessageContaining(remedy);
        assertThat(unreadable.getMessage()).hasSizeLessThanOrEqualTo(120); // as much as a heartbeat carries
        assertThat(unreadable.state()).isEqualTo(gpuState);
        assertThat(machine.probe.status().state()).isEqualTo(state);
        assertThat(machine.probe.status().binding()).isEqualTo("scripted, /scripted/libnvidia-ml.so.1");
    }

    @Test
    void knowsWhatTakesTheGpusFromAContainer() {
        machine.link("proc/self/ns/pid", Machine.CONTAINER);
        nvml.answers(NvmlFunction.INIT, NvmlCode.UNKNOWN);

        assertThat(unreadable()).hasMessageContaining("daemon-reload").hasMessageContaining("restart the container");
    }

    @Test
    void saysSoWhereThisUserMayOpenNoGpuAtAll() {
        nvml.gpus.clear();
        nvml.closedPositions.put(0, NvmlCode.NO_PERMISSION);
        nvml.closedPositions.put(1, NvmlCode.NO_PERMISSION);

        assertThat(unreadable().state()).isEqualTo(State.DENIED);
        assertThat(machine.probe.status().state()).isEqualTo(NvmlStatus.State.ACCESS_DENIED);
        assertThat(nvml.initialised).isZero();
    }

    @ParameterizedTest
    @CsvSource({"257", "-1", "2147483647"})
    void doesNotBelieveADriverThatCountsBeyondReason(int count) {
        ScriptedNvml mad = ScriptedNvml.with(count == 257 ? 257 : 1);
        Machine odd = Machine.of(mad, root);
        if (count != 257) {
            mad.count = count;
        }

        assertThat(catchThrowableOfType(GpuUnreadableException.class, odd::sample)
                        .state())
                .isEqualTo(State.UNKNOWN);
    }

    @Test
    void initialisesAgainOnceWhenNvmlForgetsThatItWas() {
        machine.settled();
        nvml.forget();

        List<GpuReading> readings = machine.nextAll();

        assertThat(readings).hasSize(2).extracting(GpuReading::state).containsOnly(State.OK);
        assertThat(nvml.calls(NvmlFunction.INIT)).isEqualTo(2);
    }

    @Test
    void reportsWhenNvmlForgetsItAgain() {
        machine.settled();
        nvml.answers(NvmlFunction.DEVICE_GET_POWER_USAGE, NvmlCode.UNINITIALIZED);
        machine.later(Duration.ofSeconds(5));

        assertThat(unreadable()).hasMessageContaining("NVML code 1");
        assertThat(nvml.calls(NvmlFunction.INIT)).isEqualTo(2);
        assertThat(nvml.initialised).isZero();
        machine.later(Duration.ofSeconds(59));
        unreadable();
        assertThat(nvml.calls(NvmlFunction.INIT)).isEqualTo(2);
    }

    @Test
    void staysDownWhenTheDriverWasReplaced() {
        machine.settled();
        nvml.answers(NvmlFunction.DEVICE_GET_POWER_USAGE, NvmlCode.LIB_RM_VERSION_MISMATCH);
        machine.later(Duration.ofSeconds(5));

        assertThat(unreadable()).hasMessageContaining("restart this program");
        assertThat(nvml.initialised).isZero();
        nvml.codes.clear();
        machine.later(Duration.ofDays(1));
        unreadable();
        assertThat(nvml.calls(NvmlFunction.INIT)).isEqualTo(1);
    }

    @Test
    void initialisesAgainForALostGpuWithGrowingPauses() {
        machine.settled();
        nvml.gpus.get(0).answers(NvmlFunction.DEVICE_GET_POWER_USAGE, NvmlCode.GPU_IS_LOST);
        for (int seconds = 0; seconds < 3600; seconds += 5) {
            assertThat(machine.nextAll()).extracting(GpuReading::state).containsExactly(State.LOST, State.OK);
        }

        assertThat(nvml.calls(NvmlFunction.INIT) - 1).isEqualTo(8); // after 1, 3, 7, 15, 25, 35, 45 and 55 minutes
    }

    @Test
    void readsAGpuAgainThatWasResetMeanwhile() {
        machine.settled();
        nvml.gpus.get(0).answers(NvmlFunction.DEVICE_GET_POWER_USAGE, NvmlCode.RESET_REQUIRED);
        assertThat(machine.next().state()).isEqualTo(State.RESET_REQUIRED);
        nvml.gpus.get(0).codes.clear();
        machine.later(Duration.ofMinutes(1));

        assertThat(machine.sample()).extracting(GpuReading::state).containsExactly(State.OK, State.OK);
        machine.later(Duration.ofHours(1));
        machine.sample();
        assertThat(nvml.calls(NvmlFunction.INIT)).isLessThanOrEqualTo(2);
    }

    @Test
    void letsNothingElseEscapeThanThatTheGpusCannotBeRead() {
        nvml.beforeCall = () -> {
            throw new IllegalStateException("the binding is broken");
        };

        assertThat(unreadable()).hasMessageContaining("the binding is broken");
        nvml.beforeCall = () -> {
            throw new UnsatisfiedLinkError("no such function");
        };
        machine.later(Duration.ofMinutes(1));
        assertThat(unreadable()).hasMessageContaining("no such function");
        nvml.beforeCall = () -> {};
        machine.later(Duration.ofMinutes(2));
        assertThat(machine.sample()).hasSize(2);
    }

    @Test
    void describesADriverThatIsRead() {
        machine.sample();

        NvmlStatus status = machine.probe.status();

        assertThat(status.state()).isEqualTo(NvmlStatus.State.READY);
        assertThat(status.driverVersion()).isEqualTo("570.86.15");
        assertThat(status.nvmlVersion()).isEqualTo("12.570.86.15");
        assertThat(status.gpuCount()).isEqualTo(2);
        assertThat(status.binding()).isEqualTo("scripted, /scripted/libnvidia-ml.so.1");
        assertThat(status.remedy()).isNull();
        assertThat(status).hasToString("driver 570.86.15 lists 2 GPUs");
    }

    private GpuUnreadableException unreadable() {
        return catchThrowableOfType(GpuUnreadableException.class, machine::sample);
    }

    private static NvmlOpening noLibrary() {
        return NvmlOpening.of(new NvmlTrouble(NvmlTrouble.Kind.NO_LIBRARY, "not on this machine", "install it"));
    }
}
