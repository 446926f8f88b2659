package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuInstanceReading;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.MemoryBasis;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar on 17 and on 25, and machines whose GPUs are well. */
@ParameterizedClass
@ValueSource(ints = {17, 25})
class NvmlGpuProbeIT {

    /** By then the driver is trusted, its ring is begun, and what only grows has a sample before it. */
    private static final int SETTLED = 3;

    @Parameter
    private int version;

    @TempDir
    private Path files;

    @Test
    void readsEverythingThatAGpuGives() throws Exception {
        GpuReading gpu = read(SETTLED, """
                gpu 0 name NVIDIA H100
                gpu 0 utilization_gpu 35
                gpu 0 utilization_memory 12
                gpu 0 memory_used 1073741824
                gpu 0 power 71500
                gpu 0 energy 1000000+2500
                gpu 0 field 197 4294967290+16
                gpu 0 field 198 5+7
                gpu 0 gpm 1 50
                gpu 0 gpm 2 30.5
                gpu 0 compute 11:1048576 12:1048576
                gpu 0 graphics 12:1048576 13:1048576
                gpu 0 ecc_uncorrected 2
                event 0 8 13 3
                """).get(0);

        assertThat(gpu)
                .isEqualTo(GpuReading.builder(0)
                        .uuid("GPU-00000000-0000-0000-0000-000000000000")
                        .name("NVIDIA H100")
                        .state(State.OK)
                        .utilizationMeanPercent(35.0)
                        .utilizationMaxPercent(35.0)
                        .samples(1)
                        .memoryUtilizationPercent(12.0)
                        .smUtilizationPercent(30.5)
                        .memoryUsedMib(1024.0)
                        .memoryTotalMib(81_920.0)
                        .memoryBasis(MemoryBasis.ALLOCATED)
                        .temperatureCelsius(40.0)
                        .powerWatts(71.5)
                        .powerLimitWatts(400.0)
                        .energyJoules(2.5)
                        .smClockMhz(1410)
                        .memoryClockMhz(1593)
                        .pcieSentBytes(16L)
                        .pcieReceivedBytes(7L)
                        .eccUncorrectedErrors(2L)
                        .processCount(3)
                        .xid(13)
                        .build());
    }

    @Test
    void readsEightGpus() throws Exception {
        List<GpuReading> gpus = read(SETTLED, """
                gpus 8
                gpu * utilization_gpu 10
                gpu 5 utilization_gpu 90
                gpu 6 temperature -
                """);

        assertThat(gpus).extracting(GpuReading::index).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(gpus).extracting(GpuReading::uuid).doesNotHaveDuplicates();
        assertThat(gpus)
                .extracting(GpuReading::utilizationMeanPercent)
                .containsExactly(10.0, 10.0, 10.0, 10.0, 10.0, 90.0, 10.0, 10.0);
        assertThat(gpus.get(6).temperatureCelsius()).isNull();
        assertThat(gpus.get(7).temperatureCelsius()).isEqualTo(40);
    }

    @Test
    void takesMeanAndMaximumFromTheRing() throws Exception {
        GpuReading gpu = read(SETTLED, "gpu 0 utilization_gpu 1\ngpu 0 ring 1 99 | 20 40 0! 90\n")
                .get(0);

        assertThat(gpu.utilizationMeanPercent()).isEqualTo(50);
        assertThat(gpu.utilizationMaxPercent()).isEqualTo(90);
        assertThat(gpu.samples()).isEqualTo(3);
        assertThat(gpu.coveredSeconds()).isPositive();
    }

    @Test
    void readsAnIdleGpuWhoseRingRanDry() throws Exception {
        for (int codeOfDryRing : new int[] {6, 0}) {
            GpuReading gpu = read(SETTLED + 1, "gpu 0 ring 1 99 | 80\ngpu 0 ring_empty " + codeOfDryRing + "\n")
                    .get(0);

            assertThat(gpu.state()).isEqualTo(State.OK);
            assertThat(gpu.utilizationMeanPercent()).isZero();
            assertThat(gpu.samples()).isEqualTo(1);
        }
    }

    @Test
    void measuresAPartitionedGpuByItsInstancesFromHopperOn() throws Exception {
        GpuReading gpu = read(SETTLED, """
                gpu 0 mig_mode 1
                gpu 0 mig_slots 7
                gpu 0 gpm 2 1
                gpu 0/2 instance 5
                gpu 0/2 gpm 1 61.5
                gpu 0/2 gpm 2 7.25
                """).get(0);

        assertThat(gpu.utilizationMeanPercent()).isEqualTo(61.5);
        assertThat(gpu.instances())
                .extracting(GpuInstanceReading::smUtilizationPercent)
                .containsExactly(7.25);
    }

