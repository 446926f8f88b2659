package com.dumontcloud.sdk.agent.nvml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds the file of NVML without calling anything native, so that a program on a machine without GPUs pays for no native
 * library. It looks where the system's loader would, then where containers, WSL 2 and NixOS keep the driver. Immutable.
 */
final class NvmlLocator {

    /** The system property that names the file. */
    static final String PROPERTY = "dumont.nvml.path";

    /** The environment variable that names the file, where the property does not. */
    static final String VARIABLE = "DUMONT_NVML_PATH";

    /** The name that the driver gives it; the one without a number comes with development packages only. */
    private static final String NAME = "libnvidia-ml.so.1";

    private static final List<String> DIRECTORIES = List.of(
            "/usr/lib/x86_64-linux-gnu",
            "/usr/lib64",
            "/usr/lib/aarch64-linux-gnu",
            "/usr/local/nvidia/lib64", // Google's Kubernetes
            "/run/nvidia/driver/usr/lib/x86_64-linux-gnu", // the driver as a container
            "/run/nvidia/driver/usr/lib64",
            "/run/nvidia/driver/usr/lib/aarch64-linux-gnu",
            "/usr/lib/wsl/lib",
            "/run/opengl-driver/lib"); // NixOS

    private final HostSettings host;

    NvmlLocator(HostSettings host) {
        this.host = host;
    }

    /**
     * Returns the file, links resolved.
     *
     * @throws NvmlUnavailableException if there is none that this program could load, or the one that was named is not it
     */
    Path locate() throws NvmlUnavailableException {
        String property = host.property(PROPERTY).trim();
        String variable = host.variable(VARIABLE).trim();
        if (!property.isEmpty()) {
            return named("-D" + PROPERTY, property);
        }
        return variable.isEmpty() ? search() : named(VARIABLE, variable);
    }

    private Path named(String setting, String text) throws NvmlUnavailableException {
        Path file = host.file(text);
        String problem = file == null ? "is no absolute path" : LibraryFile.problemOf(file, cpu());
        if (file == null || problem != null) {
            throw new NvmlUnavailableException(new NvmlTrouble(
                    NvmlTrouble.Kind.WRONG_OVERRIDE,
                    setting + " names " + text + ", which " + problem,
                    "let it name " + NAME + " of NVIDIA's driver, or leave it out"));
        }
        return LibraryFile.real(file);
    }

    private Path search() throws NvmlUnavailableException {
        String passedOver = "";
        for (Path place : places()) {
            if (Files.exists(place)) {
                String problem = LibraryFile.problemOf(place, cpu());
                if (problem == null) {
                    return LibraryFile.real(place);
                }
                passedOver = passedOver.isEmpty() ? " (" + place + " " + problem + ")" : passedOver;
            }
        }
        throw new NvmlUnavailableException(new NvmlTrouble(
                NvmlTrouble.Kind.NO_LIBRARY,
                "NVIDIA's driver library " + NAME + " is not on this machine" + passedOver,
                "install the driver, give the container its GPUs and NVIDIA_DRIVER_CAPABILITIES=all, or set -D"
                        + PROPERTY));
    }

    /** Returns where it may be, in the order of the system's loader, then likely places that the loader may not know. */
    private List<Path> places() {
        List<String> texts = new ArrayList<>();
        for (String directory : host.variable("LD_LIBRARY_PATH").split("[:;]", -1)) {
            if (!directory
                    .isEmpty()) { // the loader would take it for the working directory, which is no place for a driver
                texts.add(directory + "/" + NAME);
            }
        }
        texts.addAll(LoaderCache.find(host.root().resolve("etc/ld.so.cache"), NAME));
        for (String directory : DIRECTORIES) {
            texts.add(directory + "/" + NAME);
        }
        List<Path> places = new ArrayList<>();
        for (String text : texts) {
            Path place = host.file(text);
            if (place != null) {
                places.add(place);
            }
        }
        places.addAll(wslDrivers());
        return places;
    }

    /** Windows keeps drivers of the past beside the one in use: the newest is the likely one. */
    private List<Path> wslDrivers() {
        Path drivers = host.root().resolve("usr/lib/wsl/drivers");
        if (!Files.isDirectory(drivers)) {
            return List.of();
        }
        try (Stream<Path> each = Files.list(drivers)) {
            return each.map(driver -> driver.resolve(NAME))
                    .filter(Files::exists)
                    .sorted(Comparator.comparing(NvmlLocator::changed).reversed())
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of(); // nothing can be loaded from there either
        }
    }

    private static FileTime changed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException vanished) {
            return FileTime.fromMillis(0);
        }
    }

    private String cpu() {
        return host.property("os.arch");
    }
}
