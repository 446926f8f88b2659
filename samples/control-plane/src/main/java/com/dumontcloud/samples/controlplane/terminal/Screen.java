package com.dumontcloud.samples.controlplane.terminal;

/** The person's side of a terminal. Nothing here waits; every method may be called from any thread. */
public interface Screen {

    /** Sends output, and runs {@code sent} once the connection has taken it. Not called again before that. */
    void show(byte[] output, Runnable sent);

    /** Sends a message, an object of JSON. */
    void say(String json);

    /** Asks the browser for a sign of life, to be passed to {@link Terminal#answered}. */
    void ping();

    /** Closes the connection, after what was sent before. */
    void close(TerminalEnd why);
}
