package com.dumontcloud.sdk.core.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dumontcloud.sdk.core.model.GpuReading.Builder;
import com.dumontcloud.sdk.core.model.GpuReading.MemoryBasis;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GpuReadingTest {

    private static final GpuInstanceReading INSTANCE = new GpuInstanceReading("MIG-1", 1.0, 2.0, 3.0, 4);

    @Test
    void hasNothingButAnIndexUnlessItIsSet() {
        GpuReading reading = GpuReading.builder(3).build();

        assertThat(reading.index()).isEqualTo(3);
        assertThat(reading.state()).isEqualTo(State.UNKNOWN);
        assertThat(reading.instances()).isEmpty();
        assertThat(reading.absent()).isEmpty();
        assertThat(reading.memoryUsedMib()).isNull();
        assertThat(reading.memoryBasis()).isNull();
        assertThat(reading.xid()).isNull();
    }

    @Test
    void isCopiedWhole() {
        GpuReading reading = full();

        GpuReading copy = reading.toBuilder().build();

        assertThat(copy).isEqualTo(reading).hasSameHashCodeAs(reading).hasToString(reading.toString());
        assertThat(copy).usingRecursiveComparison().isEqualTo(reading);
    }

    /** Each setting by itself, to another value than that of {@link #full()}. */
    static Stream<Consumer<Builder>> changes() {
        return Stream.of(
                gpu -> gpu.index(1),
                gpu -> gpu.uuid("x"),
                gpu -> gpu.name("x"),
                gpu -> gpu.state(State.LOST),
                gpu -> gpu.utilizationMeanPercent(null),
                gpu -> gpu.utilizationMaxPercent(99.0),
                gpu -> gpu.samples(99),
                gpu -> gpu.coveredSeconds(99.0),
                gpu -> gpu.memoryUsedMib(99.0),
                gpu -> gpu.memoryTotalMib(99.0),
                gpu -> gpu.temperatureCelsius(99.0),
                gpu -> gpu.powerWatts(99.0),
                gpu -> gpu.memoryUtilizationPercent(99.0),
                gpu -> gpu.powerLimitWatts(99.0),
                gpu -> gpu.energyJoules(99.0),
                gpu -> gpu.smClockMhz(99),
                gpu -> gpu.memoryClockMhz(99),
                gpu -> gpu.pcieReceivedBytes(99L),
                gpu -> gpu.pcieSentBytes(99L),
                gpu -> gpu.smUtilizationPercent(99.0),
                gpu -> gpu.eccUncorrectedErrors(99L),
                gpu -> gpu.xid(99),
                gpu -> gpu.processCount(99),
                gpu -> gpu.memoryBasis(MemoryBasis.WITH_RESERVED),
                gpu -> gpu.instances(List.of(INSTANCE, INSTANCE)),
                gpu -> gpu.absent(Map.of()));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void differsByEachOfItsValues(Consumer<Builder> change) {
        Builder builder = full().toBuilder();

        change.accept(builder);

        assertThat(builder.build()).isNotEqualTo(full());
        assertThat(builder.build().toString()).isNotEqualTo(full().toString());
    }

    @Test
    void doesNotChangeWithItsBuilderOrWhatItWasBuiltFrom() {
        List<GpuInstanceReading> instances = new ArrayList<>(List.of(INSTANCE));
        Map<String, String> absent = new HashMap<>(Map.of("power_watts", "not supported"));
        Builder builder =
                GpuReading.builder(0).instances(instances).absent(absent).xid(79);
        GpuReading reading = builder.build();

        instances.clear();
        absent.clear();
        builder.xid(null);

        assertThat(reading.instances()).containsExactly(INSTANCE);
        assertThat(reading.absent()).containsOnlyKeys("power_watts");
        assertThat(reading.xid()).isEqualTo(79);
        assertThatThrownBy(() -> reading.instances().clear()).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> reading.absent().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void needsAStateAndListsThatMayBeEmpty() {
        Builder builder = GpuReading.builder(0);

        assertThatNullPointerException().isThrownBy(() -> builder.state(null)).withMessage("state");
        assertThatNullPointerException()
                .isThrownBy(() -> builder.instances(null))
                .withMessage("instances");
        assertThatNullPointerException().isThrownBy(() -> builder.absent(null)).withMessage("absent");
    }

    @Test
    void showsWhatItKnowsAndNothingElse() {
        assertThat(GpuReading.builder(0).state(State.OK).powerWatts(22.5).build())
                .hasToString("GPU {index=0, state=OK, powerWatts=22.5}");
    }

    private static GpuReading full() {
        return GpuReading.builder(0)
                .uuid("GPU-0")
                .name("H100")
                .state(State.OK)
                .utilizationMeanPercent(1.0)
                .utilizationMaxPercent(2.0)
                .samples(3)
                .coveredSeconds(4.0)
                .memoryUsedMib(5.0)
                .memoryTotalMib(6.0)
                .temperatureCelsius(7.0)
                .powerWatts(8.0)
                .memoryUtilizationPercent(9.0)
                .powerLimitWatts(10.0)
                .energyJoules(11.0)
                .smClockMhz(12)
                .memoryClockMhz(13)
                .pcieReceivedBytes(14L)
                .pcieSentBytes(15L)
                .smUtilizationPercent(16.0)
                .eccUncorrectedErrors(17L)
                .xid(18)
                .processCount(19)
                .memoryBasis(MemoryBasis.ALLOCATED)
                .instances(List.of(INSTANCE))
                .absent(Map.of("fan_percent", "not supported"))
                .build();
    }
}
