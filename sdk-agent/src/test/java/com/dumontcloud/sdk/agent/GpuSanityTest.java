package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.dumontcloud.sdk.core.model.GpuInstanceReading;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.Builder;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.wire.AgentCodec;
import com.dumontcloud.sdk.core.wire.Dialect;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GpuSanityTest {

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 100})
    void keepsAPercentage(double percent) {
        assertThat(GpuSanity.check(Gpus.plain(0, percent)).utilizationMeanPercent())
                .isEqualTo(percent);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, -0.0001, 100.0001, 4_294_967_295.0, Double.NaN, Double.POSITIVE_INFINITY})
    void takesAnImpossiblePercentageForAbsentAndSaysWhy(double percent) {
        GpuReading checked = GpuSanity.check(Gpus.plain(0, percent));

        assertThat(checked.utilizationMeanPercent()).isNull();
        assertThat(checked.absent()).containsKey("utilization_mean_percent");
    }

    @Test
    void quotesTheDriver() {
        assertThat(GpuSanity.check(Gpus.plain(0, 4_294_967_295.0)).absent())
                .containsEntry("utilization_mean_percent", "the driver said 4294967295 %");
    }

    @Test
    void keepsTheRestOfAReadingWithOneImpossibleValue() {
        double allBitsInMib = 17_592_186_044_416.0;

        GpuReading checked = GpuSanity.check(Gpus.full(0, 40.0, allBitsInMib, 24_564.0, 255.0, 4_294_967.295));

        assertThat(checked.utilizationMeanPercent()).isEqualTo(40);
        assertThat(checked.memoryTotalMib()).isEqualTo(24_564);
        assertThat(checked.absent()).containsOnlyKeys("memory_used_mb", "temperature_celsius", "power_watts");
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 256})
    void refusesAnIndexThatNoHeartbeatCanCarry(int index) {
        assertThatThrownBy(() -> GpuSanity.check(Gpus.plain(index, 1.0))).isInstanceOf(IllegalArgumentException.class);
    }

    /** Each metric by its name on the wire, as contract and codec have it, with its largest value and one that cannot be. */
    static Stream<Arguments> metrics() {
        double memory = 64.0 * 1024 * 1024;
        long whole = (1L << 53) - 1;
        return Stream.of(
                decimal("utilization_mean_percent", 100, Builder::utilizationMeanPercent),
                decimal("utilization_max_percent", 100, Builder::utilizationMaxPercent),
                decimal("memory_used_mb", memory, Builder::memoryUsedMib),
                decimal("memory_total_mb", memory, Builder::memoryTotalMib),
                decimal("temperature_celsius", 200, Builder::temperatureCelsius),
                decimal("power_watts", 100_000, Builder::powerWatts),
                decimal("memory_utilization_percent", 100, Builder::memoryUtilizationPercent),
                decimal("power_limit_watts", 100_000, Builder::powerLimitWatts),
                decimal("energy_joules", 1e12, Builder::energyJoules),
                decimal("sm_utilization_percent", 100, Builder::smUtilizationPercent),
                metric("sm_clock_mhz", 100_000, 100_001, Builder::smClockMhz),
                metric("memory_clock_mhz", 100_000, 100_001, Builder::memoryClockMhz),
                metric("xid", 65_535, 65_536, Builder::xid),
                metric("process_count", 1 << 22, (1 << 22) + 1, Builder::processCount),
                metric("pcie_rx_bytes", whole, whole + 1, Builder::pcieReceivedBytes),
                metric("pcie_tx_bytes", whole, whole + 1, Builder::pcieSentBytes),
                metric("ecc_uncorrected_errors", whole, whole + 1, Builder::eccUncorrectedErrors));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("metrics")
    <N> void keepsTheLargestValueAndTheCodecTakesIt(
            String name, N largest, N more, BiFunction<Builder, N, Builder> set) {
        GpuReading reading = set.apply(Gpus.ok(0), largest).build();

        assertThat(GpuSanity.check(reading)).isEqualTo(reading);
        assertThat(overTheWire(reading)).isEqualTo(reading);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("metrics")
    <N> void takesWhatIsMoreForAbsentByItsNameOnTheWire(
            String name, N largest, N more, BiFunction<Builder, N, Builder> set) {
        GpuReading checked = GpuSanity.check(set.apply(Gpus.ok(0), more).build());

        assertThat(checked.absent()).containsOnlyKeys(name);
        assertThat(checked).isEqualTo(Gpus.ok(0).absent(checked.absent()).build());
        assertThat(overTheWire(checked)).isEqualTo(checked);
    }

    @Test
    void takesNegativeNumbersForAbsent() {
        GpuReading checked = GpuSanity.check(Gpus.ok(0)
                .xid(-1)
                .smClockMhz(-1)
                .pcieSentBytes(-1L)
                .eccUncorrectedErrors(-1L)
                .energyJoules(-0.001)
                .samples(-1)
                .coveredSeconds(-1.0)
                .build());

        assertThat(checked.absent())
                .containsEntry("xid", "the driver said -1")
                .containsOnlyKeys("xid", "sm_clock_mhz", "pcie_tx_bytes", "ecc_uncorrected_errors", "energy_joules");
        assertThat(checked).isEqualTo(Gpus.ok(0).absent(checked.absent()).build());
    }

    @Test
    void aWeightThatCannotBeLeavesAReadingThatStandsForOneSample() {
        GpuReading checked = GpuSanity.check(Gpus.ring(10, 20, (1 << 22) + 1, 1e9 + 1));

        assertThat(checked)
                .isEqualTo(Gpus.ring(10, 20, 1, 1).toBuilder()
                        .samples(null)
                        .coveredSeconds(null)
                        .build());
    }

    @Test
    void checksInstancesToo() {
        GpuInstanceReading honest = new GpuInstanceReading("MIG-1", 0.0, 64.0 * 1024 * 1024, 100.0, 1 << 22);
        GpuReading checked = GpuSanity.check(Gpus.ok(0)
                .instances(List.of(honest, new GpuInstanceReading(" ", 17_592_186_044_416.0, -1.0, 100.1, -1)))
                .build());

        assertThat(checked.instances()).containsExactly(honest, new GpuInstanceReading(null, null, null, null, null));
        assertThat(checked.absent())
                .containsOnly(entry("instances", "memory_used_mb: the driver said 17592186044416 MiB"));
        assertThat(overTheWire(checked)).isEqualTo(checked);
    }

    @Test
    void keepsAsManyInstancesAsAHeartbeatCanCarry() {
        List<GpuInstanceReading> most = Collections.nCopies(64, new GpuInstanceReading("MIG-1", 1.0, 2.0, 3.0, 4));
        List<GpuInstanceReading> more = Collections.nCopies(65, most.get(0));

        GpuReading kept = GpuSanity.check(Gpus.ok(0).instances(most).build());
        GpuReading cut = GpuSanity.check(Gpus.ok(0).instances(more).build());

        assertThat(kept).isEqualTo(Gpus.ok(0).instances(most).build());
        assertThat(cut.instances()).hasSize(64);
        assertThat(cut.absent()).containsOnly(entry("instances", "the driver said 65"));
        assertThat(overTheWire(cut)).isEqualTo(cut);
    }

    @Test
    void givesNoMoreReasonsThanAHeartbeatCanCarryAndItsOwnFirst() {
        Map<String, String> reasons = new HashMap<>();
        for (int i = 0; i < 40; i++) {
            reasons.put("metric_" + i, "not supported\n" + "x".repeat(5000));
        }
        reasons.put("m".repeat(300), "not supported");
        reasons.put("power_watts", "the probe's own reason");

        GpuReading checked =
                GpuSanity.check(Gpus.ok(0).powerWatts(-1.0).absent(reasons).build());
        GpuReading told = GpuAggregate.startingWith(checked, 5).reading();

        assertThat(checked.absent()).hasSize(31).containsEntry("power_watts", "the driver said -1 W");
        assertThat(told.absent()).hasSize(32).containsKey("utilization_mean_percent");
        assertThat(overTheWire(told)).isEqualTo(told);
    }

    private static GpuReading overTheWire(GpuReading reading) {
        Heartbeat heartbeat =
                Heartbeat.builder(MachineId.of("m-1")).gpus(List.of(reading)).build();
        byte[] json = AgentCodec.encodeHeartbeat(heartbeat, Dialect.NESTED);
        return AgentCodec.decodeHeartbeat(json).gpus().get(0);
    }

    private static Arguments decimal(String name, double largest, BiFunction<Builder, Double, Builder> set) {
        return metric(name, largest, Math.nextUp(largest), set);
    }

    private static <N> Arguments metric(String name, N largest, N more, BiFunction<Builder, N, Builder> set) {
        return Arguments.of(name, largest, more, set);
    }
}
