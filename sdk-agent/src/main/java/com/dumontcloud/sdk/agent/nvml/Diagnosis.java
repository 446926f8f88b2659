package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.nvml.NvmlStatus.State;
import com.dumontcloud.sdk.agent.nvml.Surroundings.Sign;
import com.dumontcloud.sdk.core.model.GpuReading;
import org.jspecify.annotations.Nullable;

/** Tells from the driver's answer and the machine around it what is wrong and what helps. */
final class Diagnosis {

    private static final Sign SEEN_BEFORE = new Sign("GPUs were read before", null);

    private final Surroundings surroundings;
    private final KnownGpus known;

    Diagnosis(Surroundings surroundings, KnownGpus known) {
        this.surroundings = surroundings;
        this.known = known;
    }

    /** Returns the status of a machine on which NVML cannot be called. */
    NvmlStatus of(NvmlTrouble trouble) {
        return switch (trouble.kind()) {
            case NO_LIBRARY ->
                withoutDriver(
                        State.NO_LIBRARY,
                        "no libnvidia-ml.so.1",
                        "install the driver or set NVIDIA_DRIVER_CAPABILITIES=all",
                        null);
            case NATIVE_ACCESS_DENIED -> unusable(State.NATIVE_ACCESS_DENIED, GpuReading.State.DENIED, trouble);
            default -> unusable(State.LIBRARY_UNUSABLE, GpuReading.State.UNKNOWN, trouble);
        };
    }

    /** Returns the status of a machine on which a session with NVML could not begin, or ended. */
    NvmlStatus of(int code, String binding) {
        return switch (code) {
            case NvmlCode.DRIVER_NOT_LOADED ->
                withoutDriver(
                        State.NO_DRIVER,
                        "the NVIDIA driver is not loaded",
                        "run: modprobe nvidia; if that fails, see dmesg",
                        binding);
            case NvmlCode.LIBRARY_NOT_FOUND ->
                withoutDriver(
                        State.NO_LIBRARY, "a library of the driver is missing", "install the driver again", binding);
            case NvmlCode.GPU_NOT_FOUND ->
                withoutDriver(
                        State.NO_DRIVER,
                        "the driver lists no GPU",
                        "see dmesg, or NVIDIA_VISIBLE_DEVICES in a container",
                        binding);
            case NvmlCode.NO_PERMISSION ->
                failed(
                        State.ACCESS_DENIED,
                        "this user may not open the GPUs (NVML code 4)",
                        "let it read and write /dev/nvidiactl and /dev/nvidia0",
                        code,
                        binding);
            case NvmlCode.OPERATING_SYSTEM ->
                failed(
                        State.ACCESS_DENIED,
                        "the system took the GPUs from this container (NVML code 17)",
                        "restart the container",
                        code,
                        binding);
            case NvmlCode.LIB_RM_VERSION_MISMATCH ->
                failed(
                        State.VERSION_MISMATCH,
                        "the driver was replaced, its library here was not (NVML code 18)",
                        "restart this program, or else reboot",
                        code,
                        binding);
            case NvmlCode.UNINITIALIZED ->
                failed(
                        State.FAILED,
                        "NVML forgets that it was initialised (NVML code 1)",
                        "restart this program",
                        code,
                        binding);
            case NvmlCode.UNKNOWN -> unknown(binding);
            case NvmlCode.GPU_IS_LOST, NvmlCode.RESET_REQUIRED ->
                failed(
                        State.FAILED,
                        NvmlCode.text(code),
                        "reset the GPU, reboot, or replace the machine",
                        code,
                        binding);
            default -> failed(State.FAILED, NvmlCode.text(code), "see dmesg, or reboot", code, binding);
        };
    }

    /** Returns the status of a machine on which reading failed in a way that no driver should. */
    NvmlStatus of(Throwable failure, @Nullable String binding) {
        String sentence = "reading the GPUs failed: " + failure;
        return NvmlStatus.of(State.FAILED, sentence, "see the log", GpuReading.State.UNKNOWN, binding);
    }

    /** Without a driver it can be that there is no GPU; but only if nothing at all speaks for one. */
    private NvmlStatus withoutDriver(State state, String sentence, String remedy, @Nullable String binding) {
        Sign sign = known.isEmpty() ? surroundings.signOfGpu() : SEEN_BEFORE;
        if (sign == null) {
            return NvmlStatus.of(State.NO_GPU, "there is no GPU", null, GpuReading.State.UNKNOWN, binding);
        }
        return NvmlStatus.of(
                state,
                sentence + ", but " + sign.text(),
                sign.remedy() == null ? remedy : sign.remedy(),
                GpuReading.State.UNKNOWN,
                binding);
    }

    /** Reloading systemd on a host takes the GPUs from its containers; the driver then says no more than that it failed. */
    private NvmlStatus unknown(String binding) {
        boolean container = surroundings.isContainer();
        return failed(
                State.FAILED,
                container
                        ? "the driver fails (NVML code 999), as after daemon-reload on the host"
                        : "the driver fails for a reason it does not know (NVML code 999)",
                container ? "restart the container" : "see dmesg; a reset or a reboot may help",
                NvmlCode.UNKNOWN,
                binding);
    }

    private static NvmlStatus failed(State state, String sentence, String remedy, int code, String binding) {
        return NvmlStatus.of(state, sentence, remedy, NvmlCode.stateOf(code), binding);
    }

    private static NvmlStatus unusable(State state, GpuReading.State gpuState, NvmlTrouble trouble) {
        return NvmlStatus.of(state, trouble.reason(), trouble.remedy(), gpuState, null);
    }
}
