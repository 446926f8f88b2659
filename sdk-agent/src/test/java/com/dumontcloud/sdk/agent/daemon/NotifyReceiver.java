package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.tools.Tool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A service manager's socket, held open by another program, since the JDK knows no datagrams of that family. */
final class NotifyReceiver implements AutoCloseable {

    private static final String PROGRAM = """
            import socket, sys
            name = sys.argv[1]
            listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            listener.bind('\\0' + name[1:] if name[0] == '@' else name)
            print('bound', flush=True)
            while True:
                for line in listener.recv(65536).decode().split('\\n'):
                    print(line, flush=True)
            """;

    final List<String> lines = new ArrayList<>();
    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
    private final Process process;

    /** Listens on this path, or on the abstract name behind {@code @}. */
    NotifyReceiver(String name) throws IOException, InterruptedException {
        process = new ProcessBuilder(Tool.require("python3", "python3"), "-c", PROGRAM, name)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Thread reader = new Thread(this::readAll, "notify-receiver");
        reader.setDaemon(true);
        reader.start();
        await("bound");
    }

    /** Waits for a line that begins like this, and returns it. */
    String await(String beginning) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            String line = unread.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null) {
                throw new AssertionError("no " + beginning + " among " + lines);
            }
            lines.add(line);
            if (line.startsWith(beginning)) {
                return line;
            }
        }
    }

    /** Returns whether such a line comes within this time. */
    boolean comesWithin(String beginning, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (String line = unread.poll(millis, TimeUnit.MILLISECONDS);
                line != null;
                line = unread.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            lines.add(line);
            if (line.startsWith(beginning)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void readAll() {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                unread.add(line);
            }
        } catch (IOException closed) {
            unread.add("closed");
        }
    }
}
