package com.dumontcloud.sdk.agent.nvml;

import java.nio.file.Path;

/**
 * How this Java calls native functions: below 22, through JNA. From 22 on another class of this name stands in its place; they
 * are the only two.
 */
final class NvmlBinding {

    private NvmlBinding() {}

    /** Maps the library for good, or returns it when it is mapped already. */
    static NvmlLibrary bind(Path file) throws NvmlUnavailableException {
        JnaStart.ensure();
        try {
            return JnaNvmlLibrary.bind(file);
        } catch (UnsatisfiedLinkError refused) {
            throw new NvmlUnavailableException(NvmlTrouble.unloadable(file, String.valueOf(refused.getMessage())));
        }
    }
}
