package com.dumontcloud.benchmarks.standalone;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A control plane that answers every heartbeat and notes when it had arrived as a whole. Thread-safe. */
final class Ear implements AutoCloseable {

    private static final String REPLY =
            "{\"success\":true,\"commands\":[],\"hibernate_in_seconds\":null,\"next_heartbeat_in\":60}";
    private static final int PATIENCE_SECONDS = 30;

    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final BlockingQueue<Long> arrivals = new LinkedBlockingQueue<>();

    Ear() throws IOException {
        start("ear", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Returns when the next heartbeat had arrived, by {@link System#nanoTime}. */
    long awaitNanos() throws InterruptedException {
        Long arrival = arrivals.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (arrival == null) {
            throw new IllegalStateException("no heartbeat within " + PATIENCE_SECONDS + " s");
        }
        return arrival;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket agent = server.accept();
                start("ear-" + agent.getPort(), () -> answer(agent));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket agent) {
        try (agent) {
            InputStream in = new BufferedInputStream(agent.getInputStream());
            while (read(in)) {
                arrivals.add(System.nanoTime());
                String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + REPLY.length()
                        + "\r\n\r\n";
                agent.getOutputStream().write((head + REPLY).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException killed) {
            // Every contestant is killed in the end, and nothing is lost with it.
        }
    }

    private static boolean read(InputStream in) throws IOException {
        int length = -1;
        String line = line(in);
        while (!line.isEmpty()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).trim());
            }
            line = line(in);
        }
        if (length >= 0) {
            in.skipNBytes(length);
        }
        return length >= 0;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().trim();
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }
}
