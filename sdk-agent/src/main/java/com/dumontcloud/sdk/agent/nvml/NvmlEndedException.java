package com.dumontcloud.sdk.agent.nvml;

/** Ends a session with NVML, since the code says that no call of it will work. An answer, so it has no stack trace. */
final class NvmlEndedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int code;

    NvmlEndedException(NvmlFunction function, int code) {
        super(function.symbol() + ": " + NvmlCode.text(code), null, false, false);
        this.code = code;
    }

    int code() {
        return code;
    }
}
