package com.dumontcloud.sdk.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.HostReading;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.core.model.PeopleReading;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTest {

    @Test
    void keepsThePowerOfGpusThatTellTheirLimitAndTheirUse() {
        GpuReading.Builder whole = GpuReading.builder(3)
                .state(GpuReading.State.OK)
                .utilizationMeanPercent(2.0)
                .powerWatts(60.0)
                .powerLimitWatts(450.0);
        GpuReading lost = whole.build().toBuilder().state(GpuReading.State.LOST).build();
        GpuReading unlimited = whole.build().toBuilder().powerLimitWatts(null).build();
        GpuReading absurd = whole.build().toBuilder().powerWatts(-3.0).build();

        assertThat(powers(whole.build(), lost, unlimited, absurd))
                .containsExactly(new Evidence.Power(3, 60, 450, 2, null, null));
    }

    private static List<Evidence.Power> powers(GpuReading... gpus) {
        Heartbeat heartbeat =
                Heartbeat.builder(MachineId.of("m-1")).gpus(List.of(gpus)).build();
        return Evidence.of(heartbeat, Instant.EPOCH).gpu().powers();
    }

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Heartbeat.Builder BARE = Heartbeat.builder(MachineId.of("m"));

    @Test
    void absentIsAbsent() {
        Evidence evidence = Evidence.of(BARE.build(), NOW);

        assertThat(evidence.gpu()).isEqualTo(Evidence.Gpus.UNKNOWN);
        assertThat(evidence.cpuPercent()).isNull();
        assertThat(evidence.diskBytes()).isNull();
        assertThat(evidence.networkBytes()).isNull();
        assertThat(evidence.lastInputSeconds()).isNull();
        assertThat(evidence.lastActivitySeconds()).isNull();
        assertThat(evidence.hasProcesses()).isNull();
        assertThat(evidence.hasSessions()).isNull();
        assertThat(evidence.idleSeconds()).isNull();
    }

    @Test
    void theMachinesOwnIdleClockIsTakenOver() {
        assertThat(Evidence.of(BARE.build().toBuilder().idleSeconds(90.5).build(), NOW)
                        .idleSeconds())
                .isEqualTo(90.5);
        assertThat(Evidence.of(BARE.build().toBuilder().idleSeconds(-1.0).build(), NOW)
                        .idleSeconds())
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, -0.1, 100.1, Double.POSITIVE_INFINITY})
    void whatIsOutOfRangeIsNotKnown(double value) {
        Heartbeat heartbeat = Heartbeat.builder(MachineId.of("m"))
                .gpuTotals(GpuTotals.ofUtilization(value))
                .host(new HostReading(value, null, null, null, -1L, null, Long.MAX_VALUE, 1L))
                .people(new PeopleReading(null, value < 0 ? value : Double.NaN, null))
                .build();

        Evidence evidence = Evidence.of(heartbeat, NOW);

        assertThat(evidence.gpu().meanPercent()).isNull();
        assertThat(evidence.cpuPercent()).isNull();
        assertThat(evidence.diskBytes()).isNull();
        assertThat(evidence.networkBytes()).isNull();
        assertThat(evidence.lastInputSeconds()).isNull();
    }

    @Test
    void theBusiestGpuCountsAndTheWorstCovered() {
        Evidence.Gpus gpus = gpus(gpu(5.0, 10.0, 28.0, 100.0), gpu(60.0, 99.0, 12.0, 50.0), gpu(null, 30.0, null, 1.0));

        assertThat(gpus).isEqualTo(new Evidence.Gpus(3, 1, 60.0, 99.0, 151.0, 12.0, List.of()));
    }

    @Test
    void aSumOfMemoryWithOneMissingIsNoSum() {
        assertThat(gpus(gpu(0.0, null, null, 100.0), gpu(0.0, null, null, null)).memoryUsedMib())
                .isNull();
    }

    @Test
    void activityIsReckonedByTheSendersClockAloneWhereItGivesBoth() {
        Heartbeat skewed = Heartbeat.builder(MachineId.of("m"))
                .timestamp(NOW.plusSeconds(90_000))
                .lastActivity(NOW.plusSeconds(89_985))
                .build();

        assertThat(Evidence.of(skewed, NOW).lastActivitySeconds()).isEqualTo(15);
    }

    private static Evidence.Gpus gpus(GpuReading... gpus) {
        return Evidence.of(
                        Heartbeat.builder(MachineId.of("m")).gpus(List.of(gpus)).build(), NOW)
                .gpu();
    }

    private static GpuReading gpu(Double mean, Double max, Double covered, Double memory) {
        return GpuReading.builder(0)
                .state(GpuReading.State.OK)
                .utilizationMeanPercent(mean)
                .utilizationMaxPercent(max)
                .coveredSeconds(covered)
                .memoryUsedMib(memory)
                .build();
    }
}
