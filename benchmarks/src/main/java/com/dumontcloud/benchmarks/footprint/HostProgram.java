package com.dumontcloud.benchmarks.footprint;

import com.dumontcloud.sdk.agent.HeartbeatReporter;
import com.dumontcloud.sdk.agent.ReporterOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * The program that a reporter is added to, or is not. It works for a moment, as programs do before anybody looks at what they
 * hold: it fills its young generation and has its compilers at work, so that what a reporter adds is its own and not the first
 * use of what every program uses. Then it rests. Each line on its standard input asks for the bytes that its heap retains; the
 * end of the input ends it.
 */
final class HostProgram {

    /** Several, since one collection may leave what was promoted during it. */
    private static final int COLLECTIONS = 3;

    /** More than twice the young generation that {@link Footprint} gives it. */
    private static final long WORK_BYTES = 200L << 20;

    private HostProgram() {}

    /**
     * Runs the program.
     *
     * @param args {@code plain}, or {@code reporting} with the reporter's settings in the environment
     */
    public static void main(String[] args) throws IOException {
        work();
        if (args[0].equals("reporting")) {
            try (var reporter = HeartbeatReporter.start(ReporterOptions.fromEnvironment(System.getenv()))) {
                answer();
            }
        } else {
            answer();
        }
    }

    /** Counts words: strings, maps and streams until enough garbage was made. */
    private static int work() {
        Map<String, Integer> counts = new TreeMap<>();
        int words = 0;
        for (long bytes = 0; bytes < WORK_BYTES; bytes += 64 * 1024) {
            String text = ("epoch " + bytes + " of a training ").repeat(1000);
            for (String word : text.split(" ", -1)) {
                counts.merge(word, 1, Integer::sum);
                words++;
            }
            counts.keySet().removeIf(word -> word.length() > 3 && Character.isDigit(word.charAt(0)));
        }
        return words;
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
