package com.dumontcloud.benchmarks.footprint;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToDoubleFunction;

/**
 * Measures what a reporter adds to an idle JVM: processor time in steady state, memory of the process, heap retained.
 *
 * <p>{@code java -cp benchmarks/target/benchmarks.jar com.dumontcloud.benchmarks.footprint.Footprint [RUNS [SECONDS]]} starts
 * RUNS (10) JVMs with a reporter that beats every 30 s against a server in this process, and as many without one, all side by
 * side; lets them settle for 240 s, watches them for SECONDS (240), and prints the medians of the differences. Linux only. Where
 * {@code DUMONT_NVML_PATH} names a library, the reporters read their GPUs through it.
 */
public final class Footprint {

    /**
     * Until the JVMs, which all start at once, have started, and the compilers are through with what a round of the probes does
     * over and over: by then there were 48 of them, and what is called five times in each has had the 200 calls after which it
     * is compiled. What is called once in a round, or once in a heartbeat, is still interpreted, as it is for the first hours of
     * any program.
     */
    private static final int SETTLE_SECONDS = 240;

    private static final String REPLY =
            "{\"success\":true,\"commands\":[],\"hibernate_in_seconds\":null,\"next_heartbeat_in\":30}";

    /** A host of ordinary size with the collector that touches no more memory than it needs. */
    private static final List<String> JVM_FLAGS = List.of("-Xmx256m", "-XX:+UseSerialGC");

    private Footprint() {}

    /** Runs the measurement. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int runs = args.length > 0 ? Integer.parseInt(args[0]) : 10;
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 240;
        AtomicInteger heartbeats = new AtomicInteger();
        HttpServer server = answering(heartbeats);
        List<Subject> plain = new ArrayList<>();
        List<Subject> reporting = new ArrayList<>();
        try {
            for (int i = 0; i < runs; i++) {
                plain.add(Subject.start("plain", JVM_FLAGS, Map.of()));
                reporting.add(Subject.start("reporting", JVM_FLAGS, environment(server, i)));
            }
            TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
            int before = heartbeats.get();
            double[] plainCpu = each(plain, Subject::cpuSeconds);
            double[] reportingCpu = each(reporting, Subject::cpuSeconds);
            TimeUnit.SECONDS.sleep(seconds);
            double[] cpu = less(
                    less(each(reporting, Subject::cpuSeconds), reportingCpu),
                    less(each(plain, Subject::cpuSeconds), plainCpu));
            int counted = heartbeats.get() - before;
            double[] resident = less(each(reporting, Subject::residentMib), each(plain, Subject::residentMib));
            double[] retained = less(each(reporting, Subject::retainedMib), each(plain, Subject::retainedMib));

            System.out.printf(
                    "Java %s, %d pairs, %d s after %d s, %d heartbeats%n",
                    Runtime.version(), runs, seconds, SETTLE_SECONDS, counted);
            print("processor, % of a core", scaled(cpu, 100.0 / seconds), 0.05);
            print("resident, MiB", resident, System.getenv("DUMONT_NVML_PATH") == null ? 7 : 30);
            print("retained heap, MiB", retained, 1);
        } finally {
            plain.forEach(Subject::close);
            reporting.forEach(Subject::close);
            server.stop(0);
        }
    }

    private static Map<String, String> environment(HttpServer server, int run) {
        Map<String, String> variables = new HashMap<>();
        variables.put("DUMONT_INSTANCE_ID", "footprint-" + run);
        variables.put(
                "DUMONT_API_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        variables.put("DUMONT_API_TOKEN", "footprint");
        return variables;
    }

    private static HttpServer answering(AtomicInteger heartbeats) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        byte[] reply = REPLY.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, reply.length);
                exchange.getResponseBody().write(reply);
                heartbeats.incrementAndGet();
            }
        });
        server.start();
        return server;
    }

    private static void print(String what, double[] values, double limit) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double median = (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        System.out.printf(
                "%-24s median %.3f (%.3f to %.3f), limit %s: %s%n",
                what, median, sorted[0], sorted[sorted.length - 1], limit, median <= limit ? "held" : "EXCEEDED");
    }

    private static double[] each(List<Subject> subjects, ToDoubleFunction<Subject> figure) {
        return subjects.stream().mapToDouble(figure).toArray();
    }

    private static double[] less(double[] values, double[] others) {
        double[] differences = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            differences[i] = values[i] - others[i];
        }
        return differences;
    }

    private static double[] scaled(double[] values, double factor) {
        double[] scaled = values.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= factor;
        }
        return scaled;
    }
}
