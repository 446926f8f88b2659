package com.dumontcloud.benchmarks.footprint;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;

/**
 * The program whose cost is measured: it does nothing, with a reporter or without one. Each line on its standard input asks for
 * the bytes that its heap retains; the end of the input ends it.
 */
final class HostProgram {

    /** Several, since one collection may leave what was promoted during it. */
    private static final int COLLECTIONS = 3;

    private HostProgram() {}

    /**
     * Runs the program.
     *
     * @param args {@code plain}, or {@code reporting} with the reporter's settings in the environment
     */
    public static void main(String[] args) throws IOException {
        if (args[0].equals("reporting")) {
            try (var reporter = HeartbeatReporter.start(ReporterOptions.fromEnvironment(System.getenv()))) {
                answer();
            }
        } else {
            answer();
        }
    }

    private static void answer() throws IOException {
        var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (questions.readLine() != null) {
            System.out.println(retainedBytes());
        }
    }

    private static long retainedBytes() {
        var memory = ManagementFactory.getMemoryMXBean();
        for (int i = 0; i < COLLECTIONS; i++) {
            memory.gc();
        }
        return memory.getHeapMemoryUsage().getUsed();
    }
}
