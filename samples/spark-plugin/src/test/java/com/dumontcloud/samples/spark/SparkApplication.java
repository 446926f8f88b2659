package com.dumontcloud.samples.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A Spark application of one job with six tasks, two at a time. Each task calls the driver and lasts until that hangs up. The
 * application says how far it is on its output, and goes on whenever it reads a line.
 */
final class SparkApplication {

    private static final int AT_ONCE = 2;

    private SparkApplication() {}

    /**
     * Runs it.
     *
     * @param args the master, and of executors with a JVM of their own the class path and the options
     */
    public static void main(String[] args) throws Exception {
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        SparkConf conf = new SparkConf()
                .setMaster(args[0])
                .setAppName("nightly")
                .set("spark.plugins", IdleGpuPlugin.class.getName())
                .set("spark.executor.extraClassPath", args[1])
                .set("spark.executor.extraJavaOptions", args[2])
                .set("spark.executor.cores", "1")
                .set("spark.ui.enabled", "false")
                .set("spark.master.ui.port", "0")
                .set("spark.worker.ui.port", "0")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1");
        try (JavaSparkContext spark = new JavaSparkContext(conf);
                ServerSocket driver = new ServerSocket(0, 6, InetAddress.getLoopbackAddress())) {
            System.out.println("STARTED");
            orders.readLine();
            int port = driver.getLocalPort();
            JavaFutureAction<List<Integer>> job = spark.parallelize(List.of(1, 2, 3, 4, 5, 6), 6)
                    .map(number -> square(number, port))
                    .collectAsync();
            answer(driver, "TASKS RUN", orders);
            answer(driver, "MORE TASKS RUN", orders);
            driver.close();
            System.out.println(
                    "SUM " + job.get().stream().mapToInt(Integer::intValue).sum());
            orders.readLine();
        }
        // Had another OkHttp taken the place of Spark's, it would say so.
        Class<?> version = Class.forName("okhttp3.internal.Version");
        System.out.println(version.getMethod("userAgent").invoke(null));
    }

    private static void answer(ServerSocket driver, String said, BufferedReader orders) throws IOException {
        List<Socket> calls = new ArrayList<>();
        while (calls.size() < AT_ONCE) {
            calls.add(driver.accept());
        }
        System.out.println(said);
        orders.readLine();
        for (Socket call : calls) {
            call.close();
        }
    }

    private static int square(int number, int port) {
        try (Socket call = new Socket(InetAddress.getLoopbackAddress(), port)) {
            call.getInputStream().read();
        } catch (IOException nobodyListensAnyMore) {
            System.err.println("task " + number + " need not wait");
        }
        return number * number;
    }
}
