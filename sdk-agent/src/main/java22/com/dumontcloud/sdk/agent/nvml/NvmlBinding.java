package com.dumontcloud.sdk.agent.nvml;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;

/** How Java 22 and newer call native functions: by themselves. It stands in the place of the class that uses JNA. */
final class NvmlBinding {

    private NvmlBinding() {}

    /** Maps the library for good, or returns it when it is mapped already. */
    @SuppressWarnings("restricted") // that it may be forbidden is one of the answers
    static NvmlLibrary bind(Path file) throws NvmlUnavailableException {
        try {
            return FfmNvmlLibrary.of(file, SymbolLookup.libraryLookup(file, Arena.global()));
        } catch (IllegalCallerException denied) {
            throw new NvmlUnavailableException(NvmlTrouble.denied());
        } catch (IllegalArgumentException refused) {
            throw new NvmlUnavailableException(NvmlTrouble.unloadable(file, ""));
        } catch (LinkageError failed) { // on a processor that Java has no linker for
            throw new NvmlUnavailableException(NvmlTrouble.bindingUnavailable(
                    "Java cannot call native functions on this processor", "report the machine as one without GPUs"));
        }
    }
}
