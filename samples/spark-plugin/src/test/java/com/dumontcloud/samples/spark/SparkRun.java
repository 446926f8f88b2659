package com.dumontcloud.samples.spark;

import static org.assertj.core.api.Assertions.assertThat;

import com.dumontcloud.sdk.core.model.BusyReading;
import com.dumontcloud.sdk.core.model.HourlyRate;
import com.dumontcloud.sdk.core.model.MachineId;
import com.dumontcloud.sdk.policy.Activity;
import com.dumontcloud.sdk.policy.Evidence;
import com.dumontcloud.sdk.policy.IdleSignal;
import com.dumontcloud.sdk.policy.LifecycleSettings;
import com.dumontcloud.sdk.policy.decide.LifecyclePolicyEngine;
import com.dumontcloud.sdk.policy.decide.MachineCondition;
import com.dumontcloud.sdk.policy.endpoint.AgentEndpoint;
import com.dumontcloud.sdk.policy.endpoint.EmbeddedServer;
import com.dumontcloud.sdk.policy.fleet.FleetMonitor;
import com.dumontcloud.sdk.policy.store.MemoryFleetStore;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.spark.launcher.JavaModuleOptions;

/**
 * A {@link SparkApplication} in a JVM of its own, on the class path that Spark has, reporting to a real engine in this one.
 *
 * <p>It lives in a folder that looks like a distribution of Spark, in real time, since a cluster of processes has no other.
 */
final class SparkRun implements AutoCloseable {

    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final MachineId ID = MachineId.of("28864630");
    private static final int PATIENCE_SECONDS = 40;

    private final BlockingQueue<Evidence> heard = new LinkedBlockingQueue<>();
    private final Map<String, Evidence> words = new TreeMap<>();
    private final Path home;
    private final FleetMonitor monitor;
    private final EmbeddedServer server;
    private final Process process;
    private final BufferedReader said;
    private final Writer orders;

    /**
     * Starts it.
     *
     * @param name of its folder and of its log, below {@code target}
     */
    SparkRun(String name, String master) throws IOException {
        this.home = TARGET.resolve(name);
        LifecycleSettings settings =
                LifecycleSettings.builder().interval(Duration.ofSeconds(5)).build();
        LifecyclePolicyEngine engine =
                LifecyclePolicyEngine.builder(settings).signal(this::hear).build();
        this.monitor = FleetMonitor.builder(engine, new MemoryFleetStore()).build();
        monitor.start();
        monitor.register(ID, "spark", HourlyRate.ofUsd("0.40"));
        this.server = EmbeddedServer.builder(AgentEndpoint.builder(monitor)
                        .userToken("user-token-of-the-tests")
                        .build())
                .build()
                .start();
        this.process = start(master);
        this.said = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.orders = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /** Waits until the application says this. */
    void awaitLine(String expected) throws IOException {
        List<String> before = new ArrayList<>();
        for (String line = said.readLine(); !expected.equals(line); line = said.readLine()) {
            assertThat(line)
                    .as("what came in place of %s: %s", expected, before)
                    .isNotNull();
            before.add(line);
        }
    }

    /** Lets the application go on. */
    void goOn() throws IOException {
        orders.write("go on\n");
        orders.flush();
    }

    /** Waits until what all reporters said last, by their names without the application's, is as wanted. */
    void awaitWords(Predicate<Map<String, Evidence>> wanted) throws InterruptedException {
        while (!wanted.test(words)) {
            Evidence next = heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("no other words than these: %s", words).isNotNull();
            words.put(next.reporter().id().replaceFirst("@.*", ""), next);
        }
    }

    /** Waits until these reporters, and no others, say whether the program works. */
    void awaitBusy(Set<String> reporters, boolean busy) throws InterruptedException {
        awaitWords(words -> words.keySet().equals(reporters)
                && words.values().stream()
                        .allMatch(word -> (word.busy() != null && word.busy().active()) == busy));
    }

    /** Waits until the engine makes this of the machine: a heartbeat later than said, where the host was still warm. */
    void awaitActivity(Activity wanted) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (machine().activity() != wanted) {
            assertThat(System.nanoTime())
                    .as("still %s: %s", machine().activity(), words)
                    .isLessThan(until);
            Evidence next = heard.poll(1, TimeUnit.SECONDS);
            if (next != null) {
                words.put(next.reporter().id().replaceFirst("@.*", ""), next);
            }
        }
    }

    /** Returns what a reporter said last of the program. */
    BusyReading busy(String reporter) {
        return words.get(reporter).busy();
    }

    /** Returns what the engine makes of it. */
    MachineCondition machine() {
        return monitor.machine(ID).orElseThrow().condition();
    }

    /** Waits until all of it has ended, and returns the classes that its JVMs have loaded. */
    List<String> classesLoadedUntilTheEnd() throws IOException, InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        List<String> classes = new ArrayList<>();
        try (Stream<Path> logs = Files.list(home)) {
            for (Path log :
                    logs.filter(file -> file.toString().endsWith(".classes")).toList()) {
                classes.addAll(Files.readAllLines(log));
            }
        }
        return classes;
    }

    @Override
    public void close() throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        said.close();
        server.close();
        monitor.close();
    }

    private IdleSignal.Reading hear(IdleSignal.Sample sample) {
        heard.add(sample.now());
        return IdleSignal.Reading.UNKNOWN;
    }

    private Process start(String master) throws IOException {
        String ours = layOut();
        String logClasses = "-Xlog:class+load:file=" + home.resolve("%p.classes");
        String log = "-Dtest.log.level=info";
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(JavaModuleOptions.defaultModuleOptionArray()));
        command.addAll(List.of(logClasses, log));
        command.addAll(List.of("-cp", ours + File.pathSeparator + home.resolve("jars") + File.separator + "*"));
        command.add(SparkApplication.class.getName());
        command.addAll(List.of(master, ours, logClasses + " " + log));
        ProcessBuilder application = new ProcessBuilder(command).directory(home.toFile());
        Map<String, String> environment = application.environment();
        environment.put("SPARK_HOME", home.toString());
        environment.put("SPARK_SCALA_VERSION", "2.13");
        environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
        environment.put("DUMONT_INSTANCE_ID", ID.value());
        environment.put("DUMONT_API_URL", server.uri().toString());
        environment.put("DUMONT_API_TOKEN", monitor.issueToken(ID));
        return application.redirectError(home.resolve("spark.log").toFile()).start();
    }

    /** Fills Spark's folder of jars, with its own OkHttp among them, and returns the class path of everything else. */
    private String layOut() throws IOException {
        try (Stream<Path> before = Files.exists(home) ? Files.walk(home) : Stream.empty()) {
            before.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
        Path jars = Files.createDirectories(home.resolve("jars"));
        List<Path> libraries = new ArrayList<>();
        try (Stream<Path> okhttp = Files.list(TARGET.resolve("spark-okhttp"))) {
            libraries.addAll(okhttp.toList());
        }
        String dependencies =
                Files.readString(TARGET.resolve("spark-classpath.txt")).trim();
        Stream.of(dependencies.split(File.pathSeparator)).map(Path::of).forEach(libraries::add);
        List<String> ours = new ArrayList<>();
        ours.add(TARGET.resolve("test-classes").toString());
        ours.add(TARGET.resolve("classes").toString());
        for (Path library : libraries) {
            if (Files.isDirectory(library)) {
                ours.add(library.toString());
            } else {
                Files.createSymbolicLink(jars.resolve(library.getFileName()), library);
            }
        }
        return String.join(File.pathSeparator, ours);
    }
}
