package com.dumontcloud.samples.controlplane.terminal;

import java.util.function.Consumer;

/** The machine's side of a terminal. Nothing here waits; one caller at a time. */
interface Shell extends AutoCloseable {

    /** Returns the fingerprint of the host key, and whether it was seen for the first time. */
    HostKey hostKey();

    /** Sends what was typed, and runs {@code taken} once the machine has made room for more. Not called again before that. */
    void type(byte[] keys, Runnable taken);

    /** Waits for output, without a thread, and hands it over; an empty array where there will be no more. One at a time. */
    void read(Consumer<byte[]> output);

    /** Tells the programs of another size. */
    void resize(WindowSize size);

    /** Ends it. Idempotent. */
    @Override
    void close();

    /**
     * By what a machine was known.
     *
     * @param fingerprint SHA-256, as {@code ssh-keygen -l} prints it
     * @param isNew whether it was trusted just now, since no other was known of this machine
     */
    record HostKey(String fingerprint, boolean isNew) {}
}
