package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.MemoryBasis;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar on 17 and on 25, and machines whose GPUs or drivers fail in part, or midway, or at once. */
@ParameterizedClass
@ValueSource(ints = {17, 25})
class TroubledGpusIT {

    @Parameter
    private int version;

    @TempDir
    private Path files;

    private Path root;
    private Path library;

    @BeforeEach
    void machineWithADevice() throws IOException {
        root = files.resolve("root");
        Files.createDirectories(root.resolve("dev"));
        Files.createDirectories(root.resolve("sys/bus/pci/devices"));
        Files.createDirectories(root.resolve("proc/self/ns"));
        Files.createSymbolicLink(root.resolve("proc/self/ns/pid"), Path.of(Machine.HOST));
        Files.createFile(root.resolve("dev/nvidia0"));
        library = StandIn.library();
    }

    @Test
    void readsTheInstancesOfAPartitionedGpuWhereverTheyAre() throws Exception {
        Sample last = lastOf(3, """
                gpu 0 mig_mode 1
                gpu 0 mig_slots 7
                gpu 0 utilization_gpu -
                gpu 0 utilization_memory -
                gpu 0 gpm 2 30
                gpu 0/2 uuid MIG-aaaa
                gpu 0/2 instance 5
                gpu 0/2 memory_total 10737418240
                gpu 0/2 memory_reserved 0
                gpu 0/2 memory_used 1073741824
                gpu 0/2 compute 11:1073741824:5:0
                gpu 0/2 gpm 2 80
                gpu 0/2 gpm 1 90
                gpu 0/6 uuid MIG-bbbb
                gpu 0/6 instance 9
                gpu 0/6 memory_total 10737418240
                gpu 0/6 memory_reserved 0
                gpu 0/6 memory_used 0
                gpu 0/6 gpm 2 10
                """);

        GpuReading gpu = last.gpus().get(0);
        assertThat(gpu.state()).isEqualTo(State.OK);
        assertThat(gpu.utilizationMeanPercent())
                .as("how long the other worked is not known")
                .isNull();
        assertThat(gpu.instances()).hasSize(2);
        assertThat(gpu.instances().get(0)).satisfies(instance -> {
            assertThat(instance.uuid()).isEqualTo("MIG-aaaa");
            assertThat(instance.memoryUsedMib()).isEqualTo(1024);
            assertThat(instance.memoryTotalMib()).isEqualTo(10240);
            assertThat(instance.smUtilizationPercent()).isEqualTo(80);
            assertThat(instance.processCount()).isEqualTo(1);
        });
        assertThat(gpu.instances().get(1)).satisfies(instance -> {
            assertThat(instance.uuid()).isEqualTo("MIG-bbbb");
            assertThat(instance.memoryUsedMib()).isZero();
            assertThat(instance.smUtilizationPercent()).isEqualTo(10);
            assertThat(instance.processCount()).isZero();
        });
    }

    /** One GPU for each code, which its power answers with: only that is absent, and says why. */
    @Test
    void readsAMetricThatFailsAsAbsentWithTheReason() throws Exception {
        int[] codes = {3, 4, 6, 7, 10, 13, 19, 20, 21, 25, 26, 27, 29, 77, 999};
        StringBuilder scenario = new StringBuilder("gpus " + codes.length + "\ngpu * utilization_gpu 40\n");
        for (int i = 0; i < codes.length; i++) {
            scenario.append("gpu ").append(i).append(" code nvmlDeviceGetPowerUsage ");
            scenario.append(codes[i]).append('\n');
        }

        Sample last = lastOf(3, scenario.toString());

        assertThat(last.gpus()).hasSize(codes.length);
        for (int i = 0; i < codes.length; i++) {
            GpuReading gpu = last.gpus().get(i);
            assertThat(gpu.state()).as("state after code %d", codes[i]).isEqualTo(State.OK);
            assertThat(gpu.powerWatts()).as("power after code %d", codes[i]).isNull();
            assertThat(gpu.absent().get("power_watts")).contains("NVML code " + codes[i]);
            assertThat(gpu.utilizationMeanPercent()).isEqualTo(40);
        }
    }

