package com.dumontcloud.sdk.policy.store;

import com.dumontcloud.sdk.policy.endpoint.Tool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A PostgreSQL server of our own on loopback, with a cluster that is thrown away. It refuses to run as root, so that then another user runs it. */
final class PostgresServer implements AutoCloseable {

    static final String USER = "dumont";
    static final String PASSWORD = "a password for loopback";

    private final Path directory;
    private final String bin;
    private final int port;

    private PostgresServer(Path directory, String bin, int port) {
        this.directory = directory;
        this.bin = bin;
        this.port = port;
    }

    static PostgresServer start() throws IOException, InterruptedException {
        String ctl = Tool.require(
                "postgresql",
                "/usr/lib/postgresql/15/bin/pg_ctl",
                "/usr/lib/postgresql/16/bin/pg_ctl",
                "/usr/lib/postgresql/17/bin/pg_ctl",
                "/usr/local/bin/pg_ctl");
        Path directory = Files.createTempDirectory("dumont-postgres");
        if (isRoot()) {
            run(List.of("chown", "postgres", directory.toString()));
        }
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        PostgresServer server = new PostgresServer(
                directory, Path.of(ctl).toRealPath().getParent().toString(), port);
        Path password = Files.writeString(directory.resolve("password"), PASSWORD);
        if (isRoot()) {
            run(List.of("chown", "postgres", password.toString()));
        }
        server.asOwner(
                server.bin + "/initdb",
                "-D",
                server.cluster(),
                "-U",
                USER,
                "--auth=scram-sha-256",
                "--pwfile=" + password,
                "--encoding=UTF8",
                "--no-sync");
        server.up();
        return server;
    }

    void up() throws IOException, InterruptedException {
        String options = "-h 127.0.0.1 -p " + port + " -k ''";
        asOwner(bin + "/pg_ctl", "-D", cluster(), "-o", options, "-l", directory + "/log", "-w", "-t", "60", "start");
    }

    /** Ends it as a power cut does. */
    void down() throws IOException, InterruptedException {
        asOwner(bin + "/pg_ctl", "-D", cluster(), "-m", "immediate", "-w", "stop");
    }

    /** Makes an empty database. */
    String database(String name) throws SQLException {
        execute("CREATE DATABASE " + name);
        return url(name);
    }

    String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    void execute(String command) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("postgres"), USER, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        down();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private String cluster() {
        return directory.resolve("cluster").toString();
    }

    private void asOwner(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "postgres", "--") : List.of());
        all.addAll(List.of(command));
        run(all);
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("dumont-postgres", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(90, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new AssertionError(command + ": " + Files.readString(output));
            }
        } finally {
            Files.delete(output);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
