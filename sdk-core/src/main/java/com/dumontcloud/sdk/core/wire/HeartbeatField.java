package com.dumontcloud.sdk.core.wire;

/**
 * Every field that a heartbeat may have, in either dialect and in any of its objects, but for those in {@code gpus}, which are
 * {@link GpuField}s. The name on the wire is the constant's own in lower case.
 */
enum HeartbeatField implements JsonName {
    INSTANCE_ID,
    HOSTNAME,
    TIMESTAMP,
    GPU_METRICS,
    PROCESS_COUNT,
    ACTIVE_USERS,
    LAST_ACTIVITY,
    AGENT_VERSION,

    GPU_UTILIZATION,
    VRAM_USED_GB,
    CPU_UTILIZATION,
    RAM_USED_GB,
    DISK_USED_GB,
    COST_ACCUMULATED,
    STATUS,
    UPTIME_SECONDS,

    REPORTER,
    SEQ,
    BOOT_ID,
    IDLE_SECONDS,
    GPUS,
    HOST,
    PEOPLE,
    BUSY,
    RESULTS,
    GOODBYE,

    UTILIZATION_PERCENT,
    MEMORY_USED_MB,
    MEMORY_TOTAL_MB,
    TEMPERATURE_CELSIUS,
    POWER_WATTS,

    ID,
    KIND,
    START_ID,

    CPU_PERCENT,
    DISK_READ_BYTES,
    DISK_WRITE_BYTES,
    NET_RX_BYTES,
    NET_TX_BYTES,

    SSH_SESSIONS,
    LAST_INPUT_SECONDS,
    JUPYTER_BUSY,

    ACTIVE,
    LABEL,
    PROGRESS,
    PROGRESS_CHANGED_SECONDS,

    OUTCOME,
    DETAIL,
    SNAPSHOT_ID,

    REASON,

    /** Any other name. */
    UNKNOWN;

    static final FieldNames<HeartbeatField> NAMES = new FieldNames<>(values(), UNKNOWN);

    private final String wireName = FieldNames.wireName(this);

    @SuppressWarnings("ImmutableEnumChecker") // See JsonName: nobody changes it.
    private final byte[] quoted = FieldNames.quoted(this);

    private final long bit = FieldNames.bit(this);

    String wireName() {
        return wireName;
    }

    @Override
    public byte[] quoted() {
        return quoted;
    }

    /** Returns a bit of its own for each field, and none for {@link #UNKNOWN}: to see unknown names twice does no harm. */
    long bit() {
        return bit;
    }
}