    @Test
    void readsOnWithoutAGpuThatGotLostMidway() throws Exception {
        List<Sample> samples = samples(5, """
                gpus 4
                gpu * utilization_gpu 40
                gpu 1 code nvmlDeviceGetTemperatureV 15 4
                gpu 2 code nvmlDeviceGetMemoryInfo_v2 16 4
                gpu 3 code nvmlDeviceGetUtilizationRates 17 3
                """);

        assertThat(samples.get(2).gpus()).extracting(GpuReading::state).containsOnly(State.OK);
        List<GpuReading> last = samples.get(4).gpus();
        assertThat(last)
                .extracting(GpuReading::state)
                .containsExactly(State.OK, State.LOST, State.RESET_REQUIRED, State.DENIED);
        assertThat(last)
                .extracting(GpuReading::utilizationMeanPercent)
                .as("lost is not idle")
                .containsExactly(40.0, null, null, null);
        assertThat(last.get(1).absent().get("utilization_mean_percent")).contains("NVML code 15");
    }

    @Test
    void beginsAnewOnceWhereTheDriverForgotThatItWasInitialised() throws Exception {
        Path log = files.resolve("calls.txt");

        List<Sample> samples =
                samples(4, "log " + log + "\ngpu 0 utilization_gpu 40\ngpu 0 code nvmlDeviceGetPowerUsage 1 3-3\n");

        assertThat(samples.get(3).gpus())
                .singleElement()
                .satisfies(gpu -> assertThat(gpu.state()).isEqualTo(State.OK));
        assertThat(Files.readAllLines(log).stream().filter("nvmlInit_v2"::equals))
                .hasSize(2);
    }

    /** One probe for each code that the initialisation answers with. */
    @Test
    void saysWhyTheDriverDoesNotBegin() throws Exception {
        List<String> states = List.of(
                "4 ACCESS_DENIED",
                "9 NO_DRIVER",
                "12 NO_LIBRARY",
                "17 ACCESS_DENIED",
                "18 VERSION_MISMATCH",
                "20 FAILED",
                "28 NO_DRIVER",
                "999 FAILED");
        StringBuilder scenario = new StringBuilder("gpus 1\n");
        for (int i = 0; i < states.size(); i++) {
            String code = states.get(i).split(" ", -1)[0];
            scenario.append("code nvmlInit_v2 ")
                    .append(code)
                    .append(' ')
                    .append(i + 1)
                    .append('-')
                    .append(i + 1);
            scenario.append('\n');
        }

        List<String> lines = run(1, states.size() + 1, scenario.toString());

        for (int i = 0; i < states.size(); i++) {
            String state = states.get(i).split(" ", -1)[1];
            assertThat(lines.get(2 * i)).as(states.get(i)).matches("(UNKNOWN|DENIED) .*");
            assertThat(lines.get(2 * i + 1)).as(states.get(i)).startsWith(state + " ");
        }
        assertThat(lines.get(lines.size() - 1)).as("the next try works").startsWith("READY ");
    }

    @Test
    void countsProcessesThoughTheirListGrowsMeanwhile() throws Exception {
        String many =
                IntStream.rangeClosed(1, 40).mapToObj(pid -> pid + ":1").reduce("", (all, one) -> all + " " + one);

        Sample last = lastOf(3, """
                gpus 3
                gpu 0 compute 11:1 12:1
                gpu 0 process_race 3
                gpu 1 compute%s
                gpu 2 compute 11:1
                gpu 2 process_race 1000
                """.formatted(many));

        assertThat(last.gpus()).extracting(GpuReading::processCount).containsExactly(2, 40, null);
        assertThat(last.gpus().get(2).absent().get("process_count")).contains("NVML code 7");
    }

    @Test
    void readsNumbersThatCannotBeAsAbsent() throws Exception {
        Sample last = lastOf(3, """
                gpu 0 utilization_gpu 4294967295
                gpu 0 utilization_memory 101
                gpu 0 temperature 4294967295
                gpu 0 power 4294967295
                gpu 0 memory_used 18446744073709551615
                """);

        GpuReading gpu = last.gpus().get(0);
        assertThat(gpu.utilizationMeanPercent()).isNull();
        assertThat(gpu.memoryUtilizationPercent()).isNull();
        assertThat(gpu.temperatureCelsius()).isNull();
        assertThat(gpu.powerWatts()).isNull();
        assertThat(gpu.memoryUsedMib()).isNull();
        assertThat(gpu.absent())
                .containsKeys(
                        "utilization_mean_percent",
                        "memory_utilization_percent",
                        "temperature_celsius",
                        "power_watts",
                        "memory_used_mb");
    }

