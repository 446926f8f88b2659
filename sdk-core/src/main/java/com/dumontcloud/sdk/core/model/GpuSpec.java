package com.dumontcloud.sdk.core.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The GPUs a machine is rented with. Immutable.
 *
 * @param name the model as the provider spells it, for example {@code RTX 4090}; {@code none} when there are none
 * @param count how many, 0 or more
 * @param memoryMib memory of one GPU in MiB, absent when not known
 */
public record GpuSpec(String name, int count, @Nullable Long memoryMib) {

    private static final GpuSpec NONE = new GpuSpec("none", 0, null);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if the count is negative or the memory is not positive
     */
    public GpuSpec {
        Objects.requireNonNull(name, "name");
        if (count < 0) {
            throw new IllegalArgumentException("GPU count is " + count + "; it must be 0 or more");
        }
        if (memoryMib != null && memoryMib <= 0) {
            throw new IllegalArgumentException("GPU memory is " + memoryMib + " MiB; it must be positive or absent");
        }
    }

    /** Returns GPUs of this model whose memory is not known. */
    public static GpuSpec of(String name, int count) {
        return new GpuSpec(name, count, null);
    }

    /** Returns the specification of a machine without GPUs. */
    public static GpuSpec none() {
        return NONE;
    }
}
