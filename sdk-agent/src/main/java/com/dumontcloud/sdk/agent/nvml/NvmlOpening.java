package com.dumontcloud.sdk.agent.nvml;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What came of mapping NVML into this program: a library to call, or why there is none. Immutable.
 *
 * <p>Nothing of the driver is called yet, so this says nothing about its GPUs. Where the library is not on the machine, nothing
 * native is loaded at all.
 */
public final class NvmlOpening {

    private final @Nullable NvmlLibrary library;
    private final @Nullable NvmlTrouble trouble;

    private NvmlOpening(@Nullable NvmlLibrary library, @Nullable NvmlTrouble trouble) {
        this.library = library;
        this.trouble = trouble;
    }

    /**
     * Finds the library and maps it, unless it is mapped already. May be tried again when there was trouble: a driver can be
     * installed later. Takes some milliseconds, a few hundred the first time that the library is there; never throws.
     */
    public static NvmlOpening open() {
        return open(new NvmlLocator(HostSettings.now()));
    }

    /** Returns an opening that gave this library. */
    static NvmlOpening of(NvmlLibrary library) {
        return new NvmlOpening(library, null);
    }

    /** Returns an opening that met this trouble. */
    static NvmlOpening of(NvmlTrouble trouble) {
        return new NvmlOpening(null, trouble);
    }

    static NvmlOpening open(NvmlLocator locator) {
        try {
            Path file = locator.locate();
            return new NvmlOpening(NvmlBinding.bind(file), null);
        } catch (NvmlUnavailableException unavailable) {
            return new NvmlOpening(null, unavailable.trouble());
        } catch (RuntimeException | LinkageError failed) {
            return new NvmlOpening(
                    null,
                    NvmlTrouble.bindingUnavailable(
                            "NVML cannot be called: " + failed, "please report this, with the version of Java"));
        }
    }

    /** Returns why NVML cannot be called; null if it can. */
    public @Nullable NvmlTrouble trouble() {
        return trouble;
    }

    /** Returns how the library is called and from which file it was mapped, or why it is not, for people. */
    public String describe() {
        return library == null ? String.valueOf(trouble) : library.describe();
    }

    /** Returns the library; null if there is trouble. */
    @Nullable
    NvmlLibrary library() {
        return library;
    }
}
