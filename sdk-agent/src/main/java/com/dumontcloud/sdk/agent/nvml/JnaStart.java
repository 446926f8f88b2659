package com.dumontcloud.sdk.agent.nvml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts JNA, which unpacks a native library of its own, and says why that failed. A JVM tries this once: a class that could not
 * be initialised stays so.
 */
final class JnaStart {

    private static final Logger log = LoggerFactory.getLogger(JnaStart.class);

    private static final String LOADER_OF_JAVAAGENT = "dumont";

    private static final List<String> PARTS = List.of("com.sun.jna.Native", "com.sun.jna.NativeLibrary");

    /**
     * System properties that JNA sets while it starts, and never reads again. A program may have a JNA of its own, whose traces
     * ours must not overwrite, or look through its properties and wonder.
     */
    private static final List<String> TRACES = List.of("jna.loaded", "jnidispatch.path", "jna.platform.library.path");

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
        HostSettings host = HostSettings.now();
        if (isBesideAnother(host)) {
            return NvmlTrouble.bindingUnavailable(
                    "-Djna.boot.library.path or -Djna.nosys=false names a native library for the program's own JNA,"
                            + " and a JVM gives it to one JNA only",
                    "use Java 22 or newer, or leave the setting out");
        }
        Path better = new JnaDirectory(host).better();
        return better == null ? load() : loadFrom(better);
    }

    /**
     * Returns whether to load the library that the settings name would take it from the program. With {@code -javaagent} our JNA
     * is one that the program does not see; everywhere else there is one JNA, and the settings are meant for it.
     */
    private static boolean isBesideAnother(HostSettings host) {
        ClassLoader loader = JnaStart.class.getClassLoader();
        boolean hidden = loader != null && LOADER_OF_JAVAAGENT.equals(loader.getName());
        return hidden
                && (!host.property("jna.boot.library.path").isEmpty()
                        || host.property("jna.nosys").equals("false"));
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

    /** JNA throws errors of all kinds from its initialisers, even plain ones, and a host program must not die of them. */
    private static @Nullable NvmlTrouble load() {
        Map<String, @Nullable String> before = traces();
        try {
            for (String part : PARTS) {
                Class.forName(part, true, JnaStart.class.getClassLoader());
            }
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
        } finally {
            restore(before);
        }
    }

    private static Map<String, @Nullable String> traces() {
        Map<String, @Nullable String> values = new HashMap<>();
        for (String name : TRACES) {
            values.put(name, System.getProperty(name));
        }
        return values;
    }

    private static void restore(Map<String, @Nullable String> values) {
        values.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
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
