package com.dumontcloud.samples.quickstart.reporters;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this JVM holds at a moment.
 *
 * @param threads how many live
 * @param descriptors how many are open; 0 where there is no {@code /proc}
 * @param heapBytes what its heap retains after collections
 * @param tasks how many wait in virtual time
 */
record Figures(int threads, long descriptors, long heapBytes, int tasks) {

    /** Several, since one collection may leave what was promoted during it. */
    private static final int COLLECTIONS = 3;

    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    static Figures of(Host host) {
        var memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < COLLECTIONS; i++) {
            memory.gc();
        }
        return new Figures(
                ManagementFactory.getThreadMXBean().getThreadCount(),
                openDescriptors(),
                memory.getHeapMemoryUsage().getUsed(),
                host.time.pending());
    }

    private static long openDescriptors() {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(DESCRIPTORS)) {
            return open.count();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
