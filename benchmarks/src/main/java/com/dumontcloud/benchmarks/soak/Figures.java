package com.dumontcloud.benchmarks.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this JVM holds at a moment.
 *
 * @param seconds when, since the soak began
 * @param retainedKib heap left after full collections
 * @param threads how many live
 * @param descriptors how many are open
 */
record Figures(double seconds, double retainedKib, double threads, double descriptors) {

    /** Several, since one collection may leave what was promoted during it. */
    private static final int COLLECTIONS = 3;

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    static Figures at(double seconds) {
        var memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < COLLECTIONS; i++) {
            memory.gc();
        }
        return new Figures(
                seconds,
                memory.getHeapMemoryUsage().getUsed() / 1024.0,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                openDescriptors());
    }

    private static long openDescriptors() {
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count() - 1; // the one that lists them
        } catch (IOException noProc) {
            throw new UncheckedIOException("the soak counts descriptors in " + DESCRIPTORS, noProc);
        }
    }
}
