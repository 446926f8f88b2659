package com.dumontcloud.sdk.core.wire;

/**
 * Every field that an element of a heartbeat's {@code gpus} may have, and the instances in it: first those of the contract,
 * then those added to it, in the order in which they are written. The name on the wire is the constant's own in lower case.
 *
 * <p>Apart from {@link HeartbeatField} so that a set of either still fits 64 bits.
 */
enum GpuField implements JsonName {
    INDEX,
    UUID,
    NAME,
    UTILIZATION_MEAN_PERCENT,
    UTILIZATION_MAX_PERCENT,
    SAMPLES,
    COVERED_SECONDS,
    MEMORY_USED_MB,
    MEMORY_TOTAL_MB,
    TEMPERATURE_CELSIUS,
    POWER_WATTS,
    STATE,
    ABSENT,

    MEMORY_UTILIZATION_PERCENT,
    POWER_LIMIT_WATTS,
    ENERGY_JOULES,
    SM_CLOCK_MHZ,
    MEMORY_CLOCK_MHZ,
    PCIE_RX_BYTES,
    PCIE_TX_BYTES,
    SM_UTILIZATION_PERCENT,
    ECC_UNCORRECTED_ERRORS,
    XID,
    PROCESS_COUNT,
    MEMORY_BASIS,
    INSTANCES,

    /** Any other name. */
    UNKNOWN;

    static final FieldNames<GpuField> NAMES = new FieldNames<>(values(), UNKNOWN);

    @SuppressWarnings("ImmutableEnumChecker") // See JsonName: nobody changes it.
    private final byte[] quoted = FieldNames.quoted(this);

    private final long bit = FieldNames.bit(this);

    @Override
    public byte[] quoted() {
        return quoted;
    }

    /** Returns a bit of its own for each field, and none for {@link #UNKNOWN}. */
    long bit() {
        return bit;
    }
}
