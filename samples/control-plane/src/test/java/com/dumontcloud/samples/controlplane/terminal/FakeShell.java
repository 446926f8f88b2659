package com.dumontcloud.samples.controlplane.terminal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A machine that takes keys, and writes, when a test says so. */
class FakeShell implements Shell {

    static final String FINGERPRINT = "SHA256:" + "A".repeat(43);

    final List<String> typed = new ArrayList<>();
    final List<WindowSize> sizes = new ArrayList<>();
    boolean closed;
    private @Nullable Runnable taken;
    private @Nullable Consumer<byte[]> reader;

    @Override
    public HostKey hostKey() {
        return new HostKey(FINGERPRINT, true);
    }

    @Override
    public void type(byte[] keys, Runnable whenTaken) {
        if (taken != null) {
            throw new AssertionError("typed before the last was taken");
        }
        typed.add(new String(keys, StandardCharsets.UTF_8));
        taken = whenTaken;
    }

    @Override
    public void read(Consumer<byte[]> output) {
        if (reader != null) {
            throw new AssertionError("read twice");
        }
        reader = output;
    }

    @Override
    public void resize(WindowSize size) {
        sizes.add(size);
    }

    @Override
    public void close() {
        closed = true;
    }

    boolean isRead() {
        return reader != null;
    }

    void take() {
        Runnable whenTaken = taken;
        taken = null;
        if (whenTaken == null) {
            throw new AssertionError("nothing was typed");
        }
        whenTaken.run();
    }

    void write(byte[] output) {
        Consumer<byte[]> waiting = reader;
        reader = null;
        if (waiting == null) {
            throw new AssertionError("nobody reads");
        }
        waiting.accept(output);
    }
}
