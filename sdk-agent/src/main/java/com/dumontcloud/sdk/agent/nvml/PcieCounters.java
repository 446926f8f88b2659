package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.agent.internal.gpu.GpuMetric;

/** Reads how many bytes went over PCIe since the sample before, by two counters of the device. Not thread-safe. */
final class PcieCounters {

    /** Fields of nvml.h: NVML_FI_DEV_PCIE_COUNT_TX_BYTES and NVML_FI_DEV_PCIE_COUNT_RX_BYTES. */
    private static final int SENT = 197;

    private static final int RECEIVED = 198;

    /** Offsets of nvmlFieldValue_t. */
    private static final int SIZE = 40;

    private static final int SCOPE = 4;
    private static final int VALUE_TYPE = 24;
    private static final int CODE = 28;
    private static final int VALUE = 32;

    private final Scratch scratch;
    private final Counter sent = new Counter(true);
    private final Counter received = new Counter(true);

    PcieCounters(Scratch scratch) {
        this.scratch = scratch;
    }

    void read(DeviceCalls device, Draft draft) {
        scratch.blank(2 * SIZE);
        ask(0, SENT);
        ask(SIZE, RECEIVED);
        int code = device.call(NvmlFunction.DEVICE_GET_FIELD_VALUES, 2, scratch.at(0));
        long bytes = grown(GpuMetric.PCIE_TX_BYTES, sent, 0, code, draft);
        if (bytes >= 0) {
            draft.measured().pcieSentBytes(bytes);
        }
        bytes = grown(GpuMetric.PCIE_RX_BYTES, received, SIZE, code, draft);
        if (bytes >= 0) {
            draft.measured().pcieReceivedBytes(bytes);
        }
    }

    private void ask(int at, int field) {
        scratch.int32(at, field);
        scratch.int32(at + SCOPE, 0);
        scratch.int32(at + CODE, NvmlCode.NO_DATA); // unless the driver says otherwise
    }

    private long grown(GpuMetric metric, Counter counter, int at, int overallCode, Draft draft) {
        // The call as a whole succeeds even if a field could not be read.
        int code = overallCode == NvmlCode.SUCCESS ? scratch.int32(at + CODE) : overallCode;
        long now = scratch.whole(at + VALUE, scratch.int32(at + VALUE_TYPE));
        long bytes = counter.advance(metric, code, now, draft);
        return bytes >= 0 && draft.has(metric, NvmlCode.SUCCESS, bytes, 1) ? bytes : -1;
    }
}
