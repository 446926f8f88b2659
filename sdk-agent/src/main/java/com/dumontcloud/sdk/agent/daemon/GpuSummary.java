package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The GPUs of a heartbeat on one line, such as {@code 8 x NVIDIA H100: ok} or {@code 7 x NVIDIA H100: ok, 1: lost}. */
final class GpuSummary {

    private GpuSummary() {}

    static String of(List<GpuReading> gpus) {
        if (gpus.isEmpty()) {
            return "none";
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (GpuReading gpu : gpus) {
            counts.merge(words(gpu), 1, Integer::sum);
        }
        List<String> parts = new ArrayList<>();
        counts.forEach((words, count) -> parts.add(count + " x " + words));
        return String.join(", ", parts);
    }

    private static String words(GpuReading gpu) {
        String name = gpu.name() == null ? "GPU" : gpu.name();
        String reason = gpu.state() == GpuReading.State.OK ? null : anyReason(gpu);
        return name + ": " + gpu.state().text() + (reason == null ? "" : " (" + reason + ")");
    }

    private static @org.jspecify.annotations.Nullable String anyReason(GpuReading gpu) {
        return gpu.absent().values().stream().findFirst().orElse(null);
    }
}
