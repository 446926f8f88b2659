package com.dumontcloud.sdk.agent.nvml;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the system says of GPUs without their driver, and of the container around this program. Only file names and a few small
 * files are read.
 */
final class Surroundings {

    private static final String NVIDIA = "NVIDIA";

    /** Whoever makes GPUs that work is rented for; the display chip of a server's board is none. */
    private static final Map<String, String> VENDORS = Map.of("0x10de", NVIDIA, "0x1002", "AMD");

    /** PCI classes: display controllers, among them 3D, and processing accelerators. */
    private static final List<String> CLASSES = List.of("0x03", "0x12");

    /** Names, or how they begin, of devices in /dev: of NVIDIA's driver, of boards where it is not on PCI, of AMD's, of WSL 2. */
    private static final List<String> DEVICES = List.of("nvidia", "nvhost", "nvgpu", "nvmap", "kfd", "dxg");

    private static final String PID_NAMESPACE = "proc/self/ns/pid";

    /** The number that the Linux kernel gives the pid namespace it boots with (include/linux/proc_ns.h). */
    private static final String FIRST_PID_NAMESPACE = "pid:[4026531836]";

    private static final Set<String> CONTAINER_MARKS = Set.of(".dockerenv", "run/.containerenv");

    /** NVIDIA's library makes this file itself when root calls it, whether or not there is a driver behind it. */
    private static final String MADE_BY_LIBRARY = "nvidiactl";

    private static final String OTHER_VENDOR = "only those of NVIDIA are read; pass a GpuProbe of your own";
    private static final String NOT_SURE = "pass GpuProbe.none() if there is no GPU";

    private final Path root;

    /** @param root where the file system begins; {@code /} but for tests */
    Surroundings(Path root) {
        this.root = root;
    }

    /**
     * Returns what speaks for a GPU in this machine, or against being sure that there is none; null when it is certain that
     * there is none.
     */
    @Nullable
    Sign signOfGpu() {
        Sign device = deviceFile();
        return device == null ? pciDevice() : device;
    }

    /**
     * Returns whether this program is among all processes of the machine. In a container it is not, so that the driver hides
     * the processes of others from it, or tells it numbers that mean nothing there.
     */
    boolean seesAllProcesses() {
        try {
            Path namespace = Files.readSymbolicLink(root.resolve(PID_NAMESPACE));
            return namespace.toString().equals(FIRST_PID_NAMESPACE);
        } catch (IOException | UnsupportedOperationException | SecurityException notTold) {
            return false;
        }
    }

    /** Returns whether this program is in a container, as far as can be told. */
    boolean isContainer() {
        for (String mark : CONTAINER_MARKS) {
            if (Files.exists(root.resolve(mark))) {
                return true;
            }
        }
        return Files.isSymbolicLink(root.resolve(PID_NAMESPACE)) && !seesAllProcesses();
    }

    private @Nullable Sign deviceFile() {
        String[] names = root.resolve("dev").toFile().list();
        if (names == null) {
            return new Sign("/dev cannot be read", NOT_SURE);
        }
        for (String name : names) {
            if (startsWithAny(name, DEVICES) && (!name.equals(MADE_BY_LIBRARY) || mayHaveDriver())) {
                return new Sign("there is /dev/" + name, name.startsWith("kfd") ? OTHER_VENDOR : null);
            }
        }
        return null;
    }

    /** Returns whether the kernel has a driver of NVIDIA, or does not tell its drivers. */
    private boolean mayHaveDriver() {
        try {
            return Files.readString(root.resolve("proc/devices")).contains(" nvidia");
        } catch (IOException | SecurityException notTold) {
            return true;
        }
    }

    private @Nullable Sign pciDevice() {
        Path bus = root.resolve("sys/bus");
        if (Files.isDirectory(bus) && Files.notExists(bus.resolve("pci"))) {
            return null; // a kernel without PCI, as in some small virtual machines
        }
        try (DirectoryStream<Path> devices = Files.newDirectoryStream(bus.resolve("pci/devices"))) {
            for (Path device : devices) {
                String vendor = VENDORS.get(line(device.resolve("vendor")));
                String deviceClass = line(device.resolve("class"));
                if (vendor != null && startsWithAny(deviceClass, CLASSES)) {
                    return new Sign(
                            device.getFileName() + " is a GPU of " + vendor,
                            vendor.equals(NVIDIA) ? null : OTHER_VENDOR);
                }
            }
            return null;
        } catch (IOException | DirectoryIteratorException | SecurityException unreadable) {
            return new Sign("/sys/bus/pci cannot be read", NOT_SURE);
        }
    }

    private static boolean startsWithAny(String text, List<String> beginnings) {
        for (String beginning : beginnings) {
            if (text.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    private static String line(Path file) throws IOException {
        return Files.readString(file).trim().toLowerCase(Locale.ROOT);
    }

    /**
     * Why it is not certain that there is no GPU.
     *
     * @param text what was seen, in a few words
     * @param remedy what to do about it, where that is not about NVIDIA's driver
     */
    record Sign(String text, @Nullable String remedy) {}
}
