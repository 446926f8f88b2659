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
            throw new NvmlUnavailableException(NvmlTrouble.unloadable(file, wordsOfTheLoader(refused)));
        }
    }

    /** JNA's message is a sentence of its own, then a line for each of its tries with what the loader said. */
    private static String wordsOfTheLoader(UnsatisfiedLinkError refused) {
        String message = String.valueOf(refused.getMessage());
        return message.lines().skip(1).findFirst().orElse(message);
    }
}
