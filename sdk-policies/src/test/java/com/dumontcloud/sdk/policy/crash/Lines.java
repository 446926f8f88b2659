package com.dumontcloud.sdk.policy.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** One line asked, one line answered, over loopback. */
final class Lines implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    Lines(int port) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    private Lines(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        this.out = socket.getOutputStream();
        socket.setTcpNoDelay(true);
    }

    /** Answers whoever connects, each on a thread of its own, until the socket is closed. */
    static ServerSocket serve(UnaryOperator<String> answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon(() -> {
            while (true) {
                Lines lines = new Lines(server.accept());
                daemon(() -> lines.answer(answer));
            }
        });
        return server;
    }

    String ask(String line) throws IOException {
        out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        String answer = in.readLine();
        if (answer == null) {
            throw new IOException("no answer to " + line);
        }
        return answer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void answer(UnaryOperator<String> answer) throws IOException {
        try (socket) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.write((answer.apply(line) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /** A connection that breaks is what these tests are about. */
    private static void daemon(Loop loop) {
        Thread thread = new Thread(() -> {
            try {
                loop.run();
            } catch (IOException over) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private interface Loop {
        void run() throws IOException;
    }
}
