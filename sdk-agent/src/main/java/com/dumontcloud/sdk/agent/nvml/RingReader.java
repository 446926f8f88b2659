package com.dumontcloud.sdk.agent.nvml;

/**
 * Reads the samples of utilisation that the driver itself takes several times a second and keeps in a ring.
 *
 * <p>Time is only what the samples say: their clock is another one from driver to driver, so it is compared with nothing but
 * itself. On an idle GPU the ring runs dry, which is no fault. Not thread-safe.
 */
final class RingReader {

    private static final int GPU_UTILIZATION = 1;
    private static final int FLOATING_POINT = 0;

    private static final int VALUE_TYPE = 0;
    private static final int COUNT = 8;
    private static final int ENTRIES = 16;
    private static final int ENTRY = 16;
    private static final int VALUE = 8;

    private static final int MOST_ENTRIES = 4096;

    /** The longest period of a sample, by nvml.h: beyond it, a sample says nothing of the time before it. */
    private static final long LONGEST_PERIOD_MICROS = 1_000_000;

    private final Scratch scratch;
    private int capacity;
    private boolean begun;
    private long cursor;

    private int samples;
    private double sum;
    private double highest;
    private double coveredMicros;

    RingReader(Scratch scratch) {
        this.scratch = scratch;
    }

    /** Begins anew where the ring stands at the next {@link #drain}; what is in it then belongs to the time before. */
    void restart() {
        capacity = 0;
        begun = false;
        cursor = 0;
    }

    /** Takes what the driver sampled since the call before. Returns whether it was anything. */
    boolean drain(DeviceCalls device) {
        samples = 0;
        sum = 0;
        highest = 0;
        coveredMicros = 0;
        int code = read(device);
        if (code == NvmlCode.INSUFFICIENT_SIZE) {
            capacity = 0;
            code = read(device);
        }
        boolean counts = begun;
        begun |= code == NvmlCode.SUCCESS || code == NvmlCode.NOT_FOUND;
        return counts && samples > 0;
    }

    int samples() {
        return samples;
    }

    double meanPercent() {
        return sum / samples;
    }

    double maxPercent() {
        return highest;
    }

    double coveredSeconds() {
        return coveredMicros / 1e6;
    }

    private int read(DeviceCalls device) {
        if (capacity == 0) {
            int code = request(device, 0);
            if (code != NvmlCode.SUCCESS) {
                return code;
            }
            // As many as fit, if that is less: the call then says so or gives as many.
            capacity = (int) Math.min(MOST_ENTRIES, Integer.toUnsignedLong(scratch.int32(COUNT)));
        }
        int code = request(device, capacity);
        if (code == NvmlCode.SUCCESS) {
            take((int) Math.min(capacity, Integer.toUnsignedLong(scratch.int32(COUNT))), scratch.int32(VALUE_TYPE));
        }
        return code;
    }

    /** Asks for the entries, or with room for none for how many the ring holds. */
    private int request(DeviceCalls device, int room) {
        scratch.blank(ENTRIES + room * ENTRY);
        scratch.int32(COUNT, room);
        return device.call(
                NvmlFunction.DEVICE_GET_SAMPLES,
                GPU_UTILIZATION,
                cursor,
                scratch.at(VALUE_TYPE),
                scratch.at(COUNT),
                room == 0 ? 0 : scratch.at(ENTRIES));
    }

    private void take(int entries, int valueType) {
        long before = cursor;
        long newest = cursor;
        for (int i = 0; i < entries; i++) {
            int entry = ENTRIES + i * ENTRY;
            long micros = scratch.int64(entry);
            double percent = percent(entry + VALUE, valueType);
            if (micros <= before || !(percent >= 0 && percent <= 100)) { // also false for NaN
                continue;
            }
            samples++;
            sum += percent;
            highest = Math.max(highest, percent);
            if (newest > 0 && micros > newest) {
                coveredMicros += Math.min(LONGEST_PERIOD_MICROS, micros - newest);
            }
            newest = Math.max(newest, micros);
        }
        cursor = newest;
    }

    private double percent(int offset, int valueType) {
        return valueType == FLOATING_POINT ? scratch.float64(offset) : scratch.whole(offset, valueType);
    }
}