    @Test
    void countsProcessesWhoseEntriesADriverWidened() throws Exception {
        GpuReading gpu = read(SETTLED, "driver 535.54.03\ngpu 0 compute 1:2 3:4 5:6\ngpu 0 process_width 32\n")
                .get(0);

        assertThat(gpu.processCount()).isEqualTo(3);
    }

    @Test
    void readsAGpuAgainThatWasLost() throws Exception {
        Path log = files.resolve("calls.txt");

        // Lost from its third sample on, and back once NVML was initialised anew, which is tried after a minute.
        List<GpuReading> lost = read(10, "log " + log + "\ngpus 2\ngpu 0 code nvmlDeviceGetPowerUsage 15 3-14\n");
        List<GpuReading> back = read(20, "log " + log + "\ngpus 2\ngpu 0 code nvmlDeviceGetPowerUsage 15 3-14\n");

        assertThat(lost).extracting(GpuReading::state).containsExactly(State.LOST, State.OK);
        assertThat(back).extracting(GpuReading::state).containsExactly(State.OK, State.OK);
        assertThat(Files.readAllLines(log)).filteredOn("nvmlInit_v2"::equals).hasSize(1 + 2);
    }

    @Test
    void holdsOneInitialisationAndGivesEverythingBack() throws Exception {
        Path log = files.resolve("calls.txt");

        read(50, "log " + log + "\ngpus 2\ngpu 0 gpm 2 10\n");

        List<String> calls = Files.readAllLines(log);
        assertThat(calls).filteredOn("nvmlInit_v2"::equals).hasSize(1);
        assertThat(calls).filteredOn("nvmlShutdown"::equals).hasSize(1);
        assertThat(calls).filteredOn("nvmlEventSetCreate"::equals).hasSize(1);
        assertThat(calls).filteredOn("nvmlEventSetFree"::equals).hasSize(1);
        assertThat(calls).filteredOn("nvmlGpmSampleAlloc"::equals).hasSize(2);
        assertThat(calls).filteredOn("nvmlGpmSampleFree"::equals).hasSize(2);
        assertThat(calls).last().isEqualTo("nvmlShutdown");
    }

    /** A reporter that was told nothing of GPUs reads them, and shuts the driver down when it is closed. */
    @Test
    void isWhatAReporterUsesByDefault() throws Exception {
        Path log = files.resolve("calls.txt");

        List<String> lines = jvm("log " + log + "\ngpu 0 utilization_gpu 44\n").run(DefaultProbeProgram.class, state());

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).contains("memoryTotalMib=81920.0");
        assertThat(lines.get(1)).contains("utilizationMeanPercent=44.0");
        assertThat(Files.readAllLines(log)).last().isEqualTo("nvmlShutdown");
    }

    @Test
    void holdsUpNoReporterWhileTheDriverDoesNotEvenBegin() throws Exception {
        List<String> lines = jvm("hang nvmlInit_v2 60\n").run(HungDriverProgram.class, state());

        assertThat(lines.get(0)).matches("null UNKNOWN the probe has not answered for \\d+ s");
        assertThat(Long.parseLong(lines.get(2))).as("ms of close()").isLessThan(6000);
    }

    /** Returns the last of so many samples, after its way through the heartbeat's JSON. */
    private List<GpuReading> read(int samples, String scenario) throws Exception {
        List<String> lines =
                jvm(scenario).run(SampleProgram.class, root(), Integer.toString(samples), Integer.toString(1));
        assertThat(lines).hasSize(samples + 1);
        return AgentCodec.decodeHeartbeat(lines.get(samples - 1).getBytes(StandardCharsets.UTF_8))
                .gpus();
    }

    /** Returns where the file system of a host begins, so that what is read does not depend on this machine. */
    private String root() throws IOException {
        Path namespaces = Files.createDirectories(files.resolve("root/proc/self/ns"));
        if (Files.notExists(namespaces.resolve("pid"), LinkOption.NOFOLLOW_LINKS)) {
            Files.createSymbolicLink(namespaces.resolve("pid"), Path.of(Machine.HOST));
        }
        return files.resolve("root").toString();
    }

    private String state() throws IOException {
        return Files.createDirectories(files.resolve("state")).toString();
    }

    private ChildJvm jvm(String scenario) throws IOException {
        return ChildJvm.of(version)
                .allowingNativeAccess()
                .option("-D" + NvmlLocator.PROPERTY + "=" + StandIn.library())
                .environment(
                        StandIn.SCENARIO,
                        Files.writeString(files.resolve("scenario.txt"), scenario)
                                .toString());
    }
}
