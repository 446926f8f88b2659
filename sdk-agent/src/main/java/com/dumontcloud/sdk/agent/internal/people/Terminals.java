package com.dumontcloud.sdk.agent.internal.people;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The pseudo-terminals of this machine: at how many somebody sits, and how long ago anybody typed.
 *
 * <p>The kernel notes at a terminal when a program there last read what was typed (access time, whatever the options of the
 * mount) and when one last wrote (modification time). Only the former counts: a forgotten {@code watch nvidia-smi} writes for
 * ever. A kernel that notes no reading, as that of a sandbox may, shows by access times that never leave a terminal's birth; as
 * long as no others have been seen, output at a terminal with somebody at it counts as well.
 *
 * <p>The wall clock is asked at the first look at a terminal only. From then on a change means that somebody typed since the
 * look before, so that setting the clock makes nobody look gone. For one thread at a time.
 */
final class Terminals {

    /** Looking at every process costs; terminals that come and go must not make it cost over a thousandth of a core. */
    private static final int REST_AFTER_SCAN = 1000;

    /** A terminal that was opened this moment may have nobody at it before the next look. */
    private static final int SCANS_AFTER_CHANGE = 2;

    private final Source source;

    private final Map<Integer, Terminal> open = new HashMap<>();
    private boolean readable;
    private boolean countable = true;
    private int scansDue;
    private long scanNotBefore;
    private boolean readsAreNoted;
    private long lookedAt;
    private @Nullable Long newestInput;

    /** Creates a view that knows no terminal yet. */
    Terminals(Source source) {
        this.source = source;
        this.scanNotBefore = source.mono();
    }

    /** What a machine says of its terminals, and its clocks. */
    interface Source {

        /** Returns what the kernel notes at each open terminal, by number; absent where they cannot be seen. */
        @Nullable
        Map<Integer, Terminal.Times> devices();

        /** Returns the numbers of the terminals that somebody sits at; absent where that cannot be told. */
        @Nullable
        Set<Integer> sessions();

        /** Returns nanoseconds since any origin, never going backwards. */
        long mono();

        /** Returns the calendar time, which may be set. */
        Instant wall();
    }

    /** Looks at every terminal once. */
    void look() {
        long now = source.mono();
        update();
        if (scansDue > 0 && now - scanNotBefore >= 0) {
            scan();
        }
        Instant wall = source.wall();
        for (Terminal terminal : open.values()) {
            long input = terminal.inputAt(readsAreNoted, now, wall);
            newestInput = newestInput == null || input - newestInput > 0 ? (Long) input : newestInput;
        }
        lookedAt = now;
    }

    /** Returns at how many terminals somebody sits; one that could not be looked at closely yet counts. */
    @Nullable
    Integer count() {
        if (!readable || !countable) {
            return null;
        }
        int attended = 0;
        for (Terminal terminal : open.values()) {
            attended += terminal.isAttended() ? 1 : 0;
        }
        return attended;
    }

    /** Returns how long before the last look anybody typed into any, be it gone by now; absent where there was none. */
    @Nullable
    Double lastInputSeconds() {
        return !readable || newestInput == null ? null : (Double) ((lookedAt - newestInput) / 1e9);
    }

    private void update() {
        Map<Integer, Terminal.Times> listed = source.devices();
        Map<Integer, Terminal.Times> found = listed == null ? Map.of() : listed;
        readable = listed != null;
        boolean changed = open.keySet().retainAll(found.keySet());
        for (Map.Entry<Integer, Terminal.Times> each : found.entrySet()) {
            Terminal known = open.get(each.getKey());
            if (known == null || !known.update(each.getValue())) {
                open.put(each.getKey(), new Terminal(each.getValue()));
                changed = true;
            }
            readsAreNoted |= each.getValue().showReading();
        }
        if (changed) {
            scansDue = SCANS_AFTER_CHANGE;
        }
    }

    private void scan() {
        long began = source.mono();
        Set<Integer> attended = source.sessions();
        long ended = source.mono();
        scanNotBefore = ended + (ended - began) * REST_AFTER_SCAN;
        scansDue--;
        countable = attended != null;
        open.forEach((number, terminal) -> terminal.attended(attended == null || attended.contains(number)));
    }
}
