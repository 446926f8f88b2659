package com.dumontcloud.sdk.core.model;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one GPU did since the heartbeat before.
 *
 * <p>Immutable. An absent number was not measured; {@link #absent()} may say why. It never stands for zero.
 *
 * @param index position on the machine, from 0
 * @param uuid the driver's stable id of the device
 * @param name the model
 * @param state whether the device answered at all
 * @param utilizationMeanPercent mean over the samples, 0 to 100
 * @param utilizationMaxPercent highest sample, 0 to 100
 * @param samples how many samples the two stand for, 0 or more
 * @param coveredSeconds how much of the time since the heartbeat before the samples cover, 0 or more
 * @param memoryUsedMib MiB in use
 * @param memoryTotalMib MiB installed
 * @param temperatureCelsius degrees Celsius
 * @param powerWatts watts drawn
 * @param absent why a number is missing, by its name on the wire; possibly empty
 */
public record GpuReading(
        int index,
        @Nullable String uuid,
        @Nullable String name,
        State state,
        @Nullable Double utilizationMeanPercent,
        @Nullable Double utilizationMaxPercent,
        @Nullable Integer samples,
        @Nullable Double coveredSeconds,
        @Nullable Double memoryUsedMib,
        @Nullable Double memoryTotalMib,
        @Nullable Double temperatureCelsius,
        @Nullable Double powerWatts,
        Map<String, String> absent) {

    /** Copies the map. */
    public GpuReading {
        Objects.requireNonNull(state, "state");
        absent = Map.copyOf(absent);
    }

    /** Returns the reading of a GPU that gave nothing but its state. */
    public static GpuReading of(int index, State state) {
        return new GpuReading(index, null, null, state, null, null, null, null, null, null, null, null, Map.of());
    }

    /** Whether a GPU answers its driver. A word this version does not know reads {@link #UNKNOWN}. */
    public enum State {
        /** It answers. */
        OK,
        /** It fell off the bus. */
        LOST,
        /** It answers nothing until it is reset. */
        RESET_REQUIRED,
        /** This kind of device does not report. */
        UNSUPPORTED,
        /** The reporter may not read it. */
        DENIED,
        /** Not known. */
        UNKNOWN;

        /** Returns the state with this text in any case, or {@link #UNKNOWN}. */
        public static State from(String text) {
            for (State state : values()) {
                if (state.name().equalsIgnoreCase(text)) {
                    return state;
                }
            }
            return UNKNOWN;
        }

        /** Returns the word used on the wire. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