    @Test
    void fallsBackToTheOlderFunctionsOfAnOlderDriver() throws Exception {
        library = StandIn.without(
                "nvmlDeviceGetTemperatureV",
                "nvmlDeviceGetMemoryInfo_v2",
                "nvmlGpmQueryDeviceSupport",
                "nvmlDeviceGetTotalEnergyConsumption",
                "nvmlEventSetWait_v2");

        Sample last = lastOf(3, "driver 450.80.02\ngpu 0 temperature 61\ngpu 0 memory_used 1048576\n");

        GpuReading gpu = last.gpus().get(0);
        assertThat(gpu.state()).isEqualTo(State.OK);
        assertThat(gpu.temperatureCelsius()).isEqualTo(61);
        assertThat(gpu.memoryBasis()).isEqualTo(MemoryBasis.WITH_RESERVED);
        assertThat(gpu.memoryUsedMib()).isEqualTo(512 + 1);
        assertThat(gpu.energyJoules()).isNull();
        assertThat(gpu.absent()).containsKeys("energy_joules", "sm_utilization_percent");
    }

    @Test
    void isSureThatThereIsNoGpuOnlyWhereTheMachineShowsNone() throws Exception {
        assumeTrue(Files.notExists(Path.of("/proc/driver/nvidia")), "this machine has NVIDIA's driver");

        List<String> withDevice = withoutLibrary().run(SampleProgram.class, root.toString(), "1", "1");
        Files.delete(root.resolve("dev/nvidia0"));
        List<String> without = withoutLibrary().run(SampleProgram.class, root.toString(), "1", "1");

        assertThat(withDevice.get(0)).startsWith("UNKNOWN no libnvidia-ml.so.1").contains("/dev/nvidia0");
        assertThat(withDevice.get(1)).startsWith("NO_LIBRARY ");
        assertThat(without.get(0)).isEqualTo("{\"instance_id\":1}");
        assertThat(without.get(1)).startsWith("NO_GPU ");
    }

    /** The driver blocks for a minute: the machine reports on, closes in time, and collects as usual. */
    @Test
    void holdsUpNobodyWhileTheDriverHangs() throws Exception {
        Path state = Files.createDirectory(files.resolve("state"));

        List<String> lines =
                jvm("gpu 0 hang nvmlDeviceGetUtilizationRates 60\n").run(HungDriverProgram.class, state.toString());

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).matches("null UNKNOWN the probe has not answered for \\d+ s");
        assertThat(Long.parseLong(lines.get(1))).as("ms of System.gc()").isLessThan(2000);
        assertThat(Long.parseLong(lines.get(2))).as("ms of close()").isLessThan(6000);
    }

    private Sample lastOf(int count, String scenario) throws Exception {
        return samples(count, scenario).get(count - 1);
    }

    private List<Sample> samples(int count, String scenario) throws Exception {
        List<String> lines = run(count, 1, scenario);
        assertThat(lines).hasSize(count + 1);
        return lines.subList(0, count).stream()
                .map(line -> new Sample(line, lines.get(count)))
                .toList();
    }

    private List<String> run(int samples, int probes, String scenario) throws Exception {
        return jvm(scenario)
                .run(SampleProgram.class, root.toString(), Integer.toString(samples), Integer.toString(probes));
    }

    private ChildJvm withoutLibrary() {
        return ChildJvm.of(version).allowingNativeAccess();
    }

    private ChildJvm jvm(String scenario) throws IOException {
        return withoutLibrary()
                .option("-D" + NvmlLocator.PROPERTY + "=" + library)
                .environment(
                        StandIn.SCENARIO,
                        Files.writeString(files.resolve("scenario.txt"), scenario)
                                .toString());
    }

    /** One sample as it was printed, and what was known of the driver at the end. */
    private record Sample(String line, String status) {

        List<GpuReading> gpus() {
            assertThat(line).startsWith("{");
            return AgentCodec.decodeHeartbeat(line.getBytes(StandardCharsets.UTF_8))
                    .gpus();
        }
    }
}
