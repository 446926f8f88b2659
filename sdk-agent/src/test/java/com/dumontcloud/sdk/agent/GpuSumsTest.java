package com.dumontcloud.sdk.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuTotals;
import java.util.List;
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
}
