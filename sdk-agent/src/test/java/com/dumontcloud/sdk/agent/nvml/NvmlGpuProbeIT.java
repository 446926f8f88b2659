package com.dumontcloud.sdk.agent.nvml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged jar reads GPUs through the stand-in, by JNA on 17 and by Java itself on 25. */
@ParameterizedClass
@ValueSource(ints = {17, 25})
class NvmlGpuProbeIT {

    /** When a driver is trusted, its ring is begun, and what grows has a sample before it. */
    private static final int SETTLED = 3;

    @Parameter
    private int version;

    @TempDir
    private Path files;

    @Test
    void readsAGpu() throws Exception {
        List<String> readings = readings(SETTLED, """
                gpu 0 name NVIDIA L4
                gpu 0 utilization_gpu 35
                gpu 0 utilization_memory 12
                gpu 0 memory_used 1073741824
                gpu 0 power 71500
                gpu 0 energy 1000000+2500
                gpu 0 field 197 4294967290+16
                gpu 0 field 198 5+7
                gpu 0 compute 11:1048576 12:1048576
                gpu 0 graphics 12:1048576 13:1048576
                gpu 0 ecc_uncorrected 2
                """);

        assertThat(readings)
                .singleElement()
                .asString()
                .contains("state=OK")
                .contains("uuid=GPU-00000000-0000-0000-0000-000000000000")
                .contains("name=NVIDIA L4")
                .contains("utilizationMeanPercent=35.0")
                .contains("memoryUtilizationPercent=12.0")
                .contains("memoryUsedMib=1024.0")
                .contains("memoryTotalMib=81920.0")
                .contains("memoryBasis=ALLOCATED")
                .contains("temperatureCelsius=40.0")
                .contains("powerWatts=71.5")
                .contains("powerLimitWatts=400.0")
                .contains("energyJoules=2.5")
                .contains("smClockMhz=1410")
                .contains("memoryClockMhz=1593")
                .contains("pcieSentBytes=16")
                .contains("pcieReceivedBytes=7")
                .contains("eccUncorrectedErrors=2")
                .contains("processCount=3")
                .doesNotContain("xid");
    }

    @Test
    void readsEightGpus() throws Exception {
        List<String> readings =
                readings(SETTLED, "gpus 8\ngpu * utilization_gpu 10\ngpu 5 utilization_gpu 90\ngpu 6 temperature -\n");

        assertThat(readings).hasSize(8);
        assertThat(readings.get(4)).contains("index=4", "utilizationMeanPercent=10.0", "temperatureCelsius=40.0");
        assertThat(readings.get(5)).contains("index=5", "utilizationMeanPercent=90.0");
        assertThat(readings.get(6))
                .contains("state=OK", "temperature_celsius=not supported")
                .doesNotContain("Celsius=");
    }

    @Test
    void takesMeanAndMaximumFromTheRing() throws Exception {
        String reading = readings(SETTLED, "gpu 0 utilization_gpu 1\ngpu 0 ring 1 99 | 20 40 0! 90\n")
                .get(0);

        assertThat(reading).contains("utilizationMeanPercent=50.0", "utilizationMaxPercent=90.0", "samples=3");
    }

    @Test
    void readsAnIdleGpuWhoseRingRanDry() throws Exception {
        String reading = readings(SETTLED + 1, "gpu 0 ring 1 99 | 80\n").get(0);

        assertThat(reading).contains("state=OK", "utilizationMeanPercent=0.0", "samples=1");
        assertThat(readings(SETTLED + 1, "gpu 0 ring 1 99 | 80\ngpu 0 ring_empty 0\n")
                        .get(0))
                .contains("utilizationMeanPercent=0.0");
    }

    @Test
    void readsInstancesOfAPartitionedGpu() throws Exception {
        String reading = readings(SETTLED, """
                        gpu 0 mig_mode 1
                        gpu 0 mig_slots 7
                        gpu 0 utilization_gpu -
                        gpu 0/2 instance 5
                        gpu 0/2 memory_total 10737418240
                        gpu 0/2 memory_used 1073741824
                        gpu 0/2 memory_reserved 0
                        gpu 0/2 compute 11:1048576:5:0
                        """).get(0);

        assertThat(reading)
                .contains("state=OK")
                .contains("memoryUsedMib=1024.0, memoryTotalMib=10240.0, smUtilizationPercent=null, processCount=1")
                .contains("utilization_mean_percent=MIG is on")
                .doesNotContain("utilizationMeanPercent");
    }

    @Test
    void measuresInstancesOfAPartitionedGpuFromHopperOn() throws Exception {
        String reading = readings(SETTLED, """
                        gpu 0 mig_mode 1
                        gpu 0 mig_slots 7
                        gpu 0 gpm 2 1
                        gpu 0/2 instance 5
                        gpu 0/2 gpm 1 61.5
                        gpu 0/2 gpm 2 7.25
                        """).get(0);

        assertThat(reading).contains("smUtilizationPercent=7.25", "utilizationMeanPercent=61.5");
    }

    @Test
    void leadsEveryCodeToItsAction() throws Exception {
        int[] codes = {2, 3, 4, 6, 7, 10, 13, 15, 16, 17, 19, 20, 21, 25, 27, 999};
        StringBuilder scenario = new StringBuilder("gpus 16\n");
        for (int gpu = 0; gpu < codes.length; gpu++) {
            scenario.append("gpu " + gpu + " code nvmlDeviceGetPowerUsage " + codes[gpu] + "\n");
        }

        List<String> readings = readings(SETTLED, scenario.toString());

        assertThat(readings).hasSize(16);
        for (int gpu = 0; gpu < codes.length; gpu++) {
            String state = switch (codes[gpu]) {
                case 15 -> "LOST";
                case 16 -> "RESET_REQUIRED";
                case 17 -> "DENIED";
                default -> "OK";
            };
            assertThat(readings.get(gpu))
                    .contains("state=" + state)
                    .containsPattern("power_watts=[^,}]*\\(NVML code " + codes[gpu] + "\\)")
                    .doesNotContain("powerWatts");
            assertThat(readings.get(gpu).contains("utilizationMeanPercent")).isEqualTo(state.equals("OK"));
        }
    }

