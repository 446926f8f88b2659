package com.dumontcloud.sdk.agent.nvml;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Why NVML cannot be called at all on this machine, for people. Immutable.
 *
 * @param kind what to tell apart in a program
 * @param reason what was found, on one line
 * @param remedy what helps, on one line
 */
public record NvmlTrouble(Kind kind, String reason, String remedy) {

    /** Brings both texts to one line. */
    public NvmlTrouble {
        Objects.requireNonNull(kind, "kind");
        reason = oneLine(Objects.requireNonNull(reason, "reason"));
        remedy = oneLine(Objects.requireNonNull(remedy, "remedy"));
    }

    /** Returns the trouble with a library that has no {@code nvmlInit_v2}. */
    static NvmlTrouble notNvml(Path file) {
        return new NvmlTrouble(
                Kind.NOT_NVML,
                file + " has no function " + NvmlFunction.INIT.symbol(),
                "use the driver's own library, of a driver that is still supported");
    }

    /** Returns the trouble with a library that the system's loader refuses. */
    static NvmlTrouble unloadable(Path file, String reason) {
        return new NvmlTrouble(
                Kind.UNLOADABLE,
                "the system does not load " + file + (reason.isEmpty() ? "" : ": " + reason),
                "see what it lacks with: ldd " + file);
    }

    /** Returns the trouble with a JVM that lets no code call native functions. */
    static NvmlTrouble denied() {
        return new NvmlTrouble(
                Kind.NATIVE_ACCESS_DENIED,
                "this JVM denies native access, so NVML cannot be called",
                "start it with --enable-native-access=ALL-UNNAMED");
    }

    /** Returns the trouble with a JVM that has no means to call native functions. */
    static NvmlTrouble bindingUnavailable(String reason, String remedy) {
        return new NvmlTrouble(Kind.BINDING_UNAVAILABLE, reason, remedy);
    }

    /** Returns reason and remedy as one line. */
    @Override
    public String toString() {
        return reason + "; " + remedy;
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ").trim();
    }

    /** The kinds of trouble. More may come. */
    public enum Kind {
        /** There is no {@code libnvidia-ml.so.1}: a machine without NVIDIA's driver, or a container that was not given it. */
        NO_LIBRARY,
        /** {@code dumont.nvml.path} or {@code DUMONT_NVML_PATH} names something that cannot be NVML. */
        WRONG_OVERRIDE,
        /** The library is there and the system's loader refuses it, for instance because it was built for another kind of CPU. */
        UNLOADABLE,
        /** What was loaded has no {@code nvmlInit_v2}: another library, or a driver older than any that is supported. */
        NOT_NVML,
        /** This JVM was told that no code may call native functions. */
        NATIVE_ACCESS_DENIED,
        /** This JVM has no means to call native functions: JNA is missing below Java 22, or cannot unpack its own library. */
        BINDING_UNAVAILABLE
    }
}
