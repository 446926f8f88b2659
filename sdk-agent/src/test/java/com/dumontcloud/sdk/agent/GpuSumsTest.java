package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GpuSumsTest {

    @Test
    void isTheMaximumOfUseAndHeatAndTheSumOfMemoryAndPower() {
        GpuTotals totals = GpuSums.of(
                List.of(Gpus.full(0, 10.0, 1.0, 100.0, 70.0, 50.0), Gpus.full(1, 90.0, 2.0, 100.0, 40.0, 60.0)));

        assertThat(totals).isEqualTo(new GpuTotals(90.0, 3.0, 200.0, 70.0, 110.0));
    }

    @Test
    void leavesOutANumberThatOneGpuDidNotGive() {
        GpuTotals totals = GpuSums.of(List.of(Gpus.plain(0, 0.0), GpuReading.of(1, GpuReading.State.LOST)));

        assertThat(totals).isEqualTo(GpuTotals.UNKNOWN);
    }

    @Test
    void isUnknownWithoutGpus() {
        assertThat(GpuSums.of(List.of())).isEqualTo(GpuTotals.UNKNOWN);
    }

    @Test
    void leavesOutASumThatNoHeartbeatCanCarry() {
        double halfOfAll = 32.0 * 1024 * 1024;

        GpuTotals most = GpuSums.of(List.of(
                Gpus.full(0, 1.0, halfOfAll, halfOfAll, 1.0, 5e4), Gpus.full(1, 1.0, halfOfAll, halfOfAll, 1.0, 5e4)));
        GpuTotals more = GpuSums.of(List.of(
                Gpus.full(0, 1.0, halfOfAll, halfOfAll, 1.0, 5e4),
                Gpus.full(1, 1.0, halfOfAll + 1, halfOfAll + 1, 1.0, 5e4 + 1)));

        assertThat(most).isEqualTo(new GpuTotals(1.0, 2 * halfOfAll, 2 * halfOfAll, 1.0, 1e5));
        assertThat(more).isEqualTo(new GpuTotals(1.0, null, null, 1.0, null));
    }

    @Test
    void countsTheProcessesOfAllGpus() {
        assertThat(GpuSums.processes(List.of(processes(0), processes(3), processes(1))))
                .isEqualTo(4);
        assertThat(GpuSums.processes(List.of(processes(0)))).isZero();
    }

    @Test
    void doesNotCountProcessesWhereOneGpuDidNotTell() {
        assertThat(GpuSums.processes(List.of(processes(3), processes(null)))).isNull();
        assertThat(GpuSums.processes(List.of())).isNull();
    }

    @Test
    void countsAsManyProcessesAsThereCanBe() {
        assertThat(GpuSums.processes(List.of(processes((1 << 22) - 1), processes(1))))
                .isEqualTo(1 << 22);
        assertThat(GpuSums.processes(List.of(processes(1 << 22), processes(1)))).isNull();
    }

    private static GpuReading processes(@Nullable Integer count) {
        return Gpus.ok(0).processCount(count).build();
    }
}
