package com.dumontcloud.sdk.policy.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Preset;
import com.dumontcloud.sdk.policy.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {

    private final Scenario machine = Scenario.rented(Preset.BALANCED);

    @ParameterizedTest(name = "a GPU at {0} % reads {1}, once idle {2}")
    @CsvSource({
        "0, IDLE, IDLE",
        "4.99, IDLE, IDLE",
        "5, ACTIVE, IDLE",
        "7.99, ACTIVE, IDLE",
        "8, ACTIVE, ACTIVE",
        "100, ACTIVE, ACTIVE"
    })
    void gpuMeanHasHysteresis(double percent, Activity first, Activity onceIdle) {
        assertThat(machine.hears(Beat.gpuAt(percent)).activity()).isEqualTo(first);

        Scenario idle = Scenario.rented(Preset.BALANCED).hears(Beat.idle()).passes(seconds(30));
        assertThat(idle.hears(Beat.gpuAt(percent)).activity()).isEqualTo(onceIdle);
    }

    @Test
    void reactiveReleasesWhereItBegan() {
        Scenario idle = Scenario.rented(Preset.REACTIVE).hears(Beat.idle()).passes(seconds(60));

        assertThat(idle.hears(Beat.gpuAt(5)).activity()).isEqualTo(Activity.ACTIVE);
    }

    @ParameterizedTest(name = "a peak of {0} % reads {1}")
    @CsvSource({"49.9, IDLE", "50, ACTIVE"})
    void gpuPeak(double peak, Activity expected) {
        assertThat(machine.hears(Beat.gpus(Beat.gpu(0, 1.0, peak, 30.0))).activity())
                .isEqualTo(expected);
    }

    @Test
    void oneBusyGpuOfEightIsEnough() {
        GpuReading[] gpus = new GpuReading[8];
        for (int i = 0; i < 8; i++) {
            gpus[i] = Beat.gpu(i, i == 6 ? 40.0 : 0.0, null, null);
        }

        assertThat(machine.hears(Beat.gpus(gpus)).activity()).isEqualTo(Activity.ACTIVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LOST", "RESET_REQUIRED", "UNSUPPORTED", "DENIED"})
    void aGpuThatDoesNotAnswerMakesTheOthersProveNothing(GpuReading.State state) {
        GpuReading dead =
                GpuReading.builder(1).state(state).utilizationMeanPercent(0.0).build();

        machine.hears(Beat.gpus(Beat.gpu(0, 0.0, null, null), dead));

        assertThat(machine.activity()).isEqualTo(Activity.INDETERMINATE);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -1, 101, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsOutOfRangeSaysNothing(double percent) {
        assertThat(machine.hears(Beat.gpuAt(percent)).activity()).isEqualTo(Activity.INDETERMINATE);

        Scenario cpu = Scenario.withoutGpu(Preset.BALANCED);
        assertThat(cpu.hears(Beat.silentOnUse().cpu(percent)).activity()).isEqualTo(Activity.INDETERMINATE);

        Scenario other = Scenario.rented(Preset.BALANCED);
        assertThat(other.hears(Beat.gpus(Beat.gpu(0, percent, percent, percent)))
                        .activity())
                .isEqualTo(Activity.INDETERMINATE);
    }

    @Test
    void noMetricIsNoIdleness() {
        machine.hears(Beat.silentOnUse(), Duration.ofHours(3));

        assertThat(machine.activity()).isEqualTo(Activity.INDETERMINATE);
        assertThat(machine.intents()).isZero();
    }

    /** From 20 W to 450 W a quarter of the way is 127.5 W. */
    @ParameterizedTest(name = "a GPU that idles at 20 W of 450 reads {1} at {0} W")
    @CsvSource({"20, IDLE", "127.4, IDLE", "127.5, ACTIVE", "450, ACTIVE"})
    void gpuPowerAboveWhatItDrawsWhenIdle(double watts, Activity expected) {
        machine.hears(Beat.drawing(20, 0, 0)).passes(seconds(30)).hears(Beat.drawing(watts, 0, 0));

        assertThat(machine.activity()).isEqualTo(expected);
    }

    /** A model that is loaded keeps the clocks up; that is learned apart, and is no work. */
    @Test
    void whatAGpuDrawsWithMemoryHeldIsNoWork() {
        machine.hears(Beat.drawing(20, 0, 0)).passes(seconds(30));
        machine.hears(Beat.drawing(20, 0, 0).vram(0)).passes(seconds(30));

        assertThat(machine.hears(Beat.drawing(135, 8000, 0).vram(8000)).activity())
                .as("memory was taken")
                .isEqualTo(Activity.ACTIVE);
        machine.passes(seconds(30));
        assertThat(machine.hears(Beat.drawing(135, 8000, 0).vram(8000)).activity())
                .isEqualTo(Activity.IDLE);
        machine.passes(seconds(30));
        // A quarter of the way from 135 W to 450 W is 213.75 W.
        assertThat(machine.hears(Beat.drawing(213.7, 8000, 0).vram(8000)).activity())
                .isEqualTo(Activity.IDLE);
        machine.passes(seconds(30));
        assertThat(machine.hears(Beat.drawing(213.8, 8000, 0).vram(8000)).activity())
                .isEqualTo(Activity.ACTIVE);
    }

    @Test
    void whatAWorkingGpuDrawsIsNotLearned() {
        machine.hears(Beat.drawing(400, 8000, 90)).passes(seconds(30));
        machine.hears(Beat.drawing(60, 8000, 0).vram(8000)).passes(seconds(30));

        assertThat(machine.hears(Beat.drawing(300, 8000, 0).vram(8000)).activity())
                .isEqualTo(Activity.ACTIVE);
    }

    @Test
    void whatAGpuDrewBeforeARebootIsForgotten() {
        machine.hears(Beat.drawing(20, 0, 0).boot("one")).passes(seconds(30));

        assertThat(machine.hears(Beat.drawing(200, 0, 0).boot("two")).activity())
                .isEqualTo(Activity.IDLE);
    }

    @ParameterizedTest(name = "a GPU that says it draws {0} W says nothing by that")
    @ValueSource(doubles = {0, -3, Double.NaN, Double.POSITIVE_INFINITY, 1e9})
    void powerOutOfRangeSaysNothing(double watts) {
        machine.hears(Beat.drawing(20, 0, 0)).passes(seconds(30));

        assertThat(machine.hears(Beat.drawing(watts, 0, 0)).activity()).isEqualTo(Activity.IDLE);
    }

    @ParameterizedTest(name = "{0} MiB more or less read {1}")
    @CsvSource({"255.9, IDLE", "-255.9, IDLE", "256, ACTIVE", "-256, ACTIVE"})
    void gpuMemoryThatChanges(double mib, Activity expected) {
        machine.hears(Beat.idle().vram(8000))
                .passes(seconds(30))
                .hears(Beat.idle().vram(8000 + mib));

        assertThat(machine.activity()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "beside an idle GPU a processor at {0} % reads {1}")
    @CsvSource({"19.9, IDLE", "20, ACTIVE"})
    void processorBesideAGpu(double percent, Activity expected) {
        assertThat(machine.hears(Beat.idle().cpu(percent)).activity()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "without a GPU a processor at {0} % reads {1}")
    @CsvSource({"4.9, IDLE", "5, ACTIVE"})
    void processorWithoutAGpu(double percent, Activity expected) {
        Scenario cpuOnly = Scenario.withoutGpu(Preset.BALANCED);

        assertThat(cpuOnly.hears(Beat.silentOnUse().cpu(percent)).activity()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} + {1} bytes in 30 s read {2}")
    @CsvSource({"15000000, 14999999, IDLE", "15000000, 15000000, ACTIVE", "-1, 40000000, IDLE"})
    void network(long received, long sent, Activity expected) {
        machine.hears(Beat.idle()).passes(seconds(30)).hears(Beat.idle().network(received, sent));

        assertThat(machine.activity()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} + {1} bytes in 30 s read {2}")
    @CsvSource({"75000000, 74999999, IDLE", "75000000, 75000000, ACTIVE"})
    void disk(long read, long written, Activity expected) {
        machine.hears(Beat.idle()).passes(seconds(30)).hears(Beat.idle().disk(read, written));

        assertThat(machine.activity()).isEqualTo(expected);
    }

    @Test
    void bytesOfAnIntervalAreNotThinnedByHeartbeatsThatWereLost() {
        machine.hears(Beat.idle().numbered(1)).passes(seconds(60));

        machine.hears(Beat.idle().network(20_000_000, 15_000_000).numbered(3));

        assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);
    }

    @ParameterizedTest(name = "input {0} s ago reads {1}")
    @CsvSource({"0, ACTIVE", "599.9, ACTIVE", "600, IDLE", "-1, IDLE"})
    void terminalInput(double secondsAgo, Activity expected) {
        assertThat(machine.hears(Beat.idle().typedAgo(secondsAgo)).activity()).isEqualTo(expected);
    }

    @ParameterizedTest(name = "activity {0} s ago reads {1}")
    @CsvSource({"0, ACTIVE", "599, ACTIVE", "600, IDLE", "-599, ACTIVE", "-600, IDLE"})
    void lastActivityByTheMachinesOwnClock(long secondsAgo, Activity expected) {
        assertThat(machine.hears(Beat.idle().activeAgo(secondsAgo)).activity()).isEqualTo(expected);
    }

    @Test
    void aNotebookKernelAtWork() {
        assertThat(machine.hears(Beat.idle().jupyter(true)).activity()).isEqualTo(Activity.ACTIVE);
        assertThat(machine.passes(seconds(30)).hears(Beat.idle().jupyter(false)).activity())
                .isEqualTo(Activity.IDLE);
    }

    @Test
    void aProgramThatSaysItIsBusyIsBelievedWhileItsProgressMoves() {
        double progress = 0;
        for (int minute = 0; minute < 300; minute++) {
            progress += 0.001;
            machine.hears(Beat.idle().busy(progress)).passes(seconds(30));
            machine.hears(Beat.idle().busy(progress)).passes(seconds(30));
        }

        assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);
        assertThat(machine.alerts()).isEmpty();
    }

    @Test
    void aProgramThatSaysItIsBusyIsBelievedWhileAGpuWorks() {
        for (int hour = 0; hour < 4; hour++) {
            machine.hears(Beat.idle().busy(0.5), Duration.ofMinutes(59))
                    .hears(Beat.gpuAt(30).busy(0.5));
        }

        assertThat(machine.alerts()).isEmpty();
        assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);
    }

    @Test
    void aHungLoopIsReportedAfterAnHourAndNotBelievedAfterTwo() {
        machine.hears(Beat.idle().busy(0.5), seconds(3599));
        assertThat(machine.alerts()).isEmpty();

        machine.passes(seconds(1)).hears(Beat.idle().busy(0.5));
        assertThat(machine.alerts()).containsExactly(Reason.Code.STALLED);

        machine.passes(seconds(30)).hears(Beat.idle().busy(0.5), seconds(7140 - 3600));
        assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);

        machine.passes(seconds(30)).hears(Beat.idle().busy(0.5));
        assertThat(machine.activity()).isEqualTo(Activity.IDLE);
        assertThat(machine.alerts()).containsExactly(Reason.Code.STALLED);
    }

    @Test
    void theMachinesOwnWordOnProgressCountsWhereItIsGiven() {
        for (int i = 0; i < 600; i++) {
            machine.hears(Beat.idle().busySince(i % 20 * 30)).passes(seconds(30));
        }

        assertThat(machine.activity()).isEqualTo(Activity.ACTIVE);
        assertThat(machine.alerts()).isEmpty();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }
}
