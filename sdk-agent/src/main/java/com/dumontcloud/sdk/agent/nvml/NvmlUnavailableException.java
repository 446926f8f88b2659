package com.dumontcloud.sdk.agent.nvml;

/** Carries an {@link NvmlTrouble} to {@link NvmlOpening}. It is an answer rather than a bug, so it has no stack trace. */
final class NvmlUnavailableException extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient NvmlTrouble trouble;

    NvmlUnavailableException(NvmlTrouble trouble) {
        super(trouble.reason(), null, false, false);
        this.trouble = trouble;
    }

    NvmlTrouble trouble() {
        return trouble;
    }
}
