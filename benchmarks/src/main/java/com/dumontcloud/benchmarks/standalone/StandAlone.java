package com.dumontcloud.benchmarks.standalone;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Measures {@code dumont-agent} as it is installed, with its flags and its cache, beside the loop in Python that the agent
 * system's documentation gives and beside a JVM that does next to nothing.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar com.dumontcloud.benchmarks.standalone.StandAlone [RUNS [JAVA_HOME...]]}
 * starts each of them RUNS (20) times, in turns, and measures from the start of the process to the arrival of its first
 * heartbeat, and what of the processors it had used by then; then as many side by side, at most 10, and reads what memory they
 * hold after 30 s. It does so on each Java that is named, or on its own. Needs Debian's python3 and python3-requests, and
 * {@code sdk-agent/target/dumont-agent}. Numbers of a machine that does other work as well compare, and say little else.
 */
public final class StandAlone {

    private static final String PYTHON = "/usr/bin/python3";
    private static final Path AGENT = Path.of("sdk-agent/target/dumont-agent");
    private static final int SETTLE_SECONDS = 30;
    private static final int WARM_UP = 3;
    private static final int SIDE_BY_SIDE = 10;

    private StandAlone() {}

    /** Runs the measurement. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        List<String> homes =
                args.length > 1 ? List.of(args).subList(1, args.length) : List.of(System.getProperty("java.home"));
        for (String home : homes) {
            Path folder = Files.createTempDirectory("dumont-stand-alone");
            try (Ear ear = new Ear()) {
                measure(home, runs, ear, folder);
            } finally {
                delete(folder);
            }
        }
    }

    private static void measure(String javaHome, int runs, Ear ear, Path folder)
            throws IOException, InterruptedException {
        Contestant agent = agent(javaHome, ear, folder);
        Contestant loop = loop(ear, folder);
        Contestant bare = bare(javaHome, ear);
        List<Contestant> all = List.of(agent, loop, bare);
        for (int i = 0; i < WARM_UP + runs; i++) {
            for (Contestant each : all) {
                each.race(ear);
            }
            if (i < WARM_UP) {
                all.forEach(each -> {
                    each.startMillis().clear();
                    each.processorMillis().clear();
                });
            }
        }
        weigh(all, Math.min(runs, SIDE_BY_SIDE));
        System.out.printf("%n%s, %d runs%n", javaHome, runs);
        all.forEach(each -> {
            System.out.println(Figures.of(each.startMillis()).text(each.name(), "first heartbeat", "ms"));
            System.out.println(Figures.of(each.processorMillis()).text(each.name(), "processor", "ms"));
            System.out.println(Figures.of(each.residentMib()).text(each.name(), "resident", "MiB"));
        });
        compare("first heartbeat", agent.startMillis(), loop.startMillis(), 0.5);
        System.out.printf(
                "%-16s agent / loop = %.2f, bare JVM / loop = %.2f%n",
                "processor",
                ratio(agent.processorMillis(), loop.processorMillis()),
                ratio(bare.processorMillis(), loop.processorMillis()));
        compare("resident", agent.residentMib(), loop.residentMib(), 1.6);
    }

    /** Installs the agent into a tree of its own, as install does on a machine. */
    private static Contestant agent(String javaHome, Ear ear, Path folder) throws IOException, InterruptedException {
        Path root = Files.createDirectory(folder.resolve("machine"));
        Map<String, String> environment = Map.of(
                "PATH",
                "/usr/bin:/bin",
                "JAVA_HOME",
                javaHome,
                "DUMONT_INSTANCE_ID",
                "28864630",
                "DUMONT_API_URL",
                ear.url(),
                "DUMONT_API_TOKEN",
                "INSTANCE_TOKEN",
                "DUMONT_STATE_DIR",
                folder.resolve("state").toString(),
                "DUMONT_RUNTIME_DIR",
                folder.resolve("run").toString());
        call(environment, AGENT.toString(), "install", "--root", root.toString(), "--service", "script");
        String launcher = root.resolve("usr/lib/dumont-agent/dumont-agent").toString();
        call(environment, launcher, "make-cache");
        return Contestant.of("dumont-agent", List.of(launcher, "run"), environment);
    }

    private static Contestant loop(Ear ear, Path folder) throws IOException {
        Path script = folder.resolve("loop.py");
        try (InputStream source = StandAlone.class.getResourceAsStream("/standalone/loop.py")) {
            Files.copy(Objects.requireNonNull(source), script);
        }
        return Contestant.of(
                "Python loop",
                List.of(PYTHON, script.toString()),
                Map.of("PATH", "/usr/bin:/bin", "DUMONT_API_URL", ear.url()));
    }

    private static Contestant bare(String javaHome, Ear ear) {
        List<String> command = List.of(
                Path.of(javaHome, "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Xmx48m",
                "-cp",
                System.getProperty("java.class.path"),
                BareJvm.class.getName(),
                Integer.toString(ear.port()));
        return Contestant.of("bare JVM", command, Map.of("PATH", "/usr/bin:/bin"));
    }

    private static void weigh(List<Contestant> all, int each) throws IOException, InterruptedException {
        List<Process> processes = new ArrayList<>();
        try {
            for (int i = 0; i < each; i++) {
                for (Contestant contestant : all) {
                    processes.add(contestant.start());
                }
            }
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            for (int i = 0; i < processes.size(); i++) {
                all.get(i % all.size()).weigh(processes.get(i));
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    private static void compare(String what, List<Double> agent, List<Double> loop, double limit) {
        double ratio = ratio(agent, loop);
        System.out.printf(
                "%-16s agent / loop = %.2f, limit %.1f: %s%n",
                what, ratio, limit, ratio <= limit ? "held" : "EXCEEDED");
    }

    private static double ratio(List<Double> values, List<Double> others) {
        return Figures.of(values).median() / Figures.of(others).median();
    }

    private static void call(Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.INHERIT);
        builder.environment().clear();
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        if (code != 0) {
            throw new IllegalStateException(String.join(" ", command) + " ended with " + code);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var tree = Files.walk(folder)) {
            for (Path path : tree.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
