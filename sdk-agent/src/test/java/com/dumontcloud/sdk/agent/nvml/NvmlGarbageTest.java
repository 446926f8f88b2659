package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.dumontcloud.sdk.agent.GpuUnreadableException;
import com.dumontcloud.sdk.agent.internal.gpu.GpuMetric;
import com.dumontcloud.sdk.core.model.GpuInstanceReading;
import com.dumontcloud.sdk.core.model.GpuReading;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NvmlGarbageTest {
    private static final int[] CODES = {
        0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 6, 7, 9, 10, 13, 15, 16, 17, 19, 20, 21, 25, 26, 27, 28, 29, 30, 999, -1
    };

    private static final int ROUNDS = 300;

    @TempDir
    private Path root;

    /** Whatever a driver answers, nothing but "unreadable" escapes, and every number that leaves can be. */
    @Test
    void letsNoImpossibleNumberOut() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            assertThatCode(noise(seed)).as("seed %s", seed).doesNotThrowAnyException();
        }
    }

    /** Codes at random around a driver that writes no utilisation of its own: none may be made up. */
    @Test
    void makesUpNoUtilization() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            assertThatCode(failures(seed)).as("seed %s", seed).doesNotThrowAnyException();
        }
    }

    /** A library such as the stub of a development kit, should it claim success. */
    @Test
    void takesALibraryThatClaimsSuccessAndWritesNothingForNoMeasurement() {
        Machine machine = Machine.of(ScriptedNvml.with(1), root).settled();
        for (NvmlFunction function : NvmlFunction.values()) {
            if (function.name().startsWith("DEVICE_GET") && function != NvmlFunction.DEVICE_GET_MIG_MODE) {
                machine.nvml.answers(function, NvmlCode.SUCCESS);
            }
        }

        GpuReading reading = machine.next();

        assertThat(reading.state()).isEqualTo(GpuReading.State.UNKNOWN);
        assertThat(reading.utilizationMeanPercent()).isNull();
        assertThat(reading.memoryUtilizationPercent()).isNull();
        assertThat(reading.memoryUsedMib()).isNull();
        assertThat(reading.temperatureCelsius()).isNull();
        assertThat(reading.powerWatts()).isNull();
        assertThat(reading.energyJoules()).isNull();
        assertThat(reading.smClockMhz()).isNull();
        assertThat(reading.pcieSentBytes()).isNull();
        assertThat(reading.eccUncorrectedErrors()).isNull();
        assertThat(reading.processCount()).isNull();
        assertThat(reading.absent()).hasSizeGreaterThan(10);
    }

    private ThrowingCallable noise(int seed) {
        return () -> {
            Random random = new Random(seed);
            Machine machine = Machine.of(ScriptedNvml.with(2), root);
            machine.opening = NvmlOpening.of(new NoisyNvml(random));
            for (int i = 0; i < 20; i++) {
                try {
                    machine.nextAll().forEach(NvmlGarbageTest::assertPossible);
                } catch (GpuUnreadableException unreadable) {
                    assertThat(unreadable.getMessage()).isNotBlank();
                }
            }
            machine.probe.close();
        };
    }

    private ThrowingCallable failures(int seed) {
        return () -> {
            Random random = new Random(seed);
            Machine machine = Machine.of(ScriptedNvml.with(3), root);
            machine.settled();
            machine.nvml.answers(NvmlFunction.DEVICE_GET_SAMPLES, NvmlCode.NOT_FOUND);
            machine.nvml.answers(NvmlFunction.DEVICE_GET_UTILIZATION_RATES, failure(random));
            for (int i = 0; i < 20; i++) {
                NvmlFunction function = NvmlFunction.values()[random.nextInt(NvmlFunction.values().length)];
                if (function != NvmlFunction.DEVICE_GET_SAMPLES
                        && function != NvmlFunction.DEVICE_GET_UTILIZATION_RATES) {
                    machine.nvml.answers(function, CODES[random.nextInt(CODES.length)]);
                }
                try {
                    for (GpuReading reading : machine.nextAll()) {
                        assertThat(reading.utilizationMeanPercent()).isNull();
                        assertThat(reading.absent()).containsKey("utilization_mean_percent");
                        assertPossible(reading);
                    }
                } catch (GpuUnreadableException unreadable) {
                    assertThat(unreadable.getMessage()).isNotBlank();
                }
            }
        };
    }

    private static int failure(Random random) {
        int code = CODES[random.nextInt(CODES.length)];
        return code == NvmlCode.SUCCESS ? NvmlCode.NO_DATA : code;
    }

    private static void assertPossible(GpuReading reading) {
        assertThat(reading.index()).isBetween(0, 255);
        possible(GpuMetric.UTILIZATION_MEAN_PERCENT, reading.utilizationMeanPercent());
        possible(GpuMetric.UTILIZATION_MAX_PERCENT, reading.utilizationMaxPercent());
        possible(GpuMetric.SAMPLES, reading.samples());
        possible(GpuMetric.COVERED_SECONDS, reading.coveredSeconds());
        possible(GpuMetric.MEMORY_USED_MB, reading.memoryUsedMib());
        possible(GpuMetric.MEMORY_TOTAL_MB, reading.memoryTotalMib());
        possible(GpuMetric.TEMPERATURE_CELSIUS, reading.temperatureCelsius());
        possible(GpuMetric.POWER_WATTS, reading.powerWatts());
        possible(GpuMetric.MEMORY_UTILIZATION_PERCENT, reading.memoryUtilizationPercent());
        possible(GpuMetric.POWER_LIMIT_WATTS, reading.powerLimitWatts());
        possible(GpuMetric.ENERGY_JOULES, reading.energyJoules());
        possible(GpuMetric.SM_CLOCK_MHZ, reading.smClockMhz());
        possible(GpuMetric.MEMORY_CLOCK_MHZ, reading.memoryClockMhz());
        possible(GpuMetric.PCIE_RX_BYTES, reading.pcieReceivedBytes());
        possible(GpuMetric.PCIE_TX_BYTES, reading.pcieSentBytes());
        possible(GpuMetric.SM_UTILIZATION_PERCENT, reading.smUtilizationPercent());
        possible(GpuMetric.ECC_UNCORRECTED_ERRORS, reading.eccUncorrectedErrors());
        possible(GpuMetric.XID, reading.xid());
        possible(GpuMetric.PROCESS_COUNT, reading.processCount());
        possible(GpuMetric.INSTANCES, reading.instances().size());
        for (GpuInstanceReading instance : reading.instances()) {
            possible(GpuMetric.MEMORY_USED_MB, instance.memoryUsedMib());
            possible(GpuMetric.MEMORY_TOTAL_MB, instance.memoryTotalMib());
            possible(GpuMetric.SM_UTILIZATION_PERCENT, instance.smUtilizationPercent());
            possible(GpuMetric.PROCESS_COUNT, instance.processCount());
        }
        assertThat(reading.absent()).hasSizeLessThanOrEqualTo(31);
        assertThat(reading.absent().values())
                .allSatisfy(reason -> assertThat(reason).isNotBlank());
        if (reading.utilizationMeanPercent() == null) {
            assertThat(reading.absent()).containsKey("utilization_mean_percent");
        } else {
            assertThat(reading.absent()).doesNotContainKey("utilization_mean_percent");
        }
    }

    private static void possible(GpuMetric metric, @Nullable Number value) {
        assertThat(value == null || metric.holds(value.doubleValue()))
                .as("%s %s", metric, value)
                .isTrue();
    }

    /** A library that answers anything and writes anything, though only into memory that it was given. */
    private static final class NoisyNvml implements NvmlLibrary {

        private final FakeMemory memory = new FakeMemory();
        private final Random random;

        NoisyNvml(Random random) {
            this.random = random;
        }

        @Override
        public long address(ByteBuffer direct) {
            return memory.address(direct);
        }

        @Override
        public String describe() {
            return "noise";
        }

        @Override
        public int call(NvmlFunction function) {
            return noise(function);
        }

        @Override
        public int call(NvmlFunction function, long a) {
            return noise(function, a);
        }

        @Override
        public int call(NvmlFunction function, long a, long b) {
            return noise(function, a, b);
        }

        @Override
        public int call(NvmlFunction function, long a, long b, long c) {
            return noise(function, a, b, c);
        }

        @Override
        public int call(NvmlFunction function, long a, long b, long c, long d) {
            return noise(function, a, b, c, d);
        }

        @Override
        public int call(NvmlFunction function, long a, long b, long c, long d, long e, long f) {
            return noise(function, a, b, c, d, e, f);
        }

        private int noise(NvmlFunction function, long... parameters) {
            for (long parameter : parameters) {
                int room = Math.min(memory.room(parameter), 1 + random.nextInt(200));
                int pattern = random.nextInt(6);
                for (int i = 0; i < room; i++) {
                    memory.int8(parameter + i, noise(pattern, i));
                }
            }
            boolean first = function == NvmlFunction.INIT || function == NvmlFunction.DEVICE_GET_COUNT;
            return first ? NvmlCode.SUCCESS : CODES[random.nextInt(CODES.length)];
        }

        private byte noise(int pattern, int at) {
            return switch (pattern) {
                case 0 -> (byte) random.nextInt();
                case 1 -> (byte) 0xFF;
                case 2 -> (byte) (at % 4 == 0 ? random.nextInt(5) : 0); // small numbers
                case 3 -> (byte) (at % 8 == 0 ? random.nextInt(110) : 0);
                case 4 -> (byte) (at % 8 == 6 ? 0x59 : 0); // a real number of about a hundred
                default -> 0;
            };
        }
    }
}
