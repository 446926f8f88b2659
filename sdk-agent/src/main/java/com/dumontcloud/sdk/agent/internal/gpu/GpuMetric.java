package com.dumontcloud.sdk.agent.internal.gpu;

import java.util.Locale;

/**
 * What can be told of a GPU: each metric's name on the wire, under which a reason for its absence is kept as well, its unit, and
 * the values it can have. They are those of the heartbeat codec, beyond which a control plane would refuse the whole heartbeat.
 */
public enum GpuMetric {
    /** See {@code GpuReading.utilizationMeanPercent()}, and so on below. */
    UTILIZATION_MEAN_PERCENT(100, " %"),
    UTILIZATION_MAX_PERCENT(100, " %"),
    SAMPLES(1 << 22, ""),
    COVERED_SECONDS(1e9, " s"),
    MEMORY_USED_MB(64.0 * 1024 * 1024, " MiB"),
    MEMORY_TOTAL_MB(64.0 * 1024 * 1024, " MiB"),
    TEMPERATURE_CELSIUS(200, " C"),
    POWER_WATTS(100_000, " W"),
    MEMORY_UTILIZATION_PERCENT(100, " %"),
    POWER_LIMIT_WATTS(100_000, " W"),
    ENERGY_JOULES(1e12, " J"),
    SM_CLOCK_MHZ(100_000, " MHz"),
    MEMORY_CLOCK_MHZ(100_000, " MHz"),
    PCIE_RX_BYTES((1L << 53) - 1, " bytes"),
    PCIE_TX_BYTES((1L << 53) - 1, " bytes"),
    SM_UTILIZATION_PERCENT(100, " %"),
    ECC_UNCORRECTED_ERRORS((1L << 53) - 1, ""),
    XID(65_535, ""),
    PROCESS_COUNT(1 << 22, ""),
    /** How many a GPU can have. */
    INSTANCES(64, "");

    private final double largest;
    private final String unit;
    private final String wireName = name().toLowerCase(Locale.ROOT);

    GpuMetric(double largest, String unit) {
        this.largest = largest;
        this.unit = unit;
    }

    /** Returns the name in http-api.md. */
    public String wireName() {
        return wireName;
    }

    /** Returns the largest value that can be; the smallest is 0. */
    public double largest() {
        return largest;
    }

    /** Returns whether the value can be; never for NaN. */
    public boolean holds(double value) {
        return value >= 0 && value <= largest;
    }

    /** Returns the reason for which a value that cannot be is absent; it quotes the value. */
    public String impossible(Number value) {
        double number = value.doubleValue();
        boolean whole = number == Math.rint(number) && Math.abs(number) < 1e15;
        return "the driver said " + (whole ? Long.toString((long) number) : value.toString()) + unit;
    }
}
