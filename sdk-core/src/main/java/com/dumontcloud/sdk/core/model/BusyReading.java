package com.dumontcloud.sdk.core.model;

import org.jspecify.annotations.Nullable;

/**
 * The word of the program in whose process a reporter runs. Immutable.
 *
 * @param active whether the program says that it is working
 * @param label what it works on, for people
 * @param progress how far it is, 0 to 1
 * @param progressChangedSeconds seconds since the progress last moved, measured on the machine
 */
public record BusyReading(
        boolean active,
        @Nullable String label,
        @Nullable Double progress,
        @Nullable Double progressChangedSeconds) {}
