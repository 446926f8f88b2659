package com.dumontcloud.sdk.agent.daemon;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A way to a service manager: a socket of our own or, where native code cannot be called, systemd's own program for it. */
interface NotifyChannel extends AutoCloseable {

    /** Sends lines of {@code NAME=value}. */
    void send(String message) throws IOException;

    @Override
    void close();

    /**
     * Returns the way that works here.
     *
     * @throws IOException if none does
     */
    static NotifyChannel open(String address) throws IOException {
        try {
            return NotifySocket.open(address);
        } catch (IOException noSocket) {
            Logger log = LoggerFactory.getLogger(NotifyChannel.class);
            log.info("systemd is told by its program systemd-notify, for want of a socket", noSocket);
            return new Program();
        }
    }

    /** Opens a way to a service manager. */
    @FunctionalInterface
    interface Opener {
        NotifyChannel open(String address) throws IOException;
    }

    /** Runs {@code systemd-notify}, which finds the socket in its environment. The unit must allow it: NotifyAccess=all. */
    final class Program implements NotifyChannel {

        private static final int PATIENCE_SECONDS = 5;

        @Override
        public void send(String message) throws IOException {
            List<String> command = new ArrayList<>(List.of("systemd-notify"));
            command.addAll(List.of(message.split("\n")));
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    throw new IOException("systemd-notify does not end");
                }
                if (process.exitValue() != 0) {
                    throw new IOException("systemd-notify failed with code " + process.exitValue());
                }
            } catch (InterruptedException hurry) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            } finally {
                process.destroyForcibly();
            }
        }

        @Override
        public void close() {}
    }
}