    @Test
    void saysWhatHelpsWhenTheDriverDoesNotBegin() throws Exception {
        for (int code : new int[] {4, 15, 17, 18, 20, 999}) {
            List<String> lines = lines(1, "code nvmlInit_v2 " + code + "\n");

            assertThat(lines.get(1)).contains("NVML code " + code).contains("; ");
        }
    }

    @Test
    void goesOnWithTheOthersWhenAGpuIsLostMidway() throws Exception {
        Path log = files.resolve("calls.txt");
        List<String> readings = readings(
                30, "log " + log + "\ngpus 2\nevent 0 8 79 5\n" + "gpu 0 code * 15 60\ngpu * utilization_gpu 50\n");

        assertThat(readings.get(0)).contains("state=LOST").doesNotContain("utilizationMeanPercent");
        assertThat(readings.get(1)).contains("state=OK", "utilizationMeanPercent=50.0");
        assertThat(Files.readAllLines(log))
                .filteredOn(call -> call.equals("nvmlInit_v2"))
                .hasSize(2);
    }

    @Test
    void countsProcessesThatStartMeanwhile() throws Exception {
        assertThat(readings(SETTLED, "gpu 0 compute 1:2 3:4 5:6\ngpu 0 process_race 9\n")
                        .get(0))
                .contains("processCount=3");
        assertThat(readings(SETTLED, "driver 535.54.03\ngpu 0 compute 1:2 3:4 5:6\ngpu 0 process_width 32\n")
                        .get(0))
                .contains("processCount=3");
    }

    @Test
    void givesAnEmptyListWithoutADriverOrADevice() throws Exception {
        List<String> lines = lines(2, "code nvmlInit_v2 9\n");

        if (lines.get(1).startsWith("sample")) {
            assertThat(lines).containsExactly("sample 0", "sample 1", "NO_GPU: there is no GPU");
        } else { // this machine has one
            assertThat(lines.get(1)).startsWith("UNKNOWN: the NVIDIA driver is not loaded, but ");
        }
    }

    @Test
    void holdsOneInitialisationAndEndsIt() throws Exception {
        Path log = files.resolve("calls.txt");

        lines(50, "log " + log + "\ngpus 2\ngpu 0 gpm 2 10\n");

        List<String> calls = Files.readAllLines(log);
        assertThat(calls).filteredOn("nvmlInit_v2"::equals).hasSize(1);
        assertThat(calls).filteredOn("nvmlShutdown"::equals).hasSize(1);
        assertThat(calls).filteredOn("nvmlEventSetFree"::equals).hasSize(1);
        assertThat(calls).filteredOn("nvmlGpmSampleFree"::equals).hasSize(2);
        assertThat(calls).last().isEqualTo("nvmlShutdown");
    }

    /** A reporter that is told nothing of GPUs reads them, and shuts the driver down when it is closed. */
    @Test
    void isWhatAReporterUsesByDefault() throws Exception {
        Path log = files.resolve("calls.txt");
        scenario("log " + log + "\ngpu 0 utilization_gpu 44\n");

        List<String> lines = jvm().run(ProbeProgram.class, "report", "2");

        assertThat(lines.get(0)).startsWith("heartbeat 0 ").contains("memoryTotalMib=81920.0");
        assertThat(lines.get(1)).startsWith("heartbeat 1 ").contains("utilizationMeanPercent=44.0");
        assertThat(Files.readAllLines(log)).last().isEqualTo("nvmlShutdown");
    }

    /** Heartbeats go out and closing keeps its bound of 5 s while every call hangs in the driver. */
    @Test
    void holdsUpNoReporterWhileEveryCallHangs() throws Exception {
        scenario("hang nvmlInit_v2 60\n");

        List<String> lines = jvm().run(ProbeProgram.class, "report", "3");

        assertThat(lines.get(1)).startsWith("heartbeat 1 ").contains("state=UNKNOWN", "the probe has not answered for");
        assertThat(lines.get(2)).startsWith("heartbeat 2 ").contains("state=UNKNOWN", "the probe has not answered for");
        String closed = lines.get(lines.size() - 1);
        assertThat(Long.parseLong(closed.replace("closed in ms ", ""))).isLessThan(5_000);
    }

    /** Returns the readings of the last of so many samples. */
    private List<String> readings(int samples, String scenario) throws Exception {
        List<String> lines = lines(samples, scenario);
        List<String> last =
                new ArrayList<>(lines.subList(lines.indexOf("sample " + (samples - 1)) + 1, lines.size() - 1));
        assertThat(last).as("%s", lines).allMatch(line -> line.startsWith("GPU {"));
        return last;
    }

    private List<String> lines(int samples, String scenario) throws Exception {
        scenario(scenario);
        return jvm().run(ProbeProgram.class, String.valueOf(samples));
    }

    private void scenario(String text) throws IOException {
        Files.writeString(files.resolve("scenario.txt"), text);
    }

    private ChildJvm jvm() {
        return ChildJvm.of(version)
                .option("-D" + NvmlLocator.PROPERTY + "=" + StandIn.library())
                .allowingNativeAccess()
                .environment(StandIn.SCENARIO, files.resolve("scenario.txt").toString());
    }
}
