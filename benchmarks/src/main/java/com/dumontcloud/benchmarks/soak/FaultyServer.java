package com.dumontcloud.benchmarks.soak;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A control plane that now and then does to a heartbeat what it should not, and gives commands. A program of its own, so that
 * what it holds is not counted: prints its port, answers each line on its standard input with what it did so far, and ends with
 * the end of that input.
 */
final class FaultyServer {

    private static final int HUGE_BYTES = 10_000_000;
    private static final int MOST_HEAD_BYTES = 16_384;
    private static final double COMMANDS_PER_REPLY = 0.2;
    private static final String[] COMMANDS = {"snapshot", "hibernate", "restart", "dance"};

    private final RandomGenerator random = new SplittableRandom(1);
    private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
    private int commands;

    private FaultyServer() {}

    /** Runs the server. */
    public static void main(String[] args) throws IOException {
        FaultyServer server = new FaultyServer();
        try (ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            System.out.println(socket.getLocalPort());
            daemon(() -> server.accept(socket));
            var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (questions.readLine() != null) {
                System.out.println(server.summary());
            }
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                daemon(() -> serve(connection));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            while (true) {
                String head = head(in);
                if (head == null) {
                    return;
                }
                in.skipNBytes(bodyLength(head));
                Fault fault = next();
                if (fault == Fault.HANG) {
                    in.transferTo(OutputStream.nullOutputStream()); // until the client has had enough
                    return;
                }
                if (!answer(connection, fault)) {
                    return;
                }
            }
        } catch (IOException gone) {
            // The client closed the connection, which is its right.
        }
    }

    /** Returns whether the connection is kept. */
    private boolean answer(Socket connection, Fault fault) throws IOException {
        OutputStream out = connection.getOutputStream();
        switch (fault) {
            case NONE -> reply(out, "200 OK", goodReply(5));
            case ABSURD_INTERVAL -> reply(out, "200 OK", goodReply(0));
            case SERVER_ERROR -> reply(out, "500 Internal Server Error", "<html>something broke</html>");
            case BUSY -> reply(out, "503 Service Unavailable\r\nRetry-After: 1", "");
            case GARBAGE -> reply(out, "200 OK", "]}{\u0000 not what was asked for");
            case REDIRECT -> reply(out, "302 Found\r\nLocation: http://127.0.0.1:1/", "");
            case HUGE -> reply(out, "200 OK", "{\"message\":\"" + "x".repeat(HUGE_BYTES) + "\"}");
            case CLOSE -> {
                reply(out, "200 OK", goodReply(5));
                return false;
            }
            case CUT -> {
                out.write(
                        "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{\"success\":".getBytes(StandardCharsets.UTF_8));
                return false;
            }
            case RESET -> {
                connection.setSoLinger(true, 0);
                return false;
            }
            case HANG -> throw new IllegalStateException("nothing is answered then");
        }
        return true;
    }

    private static void reply(OutputStream out, String status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length
                + "\r\n\r\n";
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        whole.writeBytes(bytes);
        whole.writeTo(out);
        out.flush();
    }

    private synchronized String goodReply(int interval) {
        String command = "";
        if (random.nextDouble() < COMMANDS_PER_REPLY) {
            String type = COMMANDS[++commands % COMMANDS.length];
            command = String.format(
                    Locale.ROOT,
                    "{\"id\":\"soak-%d\",\"type\":\"%s\",\"args\":{\"save_for_seconds\":60}}",
                    commands,
                    type);
        }
        return String.format(
                Locale.ROOT,
                "{\"success\":true,\"commands\":[%s],\"hibernate_in_seconds\":null,\"next_heartbeat_in\":%d}",
                command,
                interval);
    }

    private synchronized Fault next() {
        Fault fault = Fault.any(random);
        done.merge(fault, 1, Integer::sum);
        return fault;
    }

    private synchronized String summary() {
        return done + ", " + commands + " commands";
    }

    private static @Nullable String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return null;
            }
            head.write(next);
            if (head.size() > MOST_HEAD_BYTES) {
                throw new SocketException("no head of a request is that long");
            }
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    private static long bodyLength(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Long.parseLong(line.substring(line.indexOf(':') + 1).trim());
            }
        }
        return 0;
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "faulty-server");
        thread.setDaemon(true);
        thread.start();
    }
}
