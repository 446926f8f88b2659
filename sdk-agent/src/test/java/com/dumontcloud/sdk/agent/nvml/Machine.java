package com.dumontcloud.sdk.agent.nvml;

import com.dumontcloud.sdk.core.model.GpuReading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A machine for tests: a file system, a driver, a clock, and the probe that reads them. */
final class Machine {

    static final String HOST = "pid:[4026531836]";
    static final String CONTAINER = "pid:[4026532871]";

    final ScriptedNvml nvml;
    final NvmlGpuProbe probe;
    /** What opening the library comes to. */
    NvmlOpening opening;

    int openings;
    private final Path root;
    private long nanos = 1_000_000_000_000L;

    private Machine(ScriptedNvml nvml, Path root) {
        this.nvml = nvml;
        this.root = root;
        this.opening = NvmlOpening.of(nvml);
        this.probe = new NvmlGpuProbe(
                () -> {
                    openings++;
                    return opening;
                },
                new Surroundings(root),
                () -> nanos);
    }

    /** Returns a machine whose kernel shows no GPU, and whose driver, if it is asked, shows these. */
    static Machine of(ScriptedNvml nvml, Path root) {
        Machine machine = new Machine(nvml, root);
        machine.directory("dev");
        machine.directory("sys/bus/pci/devices");
        machine.link("proc/self/ns/pid", HOST);
        return machine;
    }

    /** Samples for as long as the driver is not trusted, so that the next sample is an ordinary one. */
    Machine settled() {
        sample();
        later(Duration.ofSeconds(5));
        sample();
        return this;
    }

    List<GpuReading> sample() {
        return probe.sample();
    }

    /** Returns the first GPU's reading, five seconds after the sample before. */
    GpuReading next() {
        return nextAll().get(0);
    }

    List<GpuReading> nextAll() {
        later(Duration.ofSeconds(5));
        return sample();
    }

    void later(Duration time) {
        nanos += time.toNanos();
    }

    FakeGpu gpu() {
        return nvml.gpus.get(0);
    }

    void pciDevice(String address, String vendor, String deviceClass) {
        file("sys/bus/pci/devices/" + address + "/vendor", vendor + "\n");
        file("sys/bus/pci/devices/" + address + "/class", deviceClass + "\n");
    }

    void file(String name, String text) {
        try {
            Files.createDirectories(root.resolve(name).getParent());
            Files.writeString(root.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void directory(String name) {
        try {
            Files.createDirectories(root.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void link(String name, String target) {
        try {
            Files.createDirectories(root.resolve(name).getParent());
            Files.deleteIfExists(root.resolve(name));
            Files.createSymbolicLink(root.resolve(name), Path.of(target));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
