package com.dumontcloud.sdk.agent.nvml;

import java.util.List;

/**
 * Hears of Xid errors, by which the driver tells that something went wrong on a GPU: asked without waiting, once per sample.
 * Not thread-safe.
 */
final class EventWatch {

    /** Event types of nvml.h. */
    private static final long XID_CRITICAL_ERROR = 0x8;

    /** What the driver says for an error whose number it does not know (nvml.h, nvmlEventData_t). */
    private static final int XID_UNKNOWN = 999;

    private static final int HIGHEST_XID = 65_535;

    /** Offsets of nvmlEventData_t. */
    private static final int SIZE = 32;

    private static final int EVENT_TYPE = 8;
    private static final int EVENT_DATA = 16;

    /** More than this in one sample is a storm, of which the newest says enough. */
    private static final int MOST_AT_ONCE = 256;

    private final NvmlLibrary nvml;
    private final Scratch scratch;
    private long set;

    EventWatch(NvmlLibrary nvml, Scratch scratch) {
        this.nvml = nvml;
        this.scratch = scratch;
    }

    /** Begins to listen to these devices, and to no others. */
    void begin(List<NvmlDevice> devices) {
        end();
        int code = nvml.call(NvmlFunction.EVENT_SET_CREATE, scratch.zeros(Long.BYTES));
        if (code != NvmlCode.SUCCESS || scratch.int64(0) == 0) {
            devices.forEach(device -> device.hearsXid(false));
            return;
        }
        set = scratch.int64(0);
        devices.forEach(device -> device.hearsXid(register(device)));
    }

    /** Tells each device the newest error it had since the call before. */
    void poll(List<NvmlDevice> devices) {
        for (int i = 0; set != 0 && i < MOST_AT_ONCE; i++) {
            int code = nvml.call(NvmlFunction.EVENT_SET_WAIT, set, scratch.zeros(SIZE), 0);
            if (code != NvmlCode.SUCCESS) {
                return; // a timeout: there are no more; a lost GPU shows by itself
            }
            if ((scratch.int64(EVENT_TYPE) & XID_CRITICAL_ERROR) != 0) {
                long handle = scratch.int64(0);
                long number = scratch.int64(EVENT_DATA);
                int xid = number > 0 && number <= HIGHEST_XID ? (int) number : XID_UNKNOWN;
                devices.stream().filter(device -> device.handle() == handle).forEach(device -> device.xid(xid));
            }
        }
    }

    /** Stops to listen. */
    void end() {
        if (set != 0) {
            nvml.call(NvmlFunction.EVENT_SET_FREE, set);
            set = 0;
        }
    }

    private boolean register(NvmlDevice device) {
        int code = nvml.call(NvmlFunction.DEVICE_GET_SUPPORTED_EVENT_TYPES, device.handle(), scratch.zeros(Long.BYTES));
        // Registering what a device does not support fails as a whole.
        return code == NvmlCode.SUCCESS
                && (scratch.int64(0) & XID_CRITICAL_ERROR) != 0
                && nvml.call(NvmlFunction.DEVICE_REGISTER_EVENTS, device.handle(), XID_CRITICAL_ERROR, set)
                        == NvmlCode.SUCCESS;
    }
}
