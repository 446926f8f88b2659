package com.dumontcloud.sdk.policy.endpoint;

import com.dumontcloud.sdk.core.model.Diagnosis.Case;
import com.dumontcloud.sdk.core.model.Diagnosis.Check;
import com.dumontcloud.sdk.core.model.GpuReading;
import com.dumontcloud.sdk.core.model.GpuReading.State;
import com.dumontcloud.sdk.core.model.GpuSpec;
import com.dumontcloud.sdk.core.model.GpuTotals;
import com.dumontcloud.sdk.core.model.Heartbeat;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.fleet.MachineReport;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A GPU does not appear: what its driver says, whether a restart may help, and what is left to ask others. */
final class GpuChecks {

    private static final String DRIVER = "driver";
    private static final String RESTART = "restart";
    private static final String SUPPORT = "support";
    private static final String LOOK = "Run nvidia-smi on the machine";

    private GpuChecks() {}

    static Case of(MachineReport report) {
        MachineId id = report.condition().id();
        Heartbeat current = report.current();
        List<GpuReading> gpus = current == null ? List.of() : current.gpus();
        List<GpuReading> fallen = gpus.stream()
                .filter(gpu -> gpu.state() == State.LOST || gpu.state() == State.RESET_REQUIRED)
                .toList();
        GpuSpec rented = report.condition().profile().gpu();
        int missing = rented == null || gpus.isEmpty() ? 0 : Math.max(0, rented.count() - gpus.size());
        return new Case(
                "gpu_does_not_appear",
                List.of(driver(current, gpus, missing), restart(id, gpus, fallen, missing), support(id, gpus, fallen)));
    }

    private static Check driver(@Nullable Heartbeat current, List<GpuReading> gpus, int missing) {
        if (current == null) {
            return Check.unknown(DRIVER, "no present heartbeat speaks of its GPUs", LOOK);
        }
        if (gpus.isEmpty()) {
            return current.gpuTotals().equals(GpuTotals.UNKNOWN)
                    ? Check.unknown(DRIVER, "its agent says nothing of GPUs", LOOK)
                    : Check.ok(DRIVER, "its GPUs are read, if not one by one");
        }
        List<GpuReading> silent = gpus.stream()
                .filter(gpu -> gpu.state() != State.OK && gpu.state() != State.UNKNOWN)
                .toList();
        if (!silent.isEmpty()) {
            return Check.problem(DRIVER, words(silent), LOOK + ": it shows what the driver still sees");
        }
        if (missing > 0) {
            return Check.problem(
                    DRIVER,
                    gpus.size() + " GPUs are read, and " + (gpus.size() + missing) + " are rented",
                    LOOK + ": the driver sees too few, or a container is given too few");
        }
        return Check.ok(DRIVER, gpus.size() + (gpus.size() == 1 ? " GPU answers" : " GPUs answer"));
    }

    private static Check restart(MachineId id, List<GpuReading> gpus, List<GpuReading> fallen, int missing) {
        if (!fallen.isEmpty() || missing > 0) {
            return Check.problem(
                    RESTART,
                    fallen.isEmpty() ? "a GPU is missing" : words(fallen) + ": only a restart brings it back",
                    "Save your work and restart it: POST /api/v1/instances/" + id + "/reboot");
        }
        return gpus.isEmpty()
                ? Check.unknown(
                        RESTART,
                        "whether a restart would help cannot be told",
                        "If nvidia-smi fails, restart it: POST /api/v1/instances/" + id + "/reboot")
                : Check.ok(RESTART, "no GPU needs a restart");
    }

    private static Check support(MachineId id, List<GpuReading> gpus, List<GpuReading> fallen) {
        if (fallen.isEmpty()) {
            return gpus.isEmpty()
                    ? Check.unknown(
                            SUPPORT,
                            "nothing is known that its provider has to mend",
                            "If a restart does not help, give the provider's support the machine's id, " + id
                                    + ", and what nvidia-smi says")
                    : Check.ok(SUPPORT, "nothing that its provider has to mend");
        }
        return Check.problem(
                SUPPORT,
                words(fallen),
                "If it is so again after a restart, give the provider's support the machine's id, " + id
                        + ", and the GPU's: "
                        + fallen.stream().map(GpuChecks::name).collect(Collectors.joining(", ")));
    }

    private static String words(List<GpuReading> gpus) {
        return gpus.stream().map(gpu -> name(gpu) + " " + word(gpu.state())).collect(Collectors.joining(", "));
    }

    private static String name(GpuReading gpu) {
        return "GPU " + gpu.index() + (gpu.uuid() == null ? "" : " (" + gpu.uuid() + ")");
    }

    private static String word(State state) {
        return switch (state) {
            case OK -> "answers";
            case LOST -> "fell off the bus";
            case RESET_REQUIRED -> "answers nothing until it is reset";
            case UNSUPPORTED -> "is of a kind that does not report";
            case DENIED -> "may not be read by the agent";
            case UNKNOWN -> "is in a state that is not known";
        };
    }
}
