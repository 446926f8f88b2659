package com.dumontcloud.sdk.policy.decide;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.List;

/** The many ways in which a heartbeat says the same of a machine's use: which of them it is must make no difference. */
final class Wording {

    private static final List<Beat> NONSENSE = List.of(
            Beat.silentOnUse(),
            Beat.gpuAt(Double.NaN),
            Beat.gpuAt(-1),
            Beat.gpuAt(100.5),
            Beat.gpuAt(Double.POSITIVE_INFINITY).cpu(-0.5),
            Beat.gpus(Beat.gpu(0, null, null, null)),
            Beat.gpus(Beat.gpu(0, Double.NaN, -3.0, null)),
            Beat.gpus(GpuReading.builder(0)
                    .state(GpuReading.State.LOST)
                    .utilizationMeanPercent(0.0)
                    .build()),
            Beat.gpus(Beat.gpu(0, 0.0, 0.0, null), Beat.gpu(1, null, null, null)));

    private Wording() {}

    static Beat of(Step.Heard heard, long wording) {
        long any = Math.floorMod(heard.second() + wording, 1_000_003);
        double low = any % 5;
        return switch (heard.use()) {
            case IDLE -> any % 3 == 0 ? Beat.gpus(Beat.gpu(0, low, 10 * low, null)) : Beat.gpuAt(low);
            case GLIMPSED -> Beat.gpus(Beat.gpu(0, low, 10 * low, 1.0));
            case BUSY -> busy((int) (heard.second() % 4), any);
            case HOST -> Beat.gpuAt(low).cpu(20 + any % 80);
            case STUCK -> Beat.gpuAt(low).busy(0.25);
            case NOT_KNOWN -> NONSENSE.get((int) (any % NONSENSE.size()));
        };
    }

    private static Beat busy(int kind, long any) {
        return switch (kind) {
            case 0 -> Beat.gpuAt(8 + any % 90);
            case 1 -> Beat.gpus(Beat.gpu(0, 3.0, 50.0 + any % 50, null));
            case 2 -> Beat.idle().jupyter(true);
            default -> Beat.idle().typedAgo(any % 600);
        };
    }
}
