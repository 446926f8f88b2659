package com.dumontcloud.sdk.agent.nvml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts JNA, which unpacks a native library of its own, and says why that failed. A JVM tries this once: a class that could not
 * be initialised stays so.
 */
final class JnaStart {

    private static final Logger log = LoggerFactory.getLogger(JnaStart.class);

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

    private static @Nullable NvmlTrouble start() {
        Path better = new JnaDirectory(HostSettings.now()).better();
        return better == null ? load() : loadFrom(better);
    }

    /** Only for as long as it takes: the host program may use JNA too, and has not set this. JNA leaves no file behind. */
    private static @Nullable NvmlTrouble loadFrom(Path parent) {
        Path own;
        try {
            own = Files.createTempDirectory(parent, "dumont-jna");
        } catch (IOException full) {
            return load();
        }
        System.setProperty(JnaDirectory.PROPERTY, own.toString());
        try {
            return load();
        } finally {
            System.clearProperty(JnaDirectory.PROPERTY);
            delete(own);
        }
    }

    private static void delete(Path directory) {
        try {
            Files.deleteIfExists(directory);
        } catch (IOException inUse) {
            log.debug("{} stays behind", directory, inUse);
        }
    }

    /** JNA throws errors of all kinds from its initialiser, even plain ones, and a host program must not die of them. */
    private static @Nullable NvmlTrouble load() {
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
