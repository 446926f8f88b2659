package com.dumontcloud.sdk.agent.daemon;

import com.dumontcloud.sdk.agent.CommandContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a hook prints, as it comes: each line is told as its state, a percentage at its beginning as its progress, and the
 * last one becomes the detail of the result. However much is printed, no more than a line is kept. Thread-safe.
 */
final class HookOutput {

    private static final int LONGEST_LINE = 300;
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?) ?%.*");
    private static final String SNAPSHOT = "snapshot_id=";

    private final CommandContext context;
    private final Thread reader;
    private @Nullable String lastLine;
    private @Nullable String snapshotId;

    private HookOutput(InputStream in, CommandContext context) {
        this.context = context;
        this.reader = new Thread(() -> readAll(in), "dumont-agent-hook");
        reader.setDaemon(true);
    }

    /** Begins to read. */
    static HookOutput read(InputStream in, CommandContext context) {
        HookOutput output = new HookOutput(in, context);
        output.reader.start();
        return output;
    }

    /** Waits until everything is read; not for long, since a child left behind may hold the pipe open for ever. */
    void await() throws InterruptedException {
        reader.join(PATIENCE.toMillis());
    }

    synchronized @Nullable String lastLine() {
        return lastLine;
    }

    /** Returns what followed {@code snapshot_id=} on a line of its own. */
    synchronized @Nullable String snapshotId() {
        return snapshotId;
    }

    private void readAll(InputStream in) {
        try (in) {
            byte[] line = new byte[LONGEST_LINE];
            int length = 0;
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    told(new String(line, 0, length, StandardCharsets.UTF_8));
                    length = 0;
                } else if (length < line.length) {
                    line[length++] = (byte) next;
                }
            }
            told(new String(line, 0, length, StandardCharsets.UTF_8));
        } catch (IOException closed) {
            told("its output ended: " + closed.getMessage());
        }
    }

    private void told(String text) {
        String line = text.trim();
        if (line.isEmpty()) {
            return;
        }
        synchronized (this) {
            if (line.startsWith(SNAPSHOT)) {
                snapshotId = line.substring(SNAPSHOT.length()).trim();
                return;
            }
            lastLine = line;
        }
        Matcher percent = PERCENT.matcher(line);
        context.progress(percent.matches() ? Double.parseDouble(percent.group(1)) / 100 : Double.NaN, line);
    }
}
