package com.dumontcloud.samples.controlplane.terminal;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A browser that remembers what it was sent. */
final class FakeScreen implements Screen {

    final List<byte[]> shown = new ArrayList<>();
    final List<String> said = new ArrayList<>();
    int pings;

    @Nullable
    TerminalEnd closed;

    @Override
    public void show(byte[] output, Runnable sent) {
        shown.add(output);
        sent.run();
    }

    @Override
    public void say(String json) {
        said.add(json);
    }

    @Override
    public void ping() {
        pings++;
    }

    @Override
    public void close(TerminalEnd why) {
        if (closed != null) {
            throw new AssertionError("closed twice: " + closed + ", " + why);
        }
        closed = why;
    }

    int shownBytes() {
        return shown.stream().mapToInt(output -> output.length).sum();
    }
}
