package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.core.model.GpuReading;

/** Ends the sample of one GPU, since all of it does not answer; the others go on. An answer, so it has no stack trace. */
final class GpuDownException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    GpuDownException(int code) {
        super(NvmlCode.text(code), null, false, false);
        this.code = code;
    }

    GpuReading.State state() {
        return NvmlCode.stateOf(code);
    }

    /** Returns what is wrong and what helps. */
    String reason() {
        return NvmlCode.textOfDown(code);
    }
}
