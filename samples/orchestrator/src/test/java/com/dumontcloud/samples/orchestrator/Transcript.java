package com.dumontcloud.samples.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What some processes say, one after the other, as they say it. For one thread that starts them and asks. */
final class Transcript {

    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(40);

    private final StringBuilder said = new StringBuilder();
    private final List<Thread> listeners = new ArrayList<>();

    /** Listens to a process until it ends. */
    Process listenTo(Process program) {
        Thread listener = new Thread(() -> copy(program.inputReader()), "listening to " + program.pid());
        listener.setDaemon(true);
        listener.start();
        listeners.add(listener);
        return program;
    }

    /** Waits until this has been said. */
    synchronized void await(String text) throws InterruptedException {
        long end = System.nanoTime() + MOST_NANOS;
        while (said.indexOf(text) < 0 && end - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
        }
        assertThat(said).contains(text);
    }

    /** Waits until all has been heard of processes that have ended. */
    void awaitEnd() throws InterruptedException {
        for (Thread listener : listeners) {
            listener.join();
        }
    }

    @Override
    public synchronized String toString() {
        return said.toString();
    }

    /** What is killed may end in the middle of a line. */
    private void copy(BufferedReader lines) {
        try (lines) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                add(line);
            }
        } catch (IOException killed) {
            add("(" + killed.getMessage() + ")");
        }
    }

    private synchronized void add(String line) {
        said.append(line).append('\n');
        notifyAll();
    }
}
