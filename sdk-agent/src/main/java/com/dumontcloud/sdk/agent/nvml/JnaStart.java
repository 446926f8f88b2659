package com.dumontcloud.sdk.agent.nvml;

import org.jspecify.annotations.Nullable;

/**
 * Starts JNA, which unpacks a native library of its own, and says why that failed. A JVM tries this once: a class that could not
 * be initialised stays so.
 */
final class JnaStart {

    private static boolean tried;
    private static @Nullable NvmlTrouble trouble;

    private JnaStart() {}

    static synchronized void ensure() throws NvmlUnavailableException {
        if (!tried) {
            tried = true;
            trouble = start();
        }
        if (trouble != null) {
            throw new NvmlUnavailableException(trouble);
        }
    }

    /** JNA throws errors of all kinds from its initialiser, even plain ones, and a host program must not die of them. */
    private static @Nullable NvmlTrouble start() {
        try {
            Class.forName("com.sun.jna.Native", true, JnaStart.class.getClassLoader());
            return null;
        } catch (ClassNotFoundException missing) {
            return NvmlTrouble.bindingUnavailable(
                    "JNA is not on the class path", "add net.java.dev.jna:jna 5, or use Java 22 or newer");
        } catch (ExceptionInInitializerError failed) {
            return explain(failed.getCause() == null ? failed : failed.getCause());
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Error failed) {
            return explain(failed);
        }
    }

    private static NvmlTrouble explain(Throwable failed) {
        if (failed instanceof IllegalCallerException) {
            return NvmlTrouble.denied();
        }
        return NvmlTrouble.bindingUnavailable(
                "JNA does not start: " + failed,
                "name a directory that programs may be run from with -Djna.tmpdir, or use Java 22 or newer");
    }
}
