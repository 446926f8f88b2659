package com.dumontcloud.sdk.agent.internal.people;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server on loopback that answers each request with whatever bytes a test wants. */
final class NotebookServer implements AutoCloseable {

    /** What to do with a connection once its request has been read; it is closed afterwards. */
    interface Answer {
        void to(OutputStream out) throws Exception;
    }

    final List<String> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ServerSocket listener;
    private final Thread accepting;
    private volatile Answer answer;

    NotebookServer(Answer answer) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
    }

    NotebookServer(ServerSocket listener, Answer answer) {
        this.listener = listener;
        this.answer = answer;
        this.accepting = new Thread(this::acceptAll, "notebook-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    static Answer json(String body) {
        return out -> out.write(("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8));
    }

    void answers(Answer now) {
        answer = now;
    }

    JupyterServer at(boolean secure, @Nullable String token) {
        return new JupyterServer(new InetSocketAddress("127.0.0.1", listener.getLocalPort()), secure, "/base/", token);
    }

    /** Blocks an answer until the test is over. */
    void hang() throws InterruptedException {
        over.await(30, TimeUnit.SECONDS);
    }

    /** From then on nothing listens there. */
    @Override
    public void close() throws IOException {
        over.countDown();
        listener.close();
        try {
            accepting.join(5_000);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void acceptAll() {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread thread = new Thread(() -> serve(socket), "notebook-server-connection");
                thread.setDaemon(true);
                thread.start();
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            StringBuilder head = new StringBuilder();
            int next;
            while (head.indexOf("\r\n\r\n") < 0
                    && (next = socket.getInputStream().read()) >= 0) {
                head.append((char) next);
            }
            requests.add(head.toString());
            answer.to(socket.getOutputStream());
        } catch (Exception gone) {
            // the client hung up, as these tests want it to
        }
    }
}
