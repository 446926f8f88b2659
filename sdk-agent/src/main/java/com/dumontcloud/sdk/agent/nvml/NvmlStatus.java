package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.core.model.GpuReading;
import org.jspecify.annotations.Nullable;

/**
 * What is known of NVIDIA's driver on this machine, for people: whether its GPUs can be read and, if not, what helps. Immutable.
 */
public final class NvmlStatus {

    private final State state;
    private final String sentence;
    private final @Nullable String remedy;
    private final GpuReading.State gpuState;
    private final @Nullable String binding;
    private final @Nullable String driverVersion;
    private final @Nullable String nvmlVersion;
    private final @Nullable Integer gpuCount;

    private NvmlStatus(
            State state,
            String sentence,
            @Nullable String remedy,
            GpuReading.State gpuState,
            @Nullable String binding,
            @Nullable String driverVersion,
            @Nullable String nvmlVersion,
            @Nullable Integer gpuCount) {
        this.state = state;
        this.sentence = sentence;
        this.remedy = remedy;
        this.gpuState = gpuState;
        this.binding = binding;
        this.driverVersion = driverVersion;
        this.nvmlVersion = nvmlVersion;
        this.gpuCount = gpuCount;
    }

    /** Returns the status of a driver whose GPUs are read. */
    static NvmlStatus ready(NvmlSession session, String binding) {
        String sentence = "driver " + (session.driverVersion() == null ? "of unknown version" : session.driverVersion())
                + " lists " + session.size() + (session.size() == 1 ? " GPU" : " GPUs");
        return new NvmlStatus(
                State.READY,
                sentence,
                null,
                GpuReading.State.OK,
                binding,
                session.driverVersion(),
                session.nvmlVersion(),
                session.size());
    }

    /** Returns the status of a machine whose GPUs are not read. */
    static NvmlStatus of(
            State state,
            String sentence,
            @Nullable String remedy,
            GpuReading.State gpuState,
            @Nullable String binding) {
        Integer count = state == State.NO_GPU ? 0 : null;
        return new NvmlStatus(state, sentence, remedy, gpuState, binding, null, null, count);
    }

    /** Returns the state. */
    public State state() {
        return state;
    }

    /** Returns what was found, in a few words. */
    public String sentence() {
        return sentence;
    }

    /** Returns what helps, in a few words; absent when there is nothing to mend. */
    public @Nullable String remedy() {
        return remedy;
    }

    /** Returns how the library is called and from which file it was mapped; absent when it is not mapped. */
    public @Nullable String binding() {
        return binding;
    }

    /** Returns the version of the driver, such as {@code 535.261.03}; absent unless {@link State#READY}. */
    public @Nullable String driverVersion() {
        return driverVersion;
    }

    /** Returns the version of the library, such as {@code 12.535.261.03}; absent unless {@link State#READY}. */
    public @Nullable String nvmlVersion() {
        return nvmlVersion;
    }

    /** Returns how many GPUs the driver lists, also such as it does not let this user open; absent if that is not known. */
    public @Nullable Integer gpuCount() {
        return gpuCount;
    }

    /** Returns the sentence and, where there is one, the remedy. */
    @Override
    public String toString() {
        return remedy == null ? sentence : sentence + "; " + remedy;
    }

    /** Returns what this says of each GPU. */
    GpuReading.State gpuState() {
        return gpuState;
    }

    /** Whether the GPUs can be read. More may come. */
    public enum State {
        /** Nobody has looked yet. */
        NOT_OPENED,
        /** They are read. Single ones may still be lost or denied, which their readings say. */
        READY,
        /** It is certain that there is none: neither a driver nor a device of one. */
        NO_GPU,
        /** The driver's library is missing although there is, or may be, a GPU. */
        NO_LIBRARY,
        /** The library is there and cannot be called from this JVM. */
        LIBRARY_UNUSABLE,
        /** This JVM was told that no code may call native functions. */
        NATIVE_ACCESS_DENIED,
        /** The library is there and the kernel's part of the driver is not loaded, or lists no GPU. */
        NO_DRIVER,
        /** The driver, or the system, does not let this user or this container at the GPUs. */
        ACCESS_DENIED,
        /** The driver was replaced while this program, or the machine, ran on with the one before. */
        VERSION_MISMATCH,
        /** The driver fails. */
        FAILED,
        /** The probe was closed. */
        CLOSED
    }
}
