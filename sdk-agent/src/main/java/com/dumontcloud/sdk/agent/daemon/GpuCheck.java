package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.nvml.NvmlGpuProbe;
import com.dumontcloud.sdk.agent.nvml.NvmlStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Whether the GPUs can be read. */
final class GpuCheck {

    private static final int PATIENCE_SECONDS = 15;

    private GpuCheck() {}

    static List<Finding> look() {
        CompletableFuture<NvmlStatus> answer = new CompletableFuture<>();
        // A thread of its own, since a call into the driver of a dying GPU may never come back.
        Thread looking = new Thread(() -> look(answer), "dumont-agent-gpus");
        looking.setDaemon(true);
        looking.start();
        try {
            return of(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException hangs) {
            return List.of(Finding.fail(
                    "gpus",
                    "the driver has not answered for " + PATIENCE_SECONDS + " s",
                    "a GPU may be dying: see nvidia-smi and dmesg; restarting the machine may help"));
        } catch (ExecutionException failed) {
            return List.of(Finding.fail("gpus", "they cannot be looked at: " + failed.getCause(), null));
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** Without a GPU a machine is judged by its CPU: that is nothing to mend. */
    static List<Finding> of(NvmlStatus status) {
        List<Finding> findings = new ArrayList<>();
        switch (status.state()) {
            case READY ->
                findings.add(
                        hasGpu(status)
                                ? Finding.ok("gpus", status.sentence())
                                : Finding.warn("gpus", status.sentence(), null));
            case NO_GPU -> findings.add(Finding.ok("gpus", status.sentence() + "; the CPU says whether it is used"));
            default -> findings.add(Finding.fail("gpus", status.sentence(), status.remedy()));
        }
        @Nullable String binding = status.binding();
        if (binding != null) {
            findings.add(Finding.ok("binding", binding));
        }
        return findings;
    }

    private static boolean hasGpu(NvmlStatus status) {
        return status.gpuCount() == null || status.gpuCount() > 0;
    }

    @SuppressWarnings("CatchingUnchecked")
    private static void look(CompletableFuture<NvmlStatus> answer) {
        try {
            answer.complete(NvmlGpuProbe.check());
        } catch (Throwable failure) {
            answer.completeExceptionally(failure);
        }
    }
}
