package com.dumontcloud.sdk.agent;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns values that no GPU can have into absent ones with a reason. Drivers mark "not available" with the largest number that
 * fits, which read as a percentage is 4294967295: taken for a number it would look like work, or like none.
 */
final class GpuSanity {

    /** Names on the wire, from http-api.md, under which reasons are kept. */
    static final String UTILIZATION = "utilization_mean_percent";

    static final String UTILIZATION_MAX = "utilization_max_percent";
    static final String MEMORY_USED = "memory_used_mb";
    static final String MEMORY_TOTAL = "memory_total_mb";
    static final String TEMPERATURE = "temperature_celsius";
    static final String POWER = "power_watts";

    /** The bounds of the heartbeat codec, beyond which a control plane would refuse the whole heartbeat. */
    private static final int HIGHEST_INDEX = 255;

    private static final double MOST_MEMORY_MIB = 64.0 * 1024 * 1024;
    private static final double COLDEST_CELSIUS = 0;
    private static final double HOTTEST_CELSIUS = 200;
    private static final double MOST_WATTS = 100_000;

    private final Map<String, String> absent;

    private GpuSanity(Map<String, String> absent) {
        this.absent = new HashMap<>();
        absent.forEach((metric, reason) -> this.absent.put(metric, Texts.cut(reason, Texts.REASON)));
    }

    /**
     * Returns the reading without what cannot be.
     *
     * @throws IllegalArgumentException if it cannot be told which GPU it is of
     */
    static GpuReading check(GpuReading raw) {
        if (raw.index() < 0 || raw.index() > HIGHEST_INDEX) {
            throw new IllegalArgumentException("GPU index " + raw.index() + " is not 0 to " + HIGHEST_INDEX);
        }
        return new GpuSanity(raw.absent()).checked(raw);
    }

    private GpuReading checked(GpuReading raw) {
        Double mean = within(raw.utilizationMeanPercent(), 0, 100, UTILIZATION, " %");
        Double max = within(raw.utilizationMaxPercent(), 0, 100, UTILIZATION_MAX, " %");
        Double used = within(raw.memoryUsedMib(), 0, MOST_MEMORY_MIB, MEMORY_USED, " MiB");
        Double total = within(raw.memoryTotalMib(), 0, MOST_MEMORY_MIB, MEMORY_TOTAL, " MiB");
        Double celsius = within(raw.temperatureCelsius(), COLDEST_CELSIUS, HOTTEST_CELSIUS, TEMPERATURE, " C");
        Double watts = within(raw.powerWatts(), 0, MOST_WATTS, POWER, " W");
        Integer samples = raw.samples() != null && raw.samples() < 0 ? null : raw.samples();
        Double covered = raw.coveredSeconds();
        if (covered != null && !(covered >= 0 && covered < Double.POSITIVE_INFINITY)) {
            covered = null;
        }
        return new GpuReading(
                raw.index(),
                name(raw.uuid()),
                name(raw.name()),
                raw.state(),
                mean,
                max,
                samples,
                covered,
                used,
                total,
                celsius,
                watts,
                absent);
    }

    private @Nullable Double within(@Nullable Double value, double low, double high, String metric, String unit) {
        if (value == null) {
            return null;
        }
        if (value >= low && value <= high) { // false for NaN
            return value;
        }
        absent.put(metric, "the driver said " + plain(value) + unit);
        return null;
    }

    private static @Nullable String name(@Nullable String text) {
        return text == null || text.isBlank() ? null : Texts.cut(text, Texts.NAME);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
