package com.dumontcloud.benchmarks.plane;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A control plane at rest, and one with many machines that report while people read, also while thousands of connections send half a
 * request each.
 *
 * <pre>java -cp benchmarks.jar com.dumontcloud.benchmarks.plane.PlaneLoad dumont-control-plane.jar [machines] [seconds]</pre>
 *
 * <p>The machines are registered as ones that were rented elsewhere, and report with tokens of their own. Linux; needs descriptors for
 * each half-open connection twice, of which {@code ulimit -n} tells how many there are.
 */
public final class PlaneLoad {

    private static final int HEARTBEAT_SECONDS = 30;
    private static final int READS_PER_SECOND = 500;
    private static final int WARM_UP_SECONDS = 20;
    private static final int HALF_OPEN = 10_000;

    /** Less than a half-open connection is given. */
    private static final int HALF_OPEN_SECONDS = 6;

    private static final String HALF_A_REQUEST = "GET /api/v1/instances HTTP/1.1\r\nHost: plane\r\nAuthor";
    private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

    private final Path jar;
    private final int machines;
    private final int seconds;
    private final Map<Integer, String> tokens = new ConcurrentHashMap<>();

    private PlaneLoad(Path jar, int machines, int seconds) {
        this.jar = jar;
        this.machines = machines;
        this.seconds = seconds;
    }

    /** Runs it and prints the figures. */
    public static void main(String[] args) throws Exception {
        PlaneLoad load = new PlaneLoad(
                Path.of(args[0]),
                args.length > 1 ? Integer.parseInt(args[1]) : 10_000,
                args.length > 2 ? Integer.parseInt(args[2]) : 30);
        Path folder = Files.createTempDirectory("plane-load");
        load.rest(Files.createDirectory(folder.resolve("rest")));
        load.work(Files.createDirectory(folder.resolve("work")));
    }

    /** The fleet that a newcomer sees, whose machines say nothing. */
    private void rest(Path data) throws IOException, InterruptedException {
        try (PlaneProcess plane = PlaneProcess.start(jar, data)) {
            say("serves after %.1f s", plane.startSeconds());
            TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
            double before = plane.cpuSeconds();
            TimeUnit.SECONDS.sleep(seconds);
            say(
                    "at rest: %.2f %% of a core, %.0f MiB",
                    100 * (plane.cpuSeconds() - before) / seconds, plane.residentMib());
        }
    }

    private void work(Path data) throws Exception {
        try (PlaneProcess plane = PlaneProcess.start(jar, data);
                Traffic registrations = new Traffic(plane.port(), 16, this::register);
                Traffic heartbeats = new Traffic(plane.port(), 16, this::report);
                Traffic reads = new Traffic(plane.port(), 16, this::read)) {
            long begun = System.nanoTime();
            registrations.begin(machines, 1).get();
            say("%d machines registered in %.1f s", machines, (System.nanoTime() - begun) / 1e9);
            int beats = machines / HEARTBEAT_SECONDS;

            heartbeats.begin(beats, HEARTBEAT_SECONDS).get();
            double before = plane.cpuSeconds();
            print("heartbeats alone", heartbeats.begin(beats, seconds).get());
            say("    %.1f %% of a core, %.0f MiB", 100 * (plane.cpuSeconds() - before) / seconds, plane.residentMib());

            Future<double[]> under = heartbeats.begin(beats, 2 * WARM_UP_SECONDS + 2 * seconds + 60);
            reads.begin(READS_PER_SECOND, WARM_UP_SECONDS).get();
            before = plane.cpuSeconds();
            print("reads", reads.begin(READS_PER_SECOND, seconds).get());
            say("    %.1f %% of a core, %.0f MiB", 100 * (plane.cpuSeconds() - before) / seconds, plane.residentMib());
            halfOpen(plane, reads);
            print("heartbeats below them", under.get());
        }
    }

    private void halfOpen(PlaneProcess plane, Traffic reads) throws Exception {
        List<Socket> open = new ArrayList<>();
        long begun = System.nanoTime();
        for (int i = 0; i < HALF_OPEN; i++) {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), plane.port());
            socket.getOutputStream().write(HALF_A_REQUEST.getBytes(StandardCharsets.US_ASCII));
            open.add(socket);
        }
        say("%d half requests sent in %.1f s", HALF_OPEN, (System.nanoTime() - begun) / 1e9);
        print(
                "reads beside them",
                reads.begin(READS_PER_SECOND, HALF_OPEN_SECONDS).get());
        TimeUnit.SECONDS.sleep(HALF_OPEN_SECONDS);
        int ended = 0;
        for (Socket socket : open) {
            socket.setSoTimeout(1);
            ended += isEnded(socket) ? 1 : 0;
            socket.close();
        }
        say("    %d of them are cut off by then; %.0f MiB", ended, plane.residentMib());
        print(
                "reads after them",
                reads.begin(READS_PER_SECOND, HALF_OPEN_SECONDS).get());
    }

    private static boolean isEnded(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (java.net.SocketTimeoutException waits) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private void register(Connection connection, long number) throws IOException {
        String reply = connection.post(
                "/api/v1/agent/instances",
                PlaneProcess.TOKEN,
                "{\"instance_id\":\"m-" + number + "\",\"name\":\"machine " + number
                        + "\",\"price_usd_per_hour\":0.4}");
        Matcher token = TOKEN.matcher(reply);
        if (!token.find()) {
            throw new IOException("no token in " + reply);
        }
        tokens.put((int) number, token.group(1));
    }

    /** One machine in three works. */
    private void report(Connection connection, long number) throws IOException {
        int machine = (int) (number % machines);
        long percent = machine % 3 == 0 ? 60 + number % 30 : number % 4;
        connection.post(
                "/api/v1/agent/status",
                Objects.requireNonNull(tokens.get(machine), "it is registered"),
                "{\"instance_id\":\"m-" + machine + "\",\"seq\":" + number / machines + ",\"gpus\":[{\"index\":0,"
                        + "\"utilization_mean_percent\":" + percent
                        + ",\"memory_used_mb\":2048,\"memory_total_mb\":24564,"
                        + "\"covered_seconds\":30,\"state\":\"ok\"}],\"host\":{\"cpu_percent\":" + percent / 10 + "}}");
    }

    /** What a page and a few programs read: pages of the list, machines, costs, heartbeats. */
    private void read(Connection connection, long number) throws IOException {
        long machine = number * 7919 % machines;
        connection.get(
                switch ((int) (number % 10)) {
                    case 0, 1, 2, 3 -> "/api/v1/instances?per_page=50&page=" + (1 + number % (machines / 50));
                    case 4, 5, 6, 7 -> "/api/v1/instances/m-" + machine;
                    case 8 -> "/api/v1/instances/m-" + machine + "/costs";
                    default -> "/api/v1/agent/instances/m-" + machine;
                });
    }

    private static void print(String what, double[] took) {
        say(
                "%s: %d, median %.2f ms, p99 %.2f ms, slowest %.1f ms",
                what, took.length, took[took.length / 2], took[took.length * 99 / 100], took[took.length - 1]);
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
